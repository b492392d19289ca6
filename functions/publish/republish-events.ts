import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import * as z from "zod";
import { Moment } from "../../shared/api/ticket.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { type Bus, publish } from "../../shared/events/publish.ts";
import { setting } from "../../shared/lambda/environment.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { connectTable, type Table } from "../../shared/table/client.ts";
import { eventsBetween } from "../../shared/table/events-by-hour.ts";

/** A time range, both ends included: what an operator asks for by hand. */
const Range = z.strictObject({ from: Moment, to: Moment });

/** What the stream reader leaves behind when it gives a batch up: when its records came, not what they were. */
const GivenUp = z.object({
  DDBStreamBatchInfo: z.object({
    approximateArrivalOfFirstRecord: z.string(),
    approximateArrivalOfLastRecord: z.string(),
  }),
});

/** Arrival times are approximate: so much earlier and later is read again, in milliseconds. Consumers dedupe. */
const margin = 5 * 60_000;

/**
 * Puts history events on the bus again, read from the table: for the time range of batches that publishing gave up, or
 * for one that an operator names. However often it runs, consumers see each event's id and keep it once.
 */
export const newHandler =
  ({ table, bus }: { table: Table; bus: Bus }) =>
  async (event: SQSEvent | z.input<typeof Range>): Promise<SQSBatchResponse | { published: number }> => {
    if (!("Records" in event)) {
      const { from, to } = Range.parse(event);
      return { published: await republish(table, bus, from, to) };
    }
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const { messageId, body } of event.Records) {
      try {
        const { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last } = GivenUp.parse(
          JSON.parse(body),
        ).DDBStreamBatchInfo;
        await republish(
          table,
          bus,
          addMillis(new Date(first).toISOString(), -margin),
          addMillis(new Date(last).toISOString(), margin),
        );
      } catch (error) {
        logger.error("a given-up batch could not be republished", { error: error as Error, messageId });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

async function republish(table: Table, bus: Bus, from: string, to: string): Promise<number> {
  let published = 0;
  for await (const events of eventsBetween(table, from, to)) {
    const refused = await publish(bus, events);
    if (refused.length > 0) throw new Error(`the bus goes on refusing, ${refused.length} of ${events.length} events`);
    published += events.length;
  }
  logger.info("republished", { from, to, published });
  return published;
}

export const handler = newHandler({
  table: connectTable(),
  bus: { client: new EventBridgeClient({}), name: setting("busName") },
});

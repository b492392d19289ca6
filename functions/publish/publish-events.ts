import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { catalogue } from "../../shared/events/catalogue.ts";
import { isDossierEvent } from "../../shared/events/dossiers.ts";
import { type Bus, type PublishableEvent, publish } from "../../shared/events/publish.ts";
import { setting } from "../../shared/lambda/environment.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { type Parking, park } from "../../shared/lambda/stream-batch.ts";

/**
 * Reader 2 of the table's stream, for EVENT items: puts history events on the bus, ten at a time. At least once: an event
 * may go out twice, never not at all. What the bus goes on refusing is read again, from the first refused record on.
 */
export const newHandler =
  ({ bus, parking }: { bus: Bus; parking: Parking }) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const readable: { record: DynamoDBRecord; event: PublishableEvent }[] = [];
    for (const record of Records) {
      const event = eventIn(record);
      if (event === undefined) await park(record, parking);
      else readable.push({ record, event });
    }
    const refused = await publish(
      bus,
      readable.map(({ event }) => event),
    );
    const first = readable.find(({ event }) => refused.includes(event));
    if (first === undefined) return { batchItemFailures: [] };
    logger.warn("the bus refused events; they are read again", { refused: refused.length });
    return { batchItemFailures: [{ itemIdentifier: first.record.dynamodb?.SequenceNumber ?? "" }] };
  };

function eventIn({ dynamodb }: DynamoDBRecord): PublishableEvent | undefined {
  if (dynamodb?.NewImage === undefined) return undefined;
  try {
    const item = unmarshall(dynamodb.NewImage as Parameters<typeof unmarshall>[0]);
    const ofCase = typeof item.caseId === "string" && item.type in catalogue;
    const ofDossier = typeof item.dossierId === "string" && isDossierEvent(item.dossier, item.type);
    const known = (ofCase || ofDossier) && Number.isInteger(item.seq) && item.data !== undefined;
    return known ? (item as PublishableEvent) : undefined;
  } catch {
    return undefined;
  }
}

export const handler = newHandler({
  bus: { client: new EventBridgeClient({}), name: setting("busName") },
  parking: { sqs: new SQSClient({}), queueUrl: setting("parkedRecordsQueueUrl") },
});

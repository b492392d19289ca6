import "../builders/environment.ts";
import type { SQSEvent } from "aws-lambda";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newHandler } from "../../functions/publish/republish-events.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { fakeBus } from "../builders/fake-clients.ts";
import { accepted, local, minute } from "../builders/story.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
  for (let index = 0; index < 5; index += 1) {
    const story = accepted({}, { at: local(`2026-09-28 09:${index}0`), caseId: ulid() });
    for (const decision of story.decisions) await commit(table, decision);
  }
});
afterAll(() => stop());

type Put = { Entries: { Detail: string }[] };
const idsOf = (sent: { input: unknown }[]) =>
  sent.flatMap(({ input }) => (input as Put).Entries.map(({ Detail }) => JSON.parse(Detail).id as string));

test("a stretch of time that an operator names goes out again, with the ids it had", async () => {
  const { bus, sent } = fakeBus();
  const run = newHandler({ table, bus });
  expect(await run({ from: "2026-09-28T09:10:00+08:00", to: "2026-09-28T09:30:00+08:00" })).toEqual({ published: 12 });
  expect(new Set(idsOf(sent)).size).toBe(12);
});

const givenUp = (at: string): SQSEvent => {
  const moment = new Date(Date.parse(local(at)) + minute).toISOString();
  const info = { approximateArrivalOfFirstRecord: moment, approximateArrivalOfLastRecord: moment };
  return { Records: [{ messageId: "m1", body: JSON.stringify({ DDBStreamBatchInfo: info }) }] } as SQSEvent;
};

test("a batch that the stream's reader gave up goes out again, and a little before and after it", async () => {
  const { bus, sent } = fakeBus();
  expect(await newHandler({ table, bus })(givenUp("2026-09-28 09:20"))).toEqual({ batchItemFailures: [] });
  expect(idsOf(sent)).toHaveLength(4);
});

test("what the bus refuses is put again, alone; a bus that goes on refusing leaves the message in the queue", async () => {
  let calls = 0;
  const once = fakeBus(({ Entries }: Put) => {
    calls += 1;
    return calls > 1
      ? {}
      : { FailedEntryCount: 1, Entries: Entries.map((_, at) => (at === 2 ? { ErrorCode: "X" } : {})) };
  });
  expect(await newHandler({ table, bus: once.bus })(givenUp("2026-09-28 09:20"))).toEqual({ batchItemFailures: [] });
  expect(once.sent.map(({ input }) => (input as unknown as Put).Entries.length)).toEqual([4, 1]);

  const never = fakeBus(({ Entries }: Put) => ({
    FailedEntryCount: Entries.length,
    Entries: Entries.map(() => ({ ErrorCode: "X" })),
  }));
  const answer = await newHandler({ table, bus: never.bus })(givenUp("2026-09-28 09:20"));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
});

test("a range that is none is refused", async () => {
  const { bus } = fakeBus();
  await expect(newHandler({ table, bus })({ from: "yesterday", to: "today" })).rejects.toThrow();
});

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type AwsService, FunctionFailed, type InvokeFunction, type Json } from "../../local/aws.ts";
import { type Clock, createClock } from "../../local/clock.ts";
import type { StreamPosition } from "../../local/dynamodb/cursor.ts";
import { createDynamoDb } from "../../local/dynamodb/dynamodb.ts";
import { type DynamoDbEngine, startDynamoDbEngine } from "../../local/dynamodb/engine.ts";
import { createMeter } from "../../local/meter.ts";
import { openStore, type Store } from "../../local/store.ts";
import { type StreamReaderSettings, type StreamRecord, startStreamReader } from "../../local/streams.ts";

let engine: DynamoDbEngine;
beforeAll(async () => {
  engine = await startDynamoDbEngine();
});
afterAll(() => engine.stop());

const start = Date.parse("2030-01-01T08:00:00Z");
const deadLetters = "arn:aws:sqs:us-east-1:000000000000:parked";
let tables = 0;

interface Scene {
  clock: Clock;
  dynamoDb: AwsService;
  put(...ids: string[]): Promise<void>;
  /** The ids of each invocation, in order. */
  deliveries: string[][];
  records: StreamRecord[];
  parked: { [part: string]: Json }[];
  store: Store;
  read(settings?: StreamReaderSettings, options?: ReadOptions): ReturnType<typeof startStreamReader>;
}
interface ReadOptions {
  answer?: (ids: string[], records: StreamRecord[]) => Json;
  deliverTwice?: (records: StreamRecord[]) => boolean;
  /** How long an invocation takes, in real milliseconds. */
  takes?: number;
}

async function scene(): Promise<Scene> {
  const clock = createClock({ mode: { kind: "manual" }, start });
  const readers: ReturnType<typeof startStreamReader>[] = [];
  const tableName = `cases-${tables++}`;
  const dynamo = createDynamoDb({
    endpoint: engine.endpoint,
    meter: createMeter(),
    clock,
    onWrite: () => {
      for (const reader of readers) reader.poke();
    },
  });
  onTestFinished(async () => {
    await Promise.all(readers.map((reader) => reader.stop()));
    dynamo.close();
  });
  const { TableDescription } = await dynamo.service(
    "CreateTable",
    {
      TableName: tableName,
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    },
    "setup",
  );
  const { LatestStreamArn: streamArn } = TableDescription as { LatestStreamArn: string };
  const deliveries: string[][] = [];
  const records: StreamRecord[] = [];
  const parked: { [part: string]: Json }[] = [];
  const store = openStore(":memory:");
  return {
    clock,
    dynamoDb: dynamo.service,
    deliveries,
    records,
    parked,
    store,
    async put(...ids) {
      const puts = ids.map((id) => ({ Put: { TableName: tableName, Item: { pk: { S: id } } } }));
      await dynamo.service("TransactWriteItems", { TransactItems: puts }, "test");
    },
    read(settings = {}, { answer = () => null, deliverTwice, takes = 0 } = {}) {
      const invokeFunction: InvokeFunction = async (_name, payload) => {
        const { Records } = payload as { Records: StreamRecord[] };
        const ids = Records.map(({ dynamodb }) => (dynamodb.Keys.pk as { S: string }).S);
        deliveries.push(ids);
        records.push(...Records);
        if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
        return answer(ids, Records);
      };
      const reader = startStreamReader({
        name: "drive-workflows",
        streamArn,
        dynamoDb: dynamo.service,
        invokeFunction,
        functionName: "DriveWorkflows",
        settings,
        positions: store.collection<StreamPosition>("stream-positions"),
        clock,
        sendToQueue: async (_queueArn, body) => {
          parked.push(JSON.parse(body));
        },
        ...(deliverTwice && { deliverTwice }),
      });
      readers.push(reader);
      return reader;
    },
  };
}

const failing = (...bad: string[]) => ({
  answer: (ids: string[]): Json => {
    if (ids.some((id) => bad.includes(id))) throw new FunctionFailed("Error", "cannot handle this");
    return null;
  },
});
const reporting = (...bad: string[]) => ({
  answer: (ids: string[], records: StreamRecord[]): Json => ({
    batchItemFailures: records
      .filter((_, index) => bad.includes(ids[index] ?? ""))
      .map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
  }),
});

test("a change is delivered at once, stamped with virtual time, without any timer", async () => {
  const { clock, put, read, deliveries, records } = await scene();
  read();
  await put("a");
  await clock.idle();
  expect(deliveries).toEqual([["a"]]);
  expect(records[0]).toMatchObject({
    eventName: "INSERT",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    eventSourceARN: expect.stringContaining("/stream/"),
    dynamodb: { NewImage: { pk: { S: "a" } }, ApproximateCreationDateTime: start / 1000 },
  });
  expect(clock.next()).toBeUndefined();
});

test("batches are no larger than asked for, in order", async () => {
  const { clock, put, read, deliveries } = await scene();
  await put("a", "b", "c", "d", "e");
  read({ batchSize: 2 });
  await clock.idle();
  expect(deliveries).toEqual([["a", "b"], ["c", "d"], ["e"]]);
});

test("changes made during a delivery follow in the next one", async () => {
  const { clock, put, read, deliveries } = await scene();
  read({}, { takes: 20 });
  await put("a");
  await put("b");
  await put("c");
  await clock.idle();
  expect(deliveries.flat()).toEqual(["a", "b", "c"]);
});

test("only records that match a filter are delivered, and the others are passed by for good", async () => {
  const { clock, put, read, deliveries } = await scene();
  const filters = [{ pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: "CASE#" }] } } } }) }];
  const reader = read({ filterCriteria: { filters } });
  await put("CASE#1", "SLOT#1", "CASE#2", "SLOT#2");
  await clock.idle();
  expect(deliveries).toEqual([["CASE#1", "CASE#2"]]);
  await put("SLOT#3");
  await clock.idle();
  await reader.stop();
  read();
  await clock.idle();
  expect(deliveries).toHaveLength(1);
});

test("after a restart reading goes on at the kept position", async () => {
  const { clock, put, read, deliveries } = await scene();
  const reader = read();
  await put("a");
  await clock.idle();
  await reader.stop();
  await put("b");
  await clock.idle();
  read();
  await clock.idle();
  expect(deliveries).toEqual([["a"], ["b"]]);
});

test("records that failed before a restart are delivered again after it", async () => {
  const { clock, put, read, deliveries } = await scene();
  const reader = read({}, failing("b"));
  await put("a", "b");
  await clock.idle();
  await reader.stop();
  read();
  await clock.idle();
  expect(deliveries).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("a partial failure is retried from the lowest failed record, later and later", async () => {
  const { clock, put, read, deliveries } = await scene();
  read({ functionResponseTypes: ["ReportBatchItemFailures"] }, reporting("b", "c"));
  await put("a", "b", "c", "d");
  await clock.advanceTo(start + 3000);
  expect(deliveries).toEqual([
    ["a", "b", "c", "d"],
    ["b", "c", "d"],
    ["b", "c", "d"],
  ]);
  expect(clock.next()).toBe(start + 7000);
});

test("an identifier that was not in the batch fails the whole batch", async () => {
  const { clock, put, read, deliveries } = await scene();
  const answer = () => ({ batchItemFailures: [{ itemIdentifier: "" }] });
  read({ functionResponseTypes: ["ReportBatchItemFailures"], maximumRetryAttempts: 1 }, { answer });
  await put("a", "b");
  await clock.advanceTo(start + 60_000);
  expect(deliveries).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("without partial responses what a handler returns does not matter", async () => {
  const { clock, put, read, deliveries } = await scene();
  read({}, reporting("a"));
  await put("a");
  await clock.advanceTo(start + 60_000);
  expect(deliveries).toEqual([["a"]]);
});

test("bisecting isolates a bad record, and splitting uses up no retry", async () => {
  const { clock, put, read, deliveries, parked } = await scene();
  read(
    {
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 1,
      destinationConfig: { onFailure: { destination: deadLetters } },
    },
    failing("c"),
  );
  await put("a", "b", "c", "d");
  await clock.advanceTo(start + 60_000);
  expect(deliveries).toEqual([["a", "b", "c", "d"], ["a", "b"], ["c", "d"], ["c"], ["c"], ["d"]]);
  expect(parked).toHaveLength(1);
});

test("when the retries are used up the failure destination learns where the records were, and reading goes on", async () => {
  const { clock, put, read, deliveries, parked, records } = await scene();
  read({ maximumRetryAttempts: 2, destinationConfig: { onFailure: { destination: deadLetters } } }, failing("a"));
  await put("a", "b");
  await clock.advanceTo(start + 60_000);
  await put("c");
  await clock.idle();
  expect(deliveries).toEqual([["a", "b"], ["a", "b"], ["a", "b"], ["c"]]);
  const [first, second] = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(parked).toEqual([
    {
      requestContext: {
        requestId: expect.any(String),
        functionArn: "DriveWorkflows",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: "2030-01-01T08:00:03.000Z",
      DDBStreamBatchInfo: {
        shardId: expect.stringContaining("shardId-"),
        startSequenceNumber: first,
        endSequenceNumber: second,
        approximateArrivalOfFirstRecord: "2030-01-01T08:00:00Z",
        approximateArrivalOfLastRecord: "2030-01-01T08:00:00Z",
        batchSize: 2,
        streamArn: records[0]?.eventSourceARN,
      },
    },
  ]);
});

test("a record that is too old is given up, by default after the 24 hours of a stream", async () => {
  const { clock, put, read, deliveries, parked } = await scene();
  read({ destinationConfig: { onFailure: { destination: deadLetters } } }, failing("a"));
  await put("a");
  await clock.advanceTo(start + 23 * 3600_000);
  expect(parked).toEqual([]);
  await clock.advanceTo(start + 25 * 3600_000);
  expect(parked).toMatchObject([{ requestContext: { condition: "RecordAgeExceeded" } }]);
  await put("b");
  await clock.idle();
  expect(deliveries.at(-1)).toEqual(["b"]);
});

test("a batching window waits for more records, but no longer", async () => {
  const { clock, put, read, deliveries } = await scene();
  read({ batchSize: 3, maximumBatchingWindowInSeconds: 10 });
  await put("a");
  await clock.advanceTo(start + 6000);
  await put("b");
  await clock.advanceTo(start + 9999);
  expect(deliveries).toEqual([]);
  await clock.advanceTo(start + 10_000);
  expect(deliveries).toEqual([["a", "b"]]);
  await put("c", "d", "e");
  await clock.idle();
  expect(deliveries.at(-1)).toEqual(["c", "d", "e"]);
});

test("however deliveries fail, every record is handled, and for the first time in the order of the stream", async () => {
  const outcome = fc.constantFrom("done", "throws", "fails at one");
  await fc.assert(
    fc.asyncProperty(
      fc.array(outcome),
      fc.nat(),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (fate, pick, size, bisect) => {
        const { clock, put, read } = await scene();
        const outcomes = [...fate];
        const handled: string[] = [];
        const answer = (ids: string[], records: StreamRecord[]): Json => {
          const outcome = outcomes.shift();
          if (outcome === "throws") throw new FunctionFailed("Error", "no");
          const from = outcome === "fails at one" ? pick % ids.length : ids.length;
          handled.push(...ids.slice(0, from));
          return {
            batchItemFailures: records
              .slice(from)
              .map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })),
          };
        };
        const settings = {
          batchSize: size,
          functionResponseTypes: ["ReportBatchItemFailures"],
          bisectBatchOnFunctionError: bisect,
        };
        const first = read(settings, { answer });
        await put("a", "b", "c", "d");
        await clock.advanceTo(start + 2000);
        // A restart in the midst of it all
        await first.stop();
        await put("e", "f", "g");
        read(settings, { answer });
        await clock.advanceTo(start + 3600_000);
        expect([...new Set(handled)]).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
      },
    ),
    { numRuns: 50 },
  );
});

test("deliveries can be doubled, to see that a handler bears it", async () => {
  const { clock, put, read, deliveries } = await scene();
  read({}, { deliverTwice: () => true });
  await put("a");
  await clock.idle();
  expect(deliveries).toEqual([["a"], ["a"]]);
});

test("reading from the latest record leaves out what was there before", async () => {
  const { clock, put, read, deliveries } = await scene();
  await put("a");
  read({ startingPosition: "LATEST" });
  await clock.idle();
  await put("b");
  await clock.idle();
  expect(deliveries).toEqual([["b"]]);
});

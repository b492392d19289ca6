import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AwsError, type AwsService, type JsonObject } from "../../../local/aws.ts";
import { createClock } from "../../../local/clock.ts";
import { createDynamoDb } from "../../../local/dynamodb/dynamodb.ts";
import { type DynamoDbEngine, startDynamoDbEngine } from "../../../local/dynamodb/engine.ts";
import { createMeter } from "../../../local/meter.ts";

let engine: DynamoDbEngine;
let dynamoDb: { service: AwsService; close(): void };
let written: string[] = [];
const meter = createMeter();
const clock = createClock({ mode: { kind: "manual" }, start: Date.parse("2030-01-01T00:00:00Z") });

beforeAll(async () => {
  engine = await startDynamoDbEngine();
  dynamoDb = createDynamoDb({
    endpoint: engine.endpoint,
    meter,
    clock,
    onWrite: (table) => written.push(table),
    region: "cn-north-1",
    account: "123456789012",
  });
  await dynamoDb.service("CreateTable", casesTable, "setup");
});
afterAll(async () => {
  dynamoDb.close();
  await engine.stop();
});
beforeEach(() => {
  written = [];
  meter.reset();
});

const casesTable: JsonObject = {
  TableName: "cases",
  AttributeDefinitions: ["pk", "sk", "unit"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byUnit",
      KeySchema: [{ AttributeName: "unit", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};

const key = (id: string): JsonObject => ({ pk: { S: `CASE#${id}` }, sk: { S: "CASE" } });
const putNew = (id: string, unit = "roads"): JsonObject => ({
  TableName: "cases",
  Item: { ...key(id), unit: { S: unit } },
  ConditionExpression: "attribute_not_exists(pk)",
});

test("a write is told with its table, a read and a refused write are not", async () => {
  await dynamoDb.service("PutItem", putNew("1"), "Triage");
  expect(written).toEqual(["cases"]);
  await dynamoDb.service("GetItem", { TableName: "cases", Key: key("1") }, "Triage");
  await expect(dynamoDb.service("PutItem", putNew("1"), "Triage")).rejects.toThrow();
  await dynamoDb.service(
    "TransactWriteItems",
    { TransactItems: [{ Put: putNew("2") }, { Put: putNew("3") }] },
    "Triage",
  );
  expect(written).toEqual(["cases", "cases"]);
});

test("units are counted with those of the indexes, whether or not the caller asks for them", async () => {
  const answer = await dynamoDb.service("PutItem", putNew("10"), "Triage");
  expect(answer.ConsumedCapacity).toBeUndefined();
  await dynamoDb.service("GetItem", { TableName: "cases", Key: key("10"), ConsistentRead: true }, "Triage");
  await dynamoDb.service(
    "TransactWriteItems",
    { TransactItems: [{ Put: putNew("11") }, { Put: putNew("12") }] },
    "Triage",
  );
  const units = meter.snapshot().calls.map(({ action, readUnits, writeUnits }) => ({ action, readUnits, writeUnits }));
  expect(units).toEqual([
    { action: "GetItem", readUnits: 1, writeUnits: 0 },
    { action: "PutItem", readUnits: 0, writeUnits: 2 },
    { action: "TransactWriteItems", readUnits: 0, writeUnits: 6 },
  ]);
  const asked = await dynamoDb.service("PutItem", { ...putNew("13"), ReturnConsumedCapacity: "INDEXES" }, "Triage");
  expect(asked.ConsumedCapacity).toMatchObject({ TableName: "cases", CapacityUnits: 2 });
});

test("a failed condition is an AwsError; a cancelled transaction carries its reasons", async () => {
  await dynamoDb.service("PutItem", putNew("20"), "Triage");
  const refused = await dynamoDb.service("PutItem", putNew("20"), "Triage").catch((error) => error);
  expect(refused).toBeInstanceOf(AwsError);
  expect(refused).toMatchObject({ code: "ConditionalCheckFailedException", statusCode: 400 });
  const transaction = { TransactItems: [{ Put: putNew("21") }, { Put: putNew("20") }] };
  const cancelled = await dynamoDb.service("TransactWriteItems", transaction, "Triage").catch((error) => error);
  expect(cancelled).toMatchObject({
    code: "TransactionCanceledException",
    details: { CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }] },
  });
});

test("a refused write costs units too", async () => {
  await dynamoDb.service("PutItem", putNew("25"), "setup");
  meter.reset();
  await dynamoDb.service("PutItem", putNew("25"), "Triage").catch(() => undefined);
  const transaction = { TransactItems: [{ Put: putNew("26") }, { Put: putNew("25") }] };
  await dynamoDb.service("TransactWriteItems", transaction, "Triage").catch(() => undefined);
  expect(meter.snapshot().calls).toMatchObject([
    { action: "PutItem", writeUnits: 1 },
    { action: "TransactWriteItems", writeUnits: 4 },
  ]);
});

test("calls made at once are answered in their order, each with its own answer", async () => {
  const order: number[] = [];
  const calls = Array.from({ length: 20 }, async (_, index) => {
    await dynamoDb.service("PutItem", putNew(`4${index}`), "Triage");
    order.push(index);
  });
  await Promise.all(calls);
  expect(order).toEqual([...order].sort((left, right) => left - right));
});

test("tables and streams have names in the region and account of the cloud", async () => {
  const { Table } = await dynamoDb.service("DescribeTable", { TableName: "cases" }, "cli");
  expect(Table).toMatchObject({ TableArn: "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/cases" });
  const { Streams } = await dynamoDb.service("ListStreams", { TableName: "cases" }, "cli");
  const [{ StreamArn }] = Streams as [{ StreamArn: string }];
  expect(StreamArn).toMatch(/^arn:aws-cn:dynamodb:cn-north-1:123456789012:table\/cases\/stream\//);
  const { StreamDescription } = await dynamoDb.service("DescribeStream", { StreamArn }, "cli");
  expect(StreamDescription).toMatchObject({ TableName: "cases", StreamStatus: "ENABLED" });
});

test("time to live is noted, and no item is ever expired by the real clock", async () => {
  const specification = { Enabled: true, AttributeName: "expires" };
  await dynamoDb.service("UpdateTimeToLive", { TableName: "cases", TimeToLiveSpecification: specification }, "setup");
  await dynamoDb.service("PutItem", { TableName: "cases", Item: { ...key("50"), expires: { N: "1" } } }, "Triage");
  const { Item } = await dynamoDb.service("GetItem", { TableName: "cases", Key: key("50") }, "Triage");
  expect(Item).toBeDefined();
  expect(await dynamoDb.service("DescribeTimeToLive", { TableName: "cases" }, "cli")).toMatchObject({
    TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
  });
});

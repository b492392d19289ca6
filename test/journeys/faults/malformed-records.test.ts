import { expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../../local/aws.ts";
import { type City, startCity } from "../city.ts";
import { givenUpBy, lyingIn, parkedBy } from "./queues.ts";

const driver = "functions/drive/drive-workflows.ts";

/** Writes an item past all our code, as a mistaken script would. */
async function scribble({ cloud }: City, pk: string, sk: string, more: JsonObject = {}): Promise<void> {
  const Item = { pk: { S: pk }, sk: { S: sk }, phone: { S: "13800000001" }, ...more };
  await cloud.dynamoDb("PutItem", { TableName: cloud.table.name, Item }, "a mistaken script");
}

test.each([
  ["a case without its position", "CASE#broken", "CASE", {}],
  ["an event of a kind that nobody knows", "CASE#broken", "EVENT#000001", { caseId: { S: "broken" }, seq: { N: "1" } }],
  ["an event without its facts", "CASE#broken", "EVENT#000002", { type: { S: "CaseOpened" }, seq: { N: "2" } }],
])("%s is parked with its keys alone, and holds up nobody", async (_what, pk, sk, more) => {
  const city = await startCity();
  await scribble(city, pk, sk, more);
  const { caseId, stage } = await city.open();
  expect(stage).toBe("acceptance");
  const published = city.cloud.eventBridge.recentEvents().filter(({ event }) => event.detail.caseId === caseId);
  expect(published.length).toBe((await city.events(caseId)).length);

  const parked = await lyingIn(city.cloud, await parkedBy(city.cloud, driver));
  expect(parked).toMatchObject([{ keys: { pk: { S: pk }, sk: { S: sk } } }]);
  expect(JSON.stringify(parked)).not.toContain("13800000001");
});

test("a record that cannot be parked either is tried again, given up alone, and named where an operator looks", async () => {
  const city = await startCity({
    faults: {
      call: ({ service, action }, phase) =>
        service === "sqs" && action === "SendMessage" && phase === "before"
          ? new AwsError("AccessDeniedException", "no queue for you", { statusCode: 403 })
          : undefined,
    },
  });
  await scribble(city, "CASE#broken", "CASE");
  const { caseId } = await city.open();
  await city.until("PT3H");
  expect((await city.case(caseId)).stage).toBe("acceptance");
  const [notice] = await lyingIn(city.cloud, await givenUpBy(city.cloud, driver));
  expect(notice).toMatchObject({
    requestContext: { condition: "RetryAttemptsExhausted" },
    DDBStreamBatchInfo: { batchSize: 1 },
  });
});

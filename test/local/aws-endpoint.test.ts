import { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { AwsError, type AwsService, FunctionFailed, type Json, type JsonObject } from "../../local/aws.ts";
import { createAwsEndpoint } from "../../local/aws-endpoint.ts";
import { createClock } from "../../local/clock.ts";
import { createControl } from "../../local/control.ts";
import { openPort } from "../../local/ports.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Call = [service: string, action: string, input: JsonObject, principal: string];

async function endpoint(answer: (...call: Call) => JsonObject = () => ({})) {
  const calls: Call[] = [];
  const service =
    (name: string): AwsService =>
    async (action, input, principal) => {
      calls.push([name, action, input, principal]);
      return answer(name, action, input, principal);
    };
  const clock = createClock({ mode: { kind: "manual" }, start: Date.parse("2026-02-14T01:30:00Z") });
  const listener = createAwsEndpoint({
    dynamoDb: service("dynamodb"),
    stepFunctions: service("states"),
    sqs: service("sqs"),
    eventBridge: service("events"),
    principals: new Set(["Drive"]),
    functions: [],
    invokeFunction: async (_name, payload) => {
      if ((payload as JsonObject).fail)
        throw new FunctionFailed("CaseChanged", "version 3", ["CaseChanged: version 3"]);
      return { got: payload };
    },
    control: createControl({ clock, meter: () => ({ calls: calls.length }), logs: () => [{ text: "line" }] }),
  });
  const port = await openPort(0, "--aws-port");
  port.serve(listener);
  const { url } = port;
  closing.push(() => {
    clock.stop();
    port.close();
  });
  const settings = (accessKeyId: string) => ({
    endpoint: url,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: "x" },
  });
  return { url, calls, settings, clock };
}

test("SDK clients reach their services, and the access key says for whom", async () => {
  const { settings, calls } = await endpoint();
  await new DynamoDBClient(settings("Drive")).send(new TransactWriteItemsCommand({ TransactItems: [] }));
  await new SFNClient(settings("Drive")).send(new StartExecutionCommand({ stateMachineArn: "arn:m", name: "n" }));
  const QueueUrl = "http://127.0.0.1:1/0/q";
  await new SQSClient({ ...settings("AKIAPERSON"), md5: false }).send(
    new SendMessageCommand({ QueueUrl, MessageBody: "x" }),
  );
  await new EventBridgeClient(settings("AKIAPERSON")).send(new PutEventsCommand({ Entries: [] }));
  expect(calls.map(([name, action, , principal]) => [name, action, principal])).toEqual([
    ["dynamodb", "TransactWriteItems", "Drive"],
    ["states", "StartExecution", "Drive"],
    ["sqs", "SendMessage", "cli"],
    ["events", "PutEvents", "cli"],
  ]);
});

test("errors arrive as the SDK's own classes, with their details", async () => {
  const reasons: Json = [{ Code: "ConditionalCheckFailed", Item: { pk: { S: "1" } } }, { Code: "None" }];
  const { settings } = await endpoint(() => {
    throw new AwsError("TransactionCanceledException", "cancelled", { details: { CancellationReasons: reasons } });
  });
  const sent = new DynamoDBClient(settings("x")).send(new TransactWriteItemsCommand({ TransactItems: [] }));
  await expect(sent).rejects.toMatchObject({
    name: "TransactionCanceledException",
    message: "cancelled",
    CancellationReasons: reasons,
    $metadata: { httpStatusCode: 400 },
  });
});

test("a client is not told the time: it would correct its own by it", async () => {
  const { url } = await endpoint();
  expect((await fetch(`${url}/_local/clock`)).headers.has("date")).toBe(false);
});

test.each([
  ["an unknown service", { "x-amz-target": "Nobody_1.Do" }, "{}", 400],
  ["a body that is not JSON", { "x-amz-target": "DynamoDB_20120810.GetItem" }, "{", 400],
  ["a body that is no object", { "x-amz-target": "DynamoDB_20120810.GetItem" }, "[]", 400],
  ["no target and no path", {}, "", 404],
])("%s is refused", async (_, headers, body, status) => {
  const { url } = await endpoint();
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(status);
});

test("functions are invoked and listed over REST", async () => {
  const { url } = await endpoint();
  const invoke = (payload: JsonObject) =>
    fetch(`${url}/2015-03-31/functions/fn/invocations`, { method: "POST", body: JSON.stringify(payload) });
  expect(await (await invoke({ a: 1 })).json()).toEqual({ got: { a: 1 } });
  const failed = await invoke({ fail: true });
  expect(failed.headers.get("x-amz-function-error")).toBe("Unhandled");
  expect(await failed.json()).toEqual({
    errorType: "CaseChanged",
    errorMessage: "version 3",
    trace: ["CaseChanged: version 3"],
  });
  expect(await (await fetch(`${url}/2015-03-31/functions/`)).json()).toEqual({ Functions: [] });
});

test("the clock is shown and moved, meter and logs are shown", async () => {
  const { url, clock } = await endpoint();
  const move = (body: JsonObject) => fetch(`${url}/_local/clock`, { method: "POST", body: JSON.stringify(body) });
  let fired = 0;
  clock.at(Date.parse("2026-02-14T12:00:00Z"), () => {
    fired += 1;
  });
  expect(await (await fetch(`${url}/_local/clock`)).json()).toEqual({
    now: "2026-02-14T01:30:00.000Z",
    mode: "manual",
    next: "2026-02-14T12:00:00.000Z",
  });
  expect(await (await move({ advance: "P1D" })).json()).toMatchObject({ now: "2026-02-15T01:30:00.000Z", next: null });
  expect(fired).toBe(1);
  expect(await (await move({ to: "2026-02-16T09:00:00+08:00" })).json()).toMatchObject({
    now: "2026-02-16T01:00:00.000Z",
  });
  const wrongs: JsonObject[] = [{ advance: "a day" }, { to: "2026-02-15T00:00:00Z" }, { to: "soon" }, {}];
  for (const wrong of wrongs) expect((await move(wrong)).status).toBe(400);
  expect(await (await fetch(`${url}/_local/meter`)).json()).toEqual({ calls: 0 });
  expect(await (await fetch(`${url}/_local/logs/fn`)).json()).toEqual([{ text: "line" }]);
});

import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../../local/aws.ts";
import { type ClockMode, createClock } from "../../../local/clock.ts";
import { md5OfAttributes } from "../../../local/sqs/md5.ts";
import type { QueueDefinition } from "../../../local/sqs/queue.ts";
import { createSqs } from "../../../local/sqs/sqs.ts";
import { openStore, type Store } from "../../../local/store.ts";

const start = Date.parse("2030-01-01T08:00:00Z");
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

function scene(
  definition: Partial<QueueDefinition> = {},
  { mode = { kind: "manual" } as ClockMode, store = openStore(":memory:") as Store, from = start } = {},
) {
  const clock = createClock({ mode, start: from });
  onTestFinished(() => clock.stop());
  const sqs = createSqs({
    clock,
    collectionFor: store.collection,
    account: "000000000000",
    baseUrl: "http://127.0.0.1:4566",
  });
  sqs.defineQueue({ name: "dead", arn: arn("dead") });
  sqs.defineQueue({ name: "webhooks", arn: arn("webhooks"), ...definition });
  const QueueUrl = sqs.queueUrl("webhooks");
  const call = (action: string, input: JsonObject = {}) => sqs.service(action, { QueueUrl, ...input }, "Publish");
  const receive = async (input: JsonObject = {}) => {
    const { Messages = [] } = await call("ReceiveMessage", input);
    return Messages as {
      Body: string;
      ReceiptHandle: string;
      MessageId: string;
      Attributes: { [name: string]: string };
    }[];
  };
  const bodies = async (input: JsonObject = {}) => (await receive(input)).map(({ Body }) => Body);
  return { clock, sqs, store, call, receive, bodies };
}

test("a received message is hidden for the visibility time-out, then shows up again", async () => {
  const { clock, call, bodies, receive } = scene({ visibilityTimeout: 60 });
  await call("SendMessage", { MessageBody: "a" });
  expect(await bodies()).toEqual(["a"]);
  await clock.advanceTo(start + 59_999);
  expect(await bodies()).toEqual([]);
  await clock.advanceTo(start + 60_000);
  const [again] = await receive({ MessageSystemAttributeNames: ["All"] });
  expect(again?.Attributes).toMatchObject({
    ApproximateReceiveCount: "2",
    SentTimestamp: String(start),
    ApproximateFirstReceiveTimestamp: String(start),
    SenderId: "Publish",
  });
});

test("with a time-out of zero messages can be looked at without hiding them", async () => {
  const { call, bodies } = scene();
  await call("SendMessage", { MessageBody: "a" });
  await call("SendMessage", { MessageBody: "b" });
  const look = { MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  expect(await bodies(look)).toEqual(["a", "b"]);
  expect(await bodies(look)).toEqual(["a", "b"]);
});

test("a delayed message comes when its delay is over", async () => {
  const { clock, call, bodies } = scene({ delaySeconds: 10 });
  await call("SendMessage", { MessageBody: "queue's delay" });
  await call("SendMessage", { MessageBody: "own delay", DelaySeconds: 900 });
  await clock.advanceTo(start + 10_000);
  expect(await bodies({ MaxNumberOfMessages: 10 })).toEqual(["queue's delay"]);
  await clock.advanceTo(start + 900_000);
  expect(await bodies({ MaxNumberOfMessages: 10 })).toContain("own delay");
});

test("a deleted message never comes back, but an outdated receipt deletes nothing", async () => {
  const { clock, call, receive, bodies } = scene();
  await call("SendMessage", { MessageBody: "a" });
  const [first] = await receive();
  await clock.advanceTo(start + 30_000);
  const [second] = await receive();
  await call("DeleteMessage", { ReceiptHandle: first?.ReceiptHandle ?? "" });
  await clock.advanceTo(start + 60_000);
  const [third] = await receive();
  expect(third?.MessageId).toBe(second?.MessageId);
  await call("DeleteMessage", { ReceiptHandle: third?.ReceiptHandle ?? "" });
  await clock.advanceTo(start + 3600_000);
  expect(await bodies()).toEqual([]);
});

test("the visibility of a message can be stretched, or ended at once", async () => {
  const { clock, call, receive, bodies } = scene();
  await call("SendMessage", { MessageBody: "a" });
  const [message] = await receive();
  const ReceiptHandle = message?.ReceiptHandle ?? "";
  await call("ChangeMessageVisibility", { ReceiptHandle, VisibilityTimeout: 600 });
  await clock.advanceTo(start + 599_000);
  expect(await bodies()).toEqual([]);
  await call("ChangeMessageVisibility", { ReceiptHandle, VisibilityTimeout: 0 });
  await expect(call("ChangeMessageVisibility", { ReceiptHandle, VisibilityTimeout: 5 })).rejects.toMatchObject({
    code: "MessageNotInflight",
  });
  expect(await bodies()).toEqual(["a"]);
});

test("a message received too often goes to the dead-letter queue and can be moved back", async () => {
  const { clock, sqs, call, bodies } = scene({ redrive: { deadLetterTargetArn: arn("dead"), maxReceiveCount: 2 } });
  await call("SendMessage", { MessageBody: "a" });
  for (const seconds of [30, 60, 90]) {
    await bodies();
    await clock.advanceTo(start + seconds * 1000);
  }
  const dead = sqs.queueUrl("dead");
  const { Attributes } = await sqs.service("GetQueueAttributes", { QueueUrl: dead, AttributeNames: ["All"] }, "cli");
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "1" });
  const sources = await sqs.service("ListDeadLetterSourceQueues", { QueueUrl: dead }, "cli");
  expect(sources).toEqual({ queueUrls: [sqs.queueUrl("webhooks")] });
  await sqs.service("StartMessageMoveTask", { SourceArn: arn("dead") }, "cli");
  expect(await bodies({ AttributeNames: ["ApproximateReceiveCount"] })).toEqual(["a"]);
  const { Results } = await sqs.service("ListMessageMoveTasks", { SourceArn: arn("dead") }, "cli");
  expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
  await expect(sqs.service("StartMessageMoveTask", { SourceArn: arn("webhooks") }, "cli")).rejects.toMatchObject({
    code: "UnsupportedOperation",
  });
});

test("messages, their counts and their hiding outlive a restart", async () => {
  const before = scene({ visibilityTimeout: 60 });
  await before.call("SendMessage", { MessageBody: "hidden" });
  await before.bodies();
  await before.call("SendMessage", { MessageBody: "waiting" });
  const after = scene({ visibilityTimeout: 60 }, { store: before.store, from: start + 30_000 });
  expect(await after.bodies({ MaxNumberOfMessages: 10 })).toEqual(["waiting"]);
  await after.clock.advanceTo(start + 60_000);
  const [hidden] = await after.receive({ AttributeNames: ["All"] });
  expect(hidden).toMatchObject({ Body: "hidden", Attributes: { ApproximateReceiveCount: "2" } });
});

test("messages older than the retention are gone", async () => {
  const { clock, call, bodies } = scene({ retention: 3600 });
  await call("SendMessage", { MessageBody: "a" });
  await clock.advanceTo(start + 3600_000);
  expect(await bodies()).toEqual([]);
});

test("waiting, hidden and delayed messages are counted apart, and a purge drops them all", async () => {
  const { call, bodies } = scene();
  await call("SendMessage", { MessageBody: "a" });
  await call("SendMessage", { MessageBody: "b" });
  await call("SendMessage", { MessageBody: "c", DelaySeconds: 5 });
  await bodies();
  const counts = async () => (await call("GetQueueAttributes", { AttributeNames: ["All"] })).Attributes;
  expect(await counts()).toMatchObject({
    QueueArn: arn("webhooks"),
    ApproximateNumberOfMessages: "1",
    ApproximateNumberOfMessagesNotVisible: "1",
    ApproximateNumberOfMessagesDelayed: "1",
  });
  await call("PurgeQueue");
  expect(await counts()).toMatchObject({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesDelayed: "0" });
});

test("a receiver that waits gets the next message, or nothing when its time is over", async () => {
  const { call, bodies } = scene({}, { mode: { kind: "times", factor: 1000 } });
  const waiting = bodies({ WaitTimeSeconds: 20 });
  await call("SendMessage", { MessageBody: "a" });
  expect(await waiting).toEqual(["a"]);
  expect(await bodies({ WaitTimeSeconds: 20 })).toEqual([]);
});

test("on a manual clock no receiver waits, since time would stand still for it", async () => {
  const { bodies } = scene();
  expect(await bodies({ WaitTimeSeconds: 20 })).toEqual([]);
});

test("each entry of a batch succeeds or fails by itself", async () => {
  const { call } = scene();
  const answer = await call("SendMessageBatch", {
    Entries: [
      { Id: "good", MessageBody: "a" },
      { Id: "late", MessageBody: "b", DelaySeconds: 901 },
    ],
  });
  expect(answer).toMatchObject({
    Successful: [{ Id: "good", MessageId: expect.any(String) }],
    Failed: [{ Id: "late", SenderFault: true, Code: "InvalidParameterValue" }],
  });
  const twice = { Entries: [1, 2].map(() => ({ Id: "same", MessageBody: "a" })) };
  await expect(call("SendMessageBatch", twice)).rejects.toMatchObject({ code: "BatchEntryIdsNotDistinct" });
  await expect(call("SendMessageBatch", { Entries: [] })).rejects.toMatchObject({ code: "EmptyBatchRequest" });
});

test("an unknown queue, a FIFO queue and an unknown action are refused by name", async () => {
  const { sqs, call } = scene();
  await expect(sqs.service("GetQueueUrl", { QueueName: "none" }, "cli")).rejects.toMatchObject({
    code: "QueueDoesNotExist",
  });
  await expect(call("AddPermission")).rejects.toThrow("AddPermission is not offered");
  expect(() => sqs.defineQueue({ name: "a.fifo", arn: arn("a.fifo"), fifo: true })).toThrow("FIFO");
});

test("the digest of attributes is the one that SQS computes", () => {
  const attributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
  expect(md5OfAttributes(attributes)).toBe("235c5c510d26fb653d073faed50ae77c");
});

test("the SDK accepts the answers, digests included", async () => {
  const { sqs } = scene();
  const client = new SQSClient({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:4566",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: {
      async handle(request: { headers: { [name: string]: string }; body: Uint8Array }) {
        const action = request.headers["x-amz-target"]?.split(".")[1] ?? "";
        const body = JSON.stringify(
          await sqs.service(action, JSON.parse(new TextDecoder().decode(request.body)), "Publish"),
        );
        const headers = { "content-type": "application/x-amz-json-1.0" };
        return { response: { statusCode: 200, headers, body: Buffer.from(body) } };
      },
    },
  });
  const QueueUrl = sqs.queueUrl("webhooks");
  const MessageAttributes = { kind: { DataType: "String", StringValue: "投诉" } };
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "接诉即办", MessageAttributes }));
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", MessageBody: "b" }] }));
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
  );
  expect(Messages).toMatchObject([{ Body: "接诉即办", MessageAttributes }, { Body: "b" }]);
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
});

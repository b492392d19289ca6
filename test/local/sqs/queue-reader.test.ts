import { expect, onTestFinished, test } from "vitest";
import { FunctionFailed, type Json } from "../../../local/aws.ts";
import { type ClockMode, createClock } from "../../../local/clock.ts";
import type { QueueDefinition } from "../../../local/sqs/queue.ts";
import { type QueueReaderSettings, type QueueRecord, startQueueReader } from "../../../local/sqs/queue-reader.ts";
import { createSqs } from "../../../local/sqs/sqs.ts";
import { openStore } from "../../../local/store.ts";

const start = Date.parse("2030-01-01T08:00:00Z");
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

interface Options {
  settings?: QueueReaderSettings;
  definition?: Partial<QueueDefinition>;
  answer?: (records: QueueRecord[]) => Json | Promise<Json>;
  mode?: ClockMode;
}

function scene({ settings = {}, definition = {}, answer = () => null, mode = { kind: "manual" } }: Options = {}) {
  const clock = createClock({ mode, start });
  onTestFinished(() => clock.stop());
  const { collection } = openStore(":memory:");
  const sqs = createSqs({
    clock,
    collectionFor: collection,
    account: "1",
    baseUrl: "http://local",
  });
  const dead = sqs.defineQueue({ name: "dead", arn: arn("dead") });
  const queue = sqs.defineQueue({ name: "webhooks", arn: arn("webhooks"), ...definition });
  const deliveries: QueueRecord[][] = [];
  const read = () => {
    const reader = startQueueReader({
      queue,
      functionName: "DeliverWebhook",
      settings,
      clock,
      invokeFunction: async (_name, payload) => {
        const { Records } = payload as { Records: QueueRecord[] };
        deliveries.push(Records);
        return answer(Records);
      },
    });
    onTestFinished(() => reader.stop());
    return reader;
  };
  const send = (...bodies: string[]) =>
    sqs.service(
      "SendMessageBatch",
      {
        QueueUrl: sqs.queueUrl("webhooks"),
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      },
      "test",
    );
  const bodies = () => deliveries.map((records) => records.map(({ body }) => body));
  return { clock, sqs, queue, dead, deliveries, read, send, bodies };
}

const fails = () => {
  throw new FunctionFailed("Error", "no");
};

test("messages sent together arrive in one event, at once, and are deleted", async () => {
  const { clock, queue, read, send, bodies, deliveries } = scene();
  read();
  await send("a", "b");
  await clock.idle();
  expect(bodies()).toEqual([["a", "b"]]);
  expect(deliveries[0]?.[0]).toMatchObject({
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(start) },
    eventSource: "aws:sqs",
    eventSourceARN: arn("webhooks"),
    awsRegion: "us-east-1",
  });
  expect(queue.counts()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  expect(clock.next()).toBeUndefined();
});

test("what fails comes back after the visibility time-out, and at last goes to the dead-letter queue", async () => {
  const redrive = { deadLetterTargetArn: arn("dead"), maxReceiveCount: 3 };
  const { clock, dead, read, send, bodies } = scene({ definition: { visibilityTimeout: 60, redrive }, answer: fails });
  read();
  await send("a", "b");
  await clock.advanceTo(start + 119_000);
  expect(bodies()).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  await clock.advanceTo(start + 180_000);
  expect(bodies()).toHaveLength(3);
  expect(dead.counts().visible).toBe(2);
  expect(clock.next()).toBeUndefined();
});

test("of a partial failure only the failed messages come back", async () => {
  const { clock, read, send, bodies } = scene({
    settings: { functionResponseTypes: ["ReportBatchItemFailures"] },
    answer: (records) => ({
      batchItemFailures: records
        .filter(({ body }) => body === "b")
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    }),
  });
  read();
  await send("a", "b", "c");
  await clock.advanceTo(start + 30_000);
  expect(bodies()).toEqual([["a", "b", "c"], ["b"]]);
});

test("a handler can put off the next try of a message that it reports as failed", async () => {
  const { clock, sqs, read, send, bodies } = scene({
    settings: { functionResponseTypes: ["ReportBatchItemFailures"] },
    answer: async ([record]) => {
      const { messageId = "", receiptHandle = "" } = record ?? {};
      const input = { QueueUrl: sqs.queueUrl("webhooks"), ReceiptHandle: receiptHandle, VisibilityTimeout: 3600 };
      await sqs.service("ChangeMessageVisibility", input, "DeliverWebhook");
      return { batchItemFailures: [{ itemIdentifier: messageId }] };
    },
  });
  read();
  await send("a");
  await clock.advanceTo(start + 3_599_000);
  expect(bodies()).toHaveLength(1);
  await clock.advanceTo(start + 3_600_000);
  expect(bodies()).toHaveLength(2);
});

test("batches are no larger than asked for, and no more run at once than allowed", async () => {
  let running = 0;
  let most = 0;
  const { clock, read, send, bodies } = scene({
    settings: { batchSize: 2, scalingConfig: { maximumConcurrency: 2 } },
    answer: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return null;
    },
  });
  read();
  await send("a", "b", "c", "d", "e", "f", "g");
  await clock.idle();
  expect(bodies().flat()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  expect(Math.max(...bodies().map(({ length }) => length))).toBe(2);
  expect(most).toBe(2);
});

test("a batching window waits for a full batch, but no longer", async () => {
  const { clock, read, send, bodies } = scene({ settings: { batchSize: 3, maximumBatchingWindowInSeconds: 20 } });
  read();
  await send("a");
  await clock.advanceTo(start + 19_999);
  await send("b");
  await clock.idle();
  expect(bodies()).toEqual([]);
  await clock.advanceTo(start + 20_000);
  expect(bodies()).toEqual([["a", "b"]]);
  await send("c", "d", "e");
  await clock.idle();
  expect(bodies().at(-1)).toEqual(["c", "d", "e"]);
});

test("a message being handled stays hidden until its handler has ended, however fast the clock runs", async () => {
  const { clock, read, send, bodies } = scene({
    mode: { kind: "times", factor: 1_000_000 },
    definition: { visibilityTimeout: 30 },
    answer: () => new Promise((resolve) => setTimeout(resolve, 30, null)),
  });
  read();
  await send("a");
  await clock.idle();
  expect(bodies()).toEqual([["a"]]);
});

test("messages that no filter wants are deleted unseen", async () => {
  const filters = [{ pattern: JSON.stringify({ body: { kind: ["closed"] } }) }];
  const { clock, queue, read, send, deliveries } = scene({ settings: { filterCriteria: { filters } } });
  read();
  await send('{"kind":"closed"}', '{"kind":"opened"}', "no JSON");
  await clock.idle();
  expect(deliveries.flat().map(({ body }) => body)).toEqual(['{"kind":"closed"}']);
  expect(queue.counts()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
});

test("messages wait while no reader runs, and none is taken after it stops", async () => {
  const { clock, queue, read, send, bodies } = scene();
  await send("a");
  const reader = read();
  await clock.idle();
  await reader.stop();
  await send("b");
  await clock.idle();
  expect(bodies()).toEqual([["a"]]);
  expect(queue.counts().visible).toBe(1);
});

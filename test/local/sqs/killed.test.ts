import { expect, test } from "vitest";
import { createClock } from "../../../local/clock.ts";
import { createSqs } from "../../../local/sqs/sqs.ts";
import type { Collection } from "../../../local/store.ts";

const start = Date.parse("2030-01-01T08:00:00Z");
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** What is on disk, and a process that is killed after so many writes. */
function disk() {
  const collections = new Map<string, Map<string, unknown>>();
  let left = Number.POSITIVE_INFINITY;
  let writes = 0;
  const write = (change: () => void) => {
    writes += 1;
    if (writes <= left) change();
  };
  return {
    writes: () => writes,
    killAfter(more: number) {
      left = more;
      writes = 0;
    },
    collectionFor<Value>(name: string): Collection<Value> {
      const kept = (collections.get(name) ?? new Map()) as Map<string, Value>;
      collections.set(name, kept);
      return {
        get: (key) => kept.get(key),
        put: (key, value) => write(() => kept.set(key, structuredClone(value))),
        delete: (key) => write(() => kept.delete(key)),
        entries: () => [...kept].sort(([a], [b]) => (a < b ? -1 : 1)),
      };
    },
  };
}

function queuesOn({ collectionFor }: ReturnType<typeof disk>) {
  const clock = createClock({ mode: { kind: "manual" }, start });
  const sqs = createSqs({ clock, collectionFor, account: "1", baseUrl: "http://local" });
  const dead = sqs.defineQueue({ name: "dead", arn: arn("dead") });
  const redrive = { deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 };
  const queue = sqs.defineQueue({ name: "work", arn: arn("work"), visibilityTimeout: 0, redrive });
  return { sqs, dead, queue };
}

/** A message is received in vain, becomes a dead letter, and is moved back. */
async function lifeOf({ sqs, queue }: ReturnType<typeof queuesOn>): Promise<void> {
  queue.receive({ max: 1 });
  queue.receive({ max: 1 });
  await sqs.service("StartMessageMoveTask", { SourceArn: arn("dead") }, "test");
}

test("wherever a kill strikes, a message that was sent is still in the queue or among its dead letters", async () => {
  const trial = disk();
  const unharmed = queuesOn(trial);
  unharmed.queue.send({ body: "one", attributes: {}, senderId: "1" });
  trial.killAfter(Number.POSITIVE_INFINITY);
  await lifeOf(unharmed);
  expect(trial.writes()).toBeGreaterThan(4);
  for (let kill = 0; kill <= trial.writes(); kill += 1) {
    const kept = disk();
    const before = queuesOn(kept);
    before.queue.send({ body: "one", attributes: {}, senderId: "1" });
    kept.killAfter(kill);
    await lifeOf(before);
    kept.killAfter(Number.POSITIVE_INFINITY);
    const { queue, dead } = queuesOn(kept);
    const found = [queue, dead].flatMap(({ counts }) => Object.values(counts())).reduce((sum, count) => sum + count);
    expect(found, `killed after ${kill} writes`).toBeGreaterThan(0);
  }
});

import { expect, test } from "vitest";
import { type City, functionOf, seafoodOf, startCity } from "../city.ts";
import { leftInQueues } from "./ending.ts";
import { deadLettersOf, givenUpBy } from "./queues.ts";

const publisher = "functions/publish/publish-events.ts";
const republisher = "functions/publish/republish-events.ts";

/** A day of the city on a busy machine. */
const timeout = 180_000;

function idsOnBus({ cloud }: City): Set<string> {
  const details = cloud.eventBridge.recentEvents().filter(({ event }) => event.source === "jiesu.cases");
  return new Set(details.map(({ event }) => String(event.detail.id)));
}

async function idsOf(city: City, caseIds: string[]): Promise<string[]> {
  const histories = await Promise.all(
    caseIds.map(async (caseId) => (await city.events(caseId)).map(({ seq }) => `${caseId}-${seq}`)),
  );
  return histories.flat();
}

async function send(city: City, externalRef: string): Promise<string> {
  const { body } = await city.partner.post("/v1/tickets", seafoodOf(externalRef));
  await city.settled();
  return body.caseId;
}

/** An operator has a stretch of time published again, as docs/operations.md says. */
async function republish({ cloud }: City, from: string, to: string): Promise<unknown> {
  const job = await functionOf(republisher);
  return cloud.lambda.invoke(job.name, { from, to }, "direct");
}

test("the publisher's mapping is off for 25 hours: the stream forgets, the table does not", { timeout }, async () => {
  let off = true;
  const reader = await functionOf(publisher);
  const city = await startCity({ faults: { readerOff: (name) => off && name === reader.name } });
  const forgotten = await send(city, "first-hour");
  await city.until("2026-03-03T09:00:00+08:00");
  const old = await send(city, "last-hours");
  await city.until("2026-03-03T10:30:00+08:00");
  expect(idsOnBus(city).size).toBe(0);
  expect((await city.case(old)).stage).toBe("acceptance");

  off = false;
  const fresh = await send(city, "on-again");
  await city.until("PT1H");
  const has = async (caseId: string) => {
    const onBus = idsOnBus(city);
    return (await idsOf(city, [caseId])).map((id) => onBus.has(id));
  };
  expect(await has(fresh)).not.toContain(false);
  expect(await has(old)).not.toContain(false);
  // What happened in the first hour is in no stream any more, and nothing tells the publisher.
  expect((await has(forgotten)).slice(0, 3)).toEqual([false, false, false]);

  await republish(city, "2026-03-02T09:30:00+08:00", "2026-03-03T10:30:00+08:00");
  expect(await missing(city, [forgotten, old, fresh])).toEqual([]);
});

test("what is older than the publisher wants to see is published again by itself, from the table", {
  timeout,
}, async () => {
  let off = true;
  const reader = await functionOf(publisher);
  const city = await startCity({ faults: { readerOff: (name) => off && name === reader.name } });
  const caseId = await send(city, "ten-hours-ago");
  await city.until("PT10H");
  off = false;
  await send(city, "on-again");
  await city.until("PT1H");
  expect(await missing(city, [caseId])).toEqual([]);
  expect(await leftInQueues(city.cloud)).toEqual([]);
});

/** Opens a case while these functions fail, mends them 25 hours later, and opens another. */
async function badDeployment(...entries: string[]): Promise<{ city: City; caseIds: string[] }> {
  let mended = false;
  const failing = (await Promise.all(entries.map(functionOf))).map(({ name }) => name);
  const city = await startCity({
    faults: {
      invocation: (name) => (!mended && failing.includes(name) ? new Error("a bad deployment") : undefined),
    },
  });
  const caseIds = [await send(city, "first")];
  await city.until("PT25H");
  mended = true;
  caseIds.push(await send(city, "second"));
  await city.until("PT1H");
  return { city, caseIds };
}

async function missing(city: City, caseIds: string[]): Promise<string[]> {
  const onBus = idsOnBus(city);
  return (await idsOf(city, caseIds)).filter((id) => !onBus.has(id));
}

test("the publisher fails for 25 hours: what it gives up is published at once from the table", {
  timeout,
}, async () => {
  const { city, caseIds } = await badDeployment(publisher);
  expect(await missing(city, caseIds)).toEqual([]);
  expect(await leftInQueues(city.cloud)).toEqual([]);
});

test("publishing from the table fails too: the ranges wait as dead letters, and are worked off when moved back", {
  timeout,
}, async () => {
  const { city, caseIds } = await badDeployment(publisher, republisher);
  expect((await missing(city, caseIds)).length).toBeGreaterThan(0);
  const { cloud } = city;
  const dead = deadLettersOf(cloud, await givenUpBy(cloud, publisher));
  expect(await leftInQueues(cloud)).toEqual([expect.stringContaining(dead.name)]);

  await cloud.sqs.service("StartMessageMoveTask", { SourceArn: dead.arn }, "test");
  await city.until("PT1H");
  expect(await missing(city, caseIds)).toEqual([]);
  expect(await leftInQueues(cloud)).toEqual([]);
});

import { expect, test } from "vitest";
import { AwsError, type Json } from "../../local/aws.ts";
import { createClock } from "../../local/clock.ts";
import { createScheduler, type ScheduleDefinition } from "../../local/scheduler.ts";
import { openStore } from "../../local/store.ts";

const start = Date.parse("2030-01-01T08:00:00Z");
const hour = 3600_000;
const ledger = "arn:aws:lambda:us-east-1:000000000000:function:MonthEndLedger";

function scene({ store = openStore(":memory:"), from = start } = {}) {
  const clock = createClock({ mode: { kind: "manual" }, start: from });
  const sent: { arn: string; payload: Json; at: string }[] = [];
  const faults: Error[] = [];
  const record = (arn: string, payload: Json) => {
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
    sent.push({ arn, payload, at: new Date(clock.now()).toISOString().slice(0, 16) });
  };
  const scheduler = createScheduler({
    clock,
    region: "us-east-1",
    account: "000000000000",
    collectionFor: store.collection,
    targets: {
      async invokeFunction(name, payload) {
        record(name, payload);
        return null;
      },
      sendToQueue: async (arn, body) => record(arn, JSON.parse(body)),
      startExecution: async (arn, input) => record(arn, JSON.parse(input)),
    },
  });
  const define = (definition: Partial<ScheduleDefinition> = {}) =>
    scheduler.defineSchedule({
      name: "daily-close-out",
      arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily-close-out",
      scheduleExpression: "cron(0 18 * * ? *)",
      target: { arn: ledger, input: '{"job":"close-out"}' },
      ...definition,
    });
  const times = () => sent.map(({ at }) => at);
  return { clock, store, scheduler, define, sent, faults, times };
}

test("a schedule fires at its times with its input", async () => {
  const { clock, define, sent, scheduler } = scene();
  define();
  expect(scheduler.upcoming()).toMatchObject([{ name: "daily-close-out", at: start + 10 * hour }]);
  await clock.advanceTo(start + 48 * hour);
  expect(sent).toEqual([
    { arn: ledger, payload: { job: "close-out" }, at: "2030-01-01T18:00" },
    { arn: ledger, payload: { job: "close-out" }, at: "2030-01-02T18:00" },
  ]);
});

test("the input may name the time that was scheduled", async () => {
  const { clock, define, sent } = scene();
  define({ target: { arn: ledger, input: '{"at":"<aws.scheduler.scheduled-time>"}' } });
  await clock.advanceTo(start + 10 * hour);
  expect(sent[0]?.payload).toEqual({ at: "2030-01-01T18:00:00Z" });
});

test("without input the target gets a scheduled event", async () => {
  const { clock, define, sent } = scene();
  define({ target: { arn: ledger } });
  await clock.advanceTo(start + 10 * hour);
  expect(sent[0]?.payload).toMatchObject({ "detail-type": "Scheduled Event", source: "aws.scheduler" });
});

test("after a restart a schedule neither repeats a fire nor makes up for missed ones", async () => {
  const before = scene();
  before.define({ scheduleExpression: "rate(1 hour)" });
  await before.clock.advanceTo(start + 2 * hour);
  expect(before.times()).toEqual(["2030-01-01T09:00", "2030-01-01T10:00"]);
  const atOnce = scene({ store: before.store, from: start + 2 * hour });
  atOnce.define({ scheduleExpression: "rate(1 hour)" });
  await atOnce.clock.advanceTo(start + 2.5 * hour);
  expect(atOnce.times()).toEqual([]);
  const later = scene({ store: before.store, from: start + 10.5 * hour });
  later.define({ scheduleExpression: "rate(1 hour)" });
  await later.clock.advanceTo(start + 11 * hour);
  expect(later.times()).toEqual(["2030-01-01T19:00"]);
});

test("a disabled schedule, and one out of its dates, do not fire", async () => {
  const { clock, define, times } = scene();
  define({ name: "off", state: "DISABLED" });
  define({ startDate: "2030-01-02T12:00:00Z", endDate: "2030-01-03T12:00:00Z" });
  await clock.advanceTo(start + 240 * hour);
  expect(times()).toEqual(["2030-01-02T18:00"]);
});

test("what does not reach its target is tried again, and at last goes to the dead-letter queue", async () => {
  const { clock, define, sent, faults } = scene();
  const deadLetterConfig = { arn: "arn:aws:sqs:us-east-1:000000000000:dead" };
  define({ target: { arn: ledger, input: "{}", retryPolicy: { maximumRetryAttempts: 1 }, deadLetterConfig } });
  faults.push(new AwsError("ThrottlingException", "slow down"), new AwsError("ThrottlingException", "slow down"));
  await clock.advanceTo(start + 11 * hour);
  expect(sent).toMatchObject([{ arn: deadLetterConfig.arn }]);
});

test("input that is no JSON, and unknown targets and expressions, are refused at once", () => {
  const { define } = scene();
  expect(() => define({ target: { arn: ledger, input: "{" } })).toThrow();
  expect(() => define({ target: { arn: "arn:aws:ecs:us-east-1:1:cluster/a" } })).toThrow("not ecs");
  expect(() => define({ scheduleExpression: "cron(* *)" })).toThrow("six fields");
});

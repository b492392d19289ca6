import { expect, test } from "vitest";
import type { JsonObject } from "../../../../local/aws.ts";
import { createClock } from "../../../../local/clock.ts";
import { createCloud, start } from "../harness.ts";
import { flow, section, task, tokensOf, waiting } from "./cases.ts";

/** Ends that tell whether the first state was left by a Catch. */
const caughtBy = (name: string, more: JsonObject): JsonObject => ({
  Ask: waiting({
    Catch: [{ ErrorEquals: [name], Next: "Late", Output: "{% $states.errorOutput %}" }],
    Next: "Done",
    ...more,
  }),
  Late: { Type: "Succeed" },
  Done: { Type: "Succeed", Output: "done" },
});
const late = { Error: "States.Timeout" };

section("Amazon States Language, Timeouts: https://states-language.net/#task-state", [
  {
    rule: "a task fails when its time is over",
    states: { A: waiting({ TimeoutSeconds: 60 }) },
    error: "States.Timeout",
    took: 60,
  },
  {
    rule: "a time-out has no cause",
    states: caughtBy("States.Timeout", { TimeoutSeconds: 60 }),
    output: late,
    took: 60,
  },
  {
    rule: "TimeoutSeconds may be an expression",
    states: { A: waiting({ TimeoutSeconds: "{% $states.input.s * 2 %}" }) },
    input: { s: 45 },
    error: "States.Timeout",
    took: 90,
  },
  {
    rule: "one second before it still waits",
    states: { A: waiting({ TimeoutSeconds: 60 }) },
    during: async (cloud) => cloud.seconds(59),
    status: "RUNNING",
  },
  {
    rule: "without TimeoutSeconds it waits on",
    states: { A: waiting() },
    during: async (cloud) => cloud.seconds(99_999_998),
    status: "RUNNING",
  },
  { rule: "States.ALL catches a time-out", states: caughtBy("States.ALL", { TimeoutSeconds: 60 }), output: late },
  {
    rule: "States.TaskFailed does not catch a time-out",
    states: caughtBy("States.TaskFailed", { TimeoutSeconds: 60 }),
    error: "States.Timeout",
  },
  {
    rule: "States.HeartbeatTimeout does not catch a time-out",
    states: caughtBy("States.HeartbeatTimeout", { TimeoutSeconds: 60 }),
    error: "States.Timeout",
  },
  {
    rule: "each attempt has the whole time",
    states: {
      A: waiting({ TimeoutSeconds: 60, Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 2, BackoffRate: 1 }] }),
    },
    error: "States.Timeout",
    took: 182,
    calledAt: [0, 61, 122],
  },
  {
    rule: "each visit has the whole time",
    states: {
      Ask: waiting({
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Again", Assign: { n: "{% $exists($n) ? $n + 1 : 1 %}" } }],
      }),
      Again: { Type: "Choice", Choices: [{ Condition: "{% $n < 3 %}", Next: "Ask" }], Default: "End" },
      End: { Type: "Succeed" },
    },
    took: 180,
  },
  {
    rule: "a whole machine may have a time-out",
    machine: { TimeoutSeconds: 60, ...flow({ A: { Type: "Wait", Seconds: 61 } }) },
    status: "TIMED_OUT",
    took: 60,
  },
  {
    rule: "a machine that is done in time is not timed out",
    machine: { TimeoutSeconds: 60, ...flow({ A: { Type: "Wait", Seconds: 59 } }) },
    took: 59,
  },
  {
    rule: "nothing catches the time-out of the machine",
    machine: { TimeoutSeconds: 60, ...flow(caughtBy("States.ALL", {})) },
    status: "TIMED_OUT",
    took: 60,
  },
  {
    rule: "the time-out of the machine ends a wait between attempts",
    machine: {
      TimeoutSeconds: 60,
      ...flow({ A: task("fail", "E", { Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 100 }] }) }),
    },
    status: "TIMED_OUT",
    took: 60,
    calledAt: [0],
  },
  {
    rule: "zero is no time-out",
    states: { A: waiting({ TimeoutSeconds: "{% 0 %}" }) },
    error: "States.QueryEvaluationError",
    cause: /'TimeoutSeconds'/,
  },
  {
    rule: "half a second is no time-out",
    states: { A: waiting({ TimeoutSeconds: "{% 1.5 %}" }) },
    error: "States.QueryEvaluationError",
    cause: /'TimeoutSeconds'/,
  },
  {
    rule: "a time-out beyond 99999999 seconds is none",
    states: { A: waiting({ TimeoutSeconds: "{% 100000000 %}" }) },
    error: "States.QueryEvaluationError",
    cause: /'TimeoutSeconds'/,
  },
  {
    rule: "text is no time-out",
    states: { A: waiting({ TimeoutSeconds: "{% '60' %}" }) },
    error: "States.QueryEvaluationError",
    cause: /Expected 'number', but was 'string'/,
  },
  {
    rule: "a time-out that gives nothing can be caught",
    states: caughtBy("States.QueryEvaluationError", {
      TimeoutSeconds: "{% $nobody %}",
      Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Late", Output: "caught" }],
    }),
    output: "caught",
  },
]);

const beats =
  (...at: number[]) =>
  async (cloud: ReturnType<typeof createCloud>) => {
    let now = 0;
    await cloud.clock.idle();
    for (const moment of at) {
      await cloud.seconds(moment - now);
      now = moment;
      await cloud.call("SendTaskHeartbeat", { taskToken: tokensOf(cloud)[0] ?? "" });
    }
    await cloud.seconds(3600);
  };

section(
  "Developer guide, heartbeats of a waiting task: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-hearbeat",
  [
    {
      rule: "a heartbeat that does not come is States.Timeout",
      states: { A: waiting({ HeartbeatSeconds: 30 }) },
      error: "States.Timeout",
      took: 30,
    },
    {
      rule: "States.HeartbeatTimeout catches it",
      states: caughtBy("States.HeartbeatTimeout", { HeartbeatSeconds: 30 }),
      output: late,
      took: 30,
    },
    {
      rule: "States.Timeout catches it too",
      states: caughtBy("States.Timeout", { HeartbeatSeconds: 30 }),
      output: late,
    },
    { rule: "States.ALL catches it too", states: caughtBy("States.ALL", { HeartbeatSeconds: 30 }), output: late },
    {
      rule: "States.TaskFailed does not",
      states: caughtBy("States.TaskFailed", { HeartbeatSeconds: 30 }),
      error: "States.Timeout",
    },
    {
      rule: "HeartbeatSeconds may be an expression",
      states: { A: waiting({ HeartbeatSeconds: "{% 10 + 5 %}" }) },
      error: "States.Timeout",
      took: 15,
    },
    {
      rule: "each heartbeat begins a new interval",
      states: { A: waiting({ HeartbeatSeconds: 30 }) },
      during: beats(20, 40, 60),
      error: "States.Timeout",
      took: 90,
    },
    {
      rule: "a heartbeat at the last moment but one counts",
      states: { A: waiting({ HeartbeatSeconds: 30 }) },
      during: beats(29),
      error: "States.Timeout",
      took: 59,
    },
    {
      rule: "heartbeats do not stretch the time-out",
      states: { A: waiting({ HeartbeatSeconds: 30, TimeoutSeconds: 70 }) },
      during: beats(20, 40, 60),
      error: "States.Timeout",
      took: 70,
    },
    {
      rule: "the shorter of both decides without heartbeats",
      states: { A: waiting({ HeartbeatSeconds: 30, TimeoutSeconds: 70 }) },
      error: "States.Timeout",
      took: 30,
    },
    {
      rule: "zero is no heartbeat",
      states: { A: waiting({ HeartbeatSeconds: "{% 0 %}" }) },
      error: "States.QueryEvaluationError",
      cause: /'HeartbeatSeconds'/,
    },
    {
      rule: "a fraction is no heartbeat",
      states: { A: waiting({ HeartbeatSeconds: "{% 0.5 %}" }) },
      error: "States.QueryEvaluationError",
      cause: /'HeartbeatSeconds'/,
    },
    {
      rule: "a task without HeartbeatSeconds hears heartbeats and waits on",
      states: { A: waiting({ TimeoutSeconds: 70 }) },
      during: beats(20),
      error: "States.Timeout",
      took: 70,
    },
  ],
);

test("a call that takes longer than its task allows is a time-out, and what it answers later is not heard", async () => {
  const clock = createClock({ mode: { kind: "times", factor: 100 }, start });
  let answered = false;
  const cloud = createCloud({
    clock,
    functions: {
      async slow() {
        await new Promise((resolve) => setTimeout(resolve, 60));
        answered = true;
        return {};
      },
    },
  });
  cloud.define(
    flow({
      Try: task(
        "slow",
        {},
        { TimeoutSeconds: 2, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "End" }], Next: "Never" },
      ),
      Never: { Type: "Fail" },
      End: { Type: "Wait", Seconds: 10, Output: "late", End: true },
    }),
  );
  const execution = await cloud.start();
  while (!answered || (await cloud.describe(execution)).status === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await cloud.describe(execution)).toMatchObject({ status: "SUCCEEDED", output: '"late"' });
  clock.stop();
});

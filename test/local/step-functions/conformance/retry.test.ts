import { expect, test } from "vitest";
import { FunctionFailed, type JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { type Case, flow, pass, section, task } from "./cases.ts";

/** A task that fails with these errors in turn and then answers "done", and when it is called. */
function failing(rule: string, Retry: JsonObject[], errors: string[], calledAt: number[]): Case {
  const left = [...errors];
  return {
    rule,
    states: { Try: task("flaky", "{% $states.context.State.RetryCount %}", { Retry }) },
    functions: {
      flaky(count) {
        expect(count).toBe(errors.length - left.length);
        const error = left.shift();
        if (error === undefined) return "done";
        throw new FunctionFailed(error, "x");
      },
    },
    calledAt,
    ...(calledAt.length > errors.length ? { output: "done" } : { error: errors[calledAt.length - 1] ?? "" }),
    during: async (cloud) => cloud.seconds(10_000_000),
  };
}

const e = (names: string[], more: JsonObject = {}): JsonObject => ({ ErrorEquals: names, ...more });
const times = (count: number, error = "E") => Array.from({ length: count }, () => error);

section("Amazon States Language, Retrying after error: https://states-language.net/#errors (how often)", [
  failing("one failure, one more attempt", [e(["E"])], ["E"], [0, 1]),
  failing("three more attempts by default", [e(["E"])], times(4), [0, 1, 3, 7]),
  failing("the third of them may succeed", [e(["E"])], times(3), [0, 1, 3, 7]),
  failing("MaxAttempts 1", [e(["E"], { MaxAttempts: 1 })], times(2), [0, 1]),
  failing("MaxAttempts 0 never retries", [e(["E"], { MaxAttempts: 0 })], times(1), [0]),
  failing(
    "MaxAttempts 0 shields an error from the retriers behind it",
    [e(["E"], { MaxAttempts: 0 }), e(["States.ALL"])],
    times(1),
    [0],
  ),
  failing("other errors are not retried", [e(["F"])], times(1), [0]),
  failing("an empty Retry retries nothing", [], times(1), [0]),
  failing("error names are case-sensitive", [e(["e"])], times(1), [0]),
  failing("a retrier may list several names", [e(["F", "E"], { MaxAttempts: 1 })], times(2), [0, 1]),
  failing(
    "the names of one retrier share its count",
    [e(["E", "F"], { MaxAttempts: 2, BackoffRate: 1 })],
    ["E", "F", "E"],
    [0, 1, 2],
  ),
  failing(
    "each retrier counts for itself",
    [e(["E"], { MaxAttempts: 1, BackoffRate: 1 }), e(["F"], { MaxAttempts: 1, BackoffRate: 1 })],
    ["E", "F"],
    [0, 1, 2],
  ),
  failing(
    "the specification's example: ErrorA, ErrorB, ErrorC, ErrorB",
    [
      e(["ErrorA", "ErrorB"], { IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 }),
      e(["ErrorC"], { IntervalSeconds: 5 }),
    ],
    ["ErrorA", "ErrorB", "ErrorC", "ErrorB"],
    [0, 1, 3, 8],
  ),
  failing(
    "only the first retrier that fits is asked",
    [e(["E"], { MaxAttempts: 1 }), e(["States.ALL"], { MaxAttempts: 9 })],
    times(2),
    [0, 1],
  ),
  failing(
    "States.ALL takes what the others do not",
    [e(["F"], { IntervalSeconds: 50 }), e(["States.ALL"], { MaxAttempts: 1 })],
    ["E"],
    [0, 1],
  ),
  failing("States.TaskFailed takes any error of a task", [e(["States.TaskFailed"], { MaxAttempts: 1 })], ["E"], [0, 1]),
  failing("States.TaskFailed does not take States.Timeout", [e(["States.TaskFailed"])], ["States.Timeout"], [0]),
  failing("States.Timeout takes it", [e(["States.Timeout"])], ["States.Timeout"], [0, 1]),
  failing("States.ALL does not take States.Runtime", [e(["States.ALL"])], ["States.Runtime"], [0]),
  failing("not even its own name takes States.Runtime", [e(["States.Runtime"])], ["States.Runtime"], [0]),
  failing("States.ALL does not take States.DataLimitExceeded", [e(["States.ALL"])], ["States.DataLimitExceeded"], [0]),
]);

section("Amazon States Language, Retrying after error: https://states-language.net/#errors (when)", [
  failing("doubling from one second by default", [e(["E"], { MaxAttempts: 5 })], times(6), [0, 1, 3, 7, 15, 31]),
  failing("IntervalSeconds is the first delay", [e(["E"], { IntervalSeconds: 10 })], times(4), [0, 10, 30, 70]),
  failing("BackoffRate 1 keeps the pace", [e(["E"], { IntervalSeconds: 5, BackoffRate: 1 })], times(4), [0, 5, 10, 15]),
  failing("BackoffRate 1.5", [e(["E"], { IntervalSeconds: 2, BackoffRate: 1.5 })], times(4), [0, 2, 5, 9.5]),
  failing("BackoffRate 3", [e(["E"], { BackoffRate: 3 })], times(4), [0, 1, 4, 13]),
  failing(
    "MaxDelaySeconds caps each delay",
    [e(["E"], { IntervalSeconds: 4, MaxAttempts: 4, MaxDelaySeconds: 10 })],
    times(5),
    [0, 4, 12, 22, 32],
  ),
  failing(
    "MaxDelaySeconds caps the first delay too",
    [e(["E"], { IntervalSeconds: 20, MaxDelaySeconds: 5, MaxAttempts: 2 })],
    times(3),
    [0, 5, 10],
  ),
  failing("JitterStrategy NONE changes nothing", [e(["E"], { JitterStrategy: "NONE" })], times(4), [0, 1, 3, 7]),
  failing(
    "the back-off of a retrier counts its own attempts only",
    [e(["E"], { IntervalSeconds: 1 }), e(["F"], { IntervalSeconds: 1 })],
    ["E", "E", "F", "E"],
    [0, 1, 3, 4, 8],
  ),
]);

test("JitterStrategy FULL takes a random part of each delay", async () => {
  const cloud = createCloud({
    functions: {
      broken() {
        throw new FunctionFailed("E", "x");
      },
    },
  });
  const Retry = [e(["E"], { IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 30, JitterStrategy: "FULL" })];
  cloud.define(flow({ Try: task("broken", {}, { Retry }) }));
  await cloud.start();
  await cloud.seconds(10_000);
  const at = cloud.calls.map((call) => call.at);
  const delays = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
  expect(delays).toHaveLength(30);
  for (const delay of delays) expect(delay).toBeLessThanOrEqual(100);
  expect(new Set(delays).size).toBeGreaterThan(25);
  expect(Math.min(...delays)).toBeLessThan(50);
  expect(Math.max(...delays)).toBeGreaterThan(50);
});

const once = e(["E"], { MaxAttempts: 1 });
const loop: JsonObject = {
  Begin: pass(0, { Assign: { round: 1 } }),
  Try: task("fail", "E", { Retry: [once], Catch: [{ ErrorEquals: ["E"], Next: "Again" }] }),
  Again: {
    Type: "Choice",
    Choices: [{ Condition: "{% $round < 3 %}", Next: "Try", Assign: { round: "{% $round + 1 %}" } }],
    Default: "End",
  },
  End: { Type: "Succeed" },
};
const branch = (name: string): JsonObject => flow({ [name]: task("fail", "E") });

section(
  "Developer guide, Retry: what is retried; https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error",
  [
    {
      rule: "counts begin anew at each visit of the state",
      states: loop,
      calledAt: [0, 1, 1, 2, 2, 3],
      output: { Cause: expect.any(String), Error: "E" },
    },
    {
      rule: "a retry evaluates Arguments anew",
      states: { Try: task("pick", "{% $now() %}", { Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 60 }] }) },
      functions: {
        pick(now) {
          if (now === "2026-03-01T08:00:00.000Z") throw new FunctionFailed("E", "too early");
          return now;
        },
      },
      output: "2026-03-01T08:01:00.000Z",
    },
    {
      rule: "an evaluation error is retried by its name",
      states: {
        Try: task("echo", 1, {
          Output: "{% $states.result.none %}",
          Retry: [e(["States.QueryEvaluationError"], { MaxAttempts: 2, BackoffRate: 1 })],
        }),
      },
      error: "States.QueryEvaluationError",
      calledAt: [0, 1, 2],
    },
    {
      rule: "an evaluation error is retried by States.ALL",
      states: {
        Try: task("echo", 1, { Output: "{% $states.result.none %}", Retry: [e(["States.ALL"], { MaxAttempts: 1 })] }),
      },
      error: "States.QueryEvaluationError",
      calledAt: [0, 1],
    },
    {
      rule: "a Parallel is retried as a whole",
      states: { Try: { Type: "Parallel", Branches: [branch("A"), flow({ B: task("echo") })], Retry: [once] } },
      error: "E",
      calledAt: [0, 0, 1, 1],
    },
    {
      rule: "a Map is retried as a whole",
      states: {
        Try: {
          Type: "Map",
          Items: [1, 2],
          MaxConcurrency: 1,
          ItemProcessor: flow({
            A: task("echo"),
            B: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 1 %}", Next: "Good" }], Default: "Bad" },
            Good: { Type: "Succeed" },
            Bad: { Type: "Fail", Error: "E" },
          }),
          Retry: [once],
        },
      },
      error: "E",
      calledAt: [0, 0, 1, 1],
    },
    {
      rule: "Retry is done before Catch",
      states: {
        Try: task("fail", "E", { Retry: [once], Catch: [{ ErrorEquals: ["E"], Next: "End" }] }),
        Never: { Type: "Fail" },
        End: { Type: "Succeed", Output: "caught" },
      },
      output: "caught",
      calledAt: [0, 1],
    },
    {
      rule: "what was assigned before a retry is what it sees",
      states: {
        Note: pass(1, { Assign: { v: 7 } }),
        Try: task("fail", "E", { Assign: { v: 8 }, Retry: [once], Catch: [{ ErrorEquals: ["E"], Next: "Tell" }] }),
        Tell: pass("{% $v %}"),
      },
      output: 7,
    },
  ],
);

import { expect, test } from "vitest";
import { AwsError, FunctionFailed, type JsonObject } from "../../../local/aws.ts";
import { createClock } from "../../../local/clock.ts";
import { type Cloud, createCloud, invoking, outcomeOf, start } from "./harness.ts";

/** A machine whose task throws `error`, caught by `names`, which tells what was caught. */
async function caughtBy(names: string[], error: Error) {
  return outcomeOf(
    {
      StartAt: "Try",
      States: {
        Try: invoking("broken", { Catch: [{ ErrorEquals: names, Next: "Tell" }], Next: "Tell" }),
        Tell: { Type: "Pass", Output: { caught: "{% $states.input.Error %}" }, End: true },
      },
    },
    {},
    {
      functions: {
        broken() {
          throw error;
        },
      },
    },
  );
}

const timeout = new FunctionFailed("States.Timeout", "as a handler might name it");
const catching: [names: string[], error: Error, caught: boolean][] = [
  [["Flood"], new FunctionFailed("Flood", "x"), true],
  [["Drought"], new FunctionFailed("Flood", "x"), false],
  [["Drought", "Flood"], new FunctionFailed("Flood", "x"), true],
  [["States.TaskFailed"], new FunctionFailed("Flood", "x"), true],
  [["States.ALL"], new FunctionFailed("Flood", "x"), true],
  [["States.TaskFailed"], timeout, false],
  [["States.ALL"], timeout, true],
  [["States.ALL"], new FunctionFailed("States.Runtime", "x"), false],
  [["States.TaskFailed"], new FunctionFailed("States.DataLimitExceeded", "x"), false],
  [["Lambda.TooManyRequestsException"], new AwsError("TooManyRequestsException", "slow down"), true],
  [["Lambda.ResourceNotFoundException"], new AwsError("ResourceNotFoundException", "no function"), true],
  [["Lambda.Unknown"], new Error("something else"), true],
];

test.each(catching)("Catch of %j for %s: %s", async (names, error, caught) => {
  expect((await caughtBy(names, error)).status).toBe(caught ? "SUCCEEDED" : "FAILED");
});

test("an error of a handler arrives with its type, and a cause that is JSON", async () => {
  const error = new FunctionFailed("CaseChanged", "turn 4, not 3", ["at handler"]);
  const outcome = await caughtBy(["Other"], error);
  expect(outcome.error).toBe("CaseChanged");
  expect(JSON.parse(outcome.cause ?? "")).toEqual({
    errorType: "CaseChanged",
    errorMessage: "turn 4, not 3",
    trace: ["at handler"],
  });
});

test("a catcher has its own Output and Assign, and sees the error and the input", async () => {
  const { output } = await outcomeOf(
    {
      StartAt: "Try",
      States: {
        Try: invoking("broken", {
          Assign: { seen: "success" },
          Output: "success",
          Catch: [
            { ErrorEquals: ["Other"], Next: "Tell", Output: "wrong" },
            {
              ErrorEquals: ["States.ALL"],
              Next: "Tell",
              Output: { was: "{% $states.errorOutput.Error %}", of: "{% $states.input.id %}" },
              Assign: { seen: "{% $states.errorOutput.Cause %}" },
            },
          ],
          Next: "Tell",
        }),
        Tell: { Type: "Pass", Output: ["{% $states.input %}", "{% $parse($seen).errorMessage %}"], End: true },
      },
    },
    { id: 7 },
    {
      functions: {
        broken() {
          throw new FunctionFailed("Flood", "cellar");
        },
      },
    },
  );
  expect(output).toEqual([{ was: "Flood", of: 7 }, "cellar"]);
});

test("an expression that fails in a task can be caught, in any of its fields", async () => {
  for (const field of ["Arguments", "Output", "TimeoutSeconds"]) {
    const task = invoking("echo", {
      [field]: field === "TimeoutSeconds" ? "{% $nobody %}" : { FunctionName: "{% $nobody %}" },
    });
    const States: JsonObject = {
      Try: { ...task, Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Tell" }], Next: "Tell" },
      Tell: { Type: "Pass", Output: "{% $states.input.Error %}", End: true },
    };
    const { output } = await outcomeOf({ StartAt: "Try", States }, {}, { functions: { echo: () => ({}) } });
    expect(output).toBe("States.QueryEvaluationError");
  }
});

/** Runs a task that always fails with `errors` in turn, and returns at which second it was called. */
async function attempts(Retry: JsonObject[], errors: string[] = []): Promise<number[]> {
  const cloud = createCloud({
    functions: {
      broken() {
        throw new FunctionFailed(errors.shift() ?? "Flood", "x");
      },
    },
  });
  const Arguments = { FunctionName: "broken", Payload: "{% $states.context.State.RetryCount %}" };
  cloud.define({ StartAt: "Try", States: { Try: invoking("broken", { Arguments, Retry, End: true }) } });
  await cloud.start();
  await cloud.seconds(100_000);
  expect(cloud.calls.map(({ input }) => input)).toEqual(cloud.calls.map((_, index) => index));
  expect(cloud.transitions).toHaveLength(cloud.calls.length);
  return cloud.calls.map(({ at }) => at);
}

const schedules: [what: string, retry: JsonObject[], errors: string[], at: number[]][] = [
  ["three times, doubling from a second, by default", [{ ErrorEquals: ["Flood"] }], [], [0, 1, 3, 7]],
  ["not for other errors", [{ ErrorEquals: ["Drought"] }], [], [0]],
  ["as often as it says", [{ ErrorEquals: ["Flood"], MaxAttempts: 1 }], [], [0, 1]],
  ["never when it says 0", [{ ErrorEquals: ["Flood"], MaxAttempts: 0 }], [], [0]],
  ["at its own pace", [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, BackoffRate: 3 }], [], [0, 10, 40, 130]],
  ["at a steady pace", [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 5, BackoffRate: 1 }], [], [0, 5, 10, 15]],
  [
    "within a longest delay",
    [{ ErrorEquals: ["Flood"], IntervalSeconds: 4, MaxAttempts: 4, MaxDelaySeconds: 10 }],
    [],
    [0, 4, 12, 22, 32],
  ],
  [
    "with a count for each retrier",
    [
      { ErrorEquals: ["Flood"], MaxAttempts: 1 },
      { ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 60 },
    ],
    ["Flood", "Drought", "Flood"],
    [0, 1, 61],
  ],
];

test.each(schedules)("a task is retried %s", async (_, retry, errors, at) => {
  expect(await attempts(retry, errors)).toEqual(at);
});

test("full jitter takes some part of each delay", async () => {
  const at = await attempts([
    { ErrorEquals: ["Flood"], IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 5, JitterStrategy: "FULL" },
  ]);
  const delays = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
  expect(delays).toHaveLength(5);
  for (const delay of delays) expect(delay).toBeLessThan(100);
  expect(new Set(delays).size).toBe(5);
});

test("retry comes before catch, and catch after the last attempt", async () => {
  const { output, cloud } = await outcomeOf(
    {
      StartAt: "Try",
      States: {
        Try: invoking("broken", {
          Retry: [{ ErrorEquals: ["Flood"], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ["Flood"], Next: "End" }],
          Next: "End",
        }),
        End: { Type: "Succeed", Output: "{% $states.input.Error %}" },
      },
    },
    {},
    {
      functions: {
        broken() {
          throw new FunctionFailed("Flood", "x");
        },
      },
    },
  );
  expect(output).toBe("Flood");
  expect(cloud.calls).toHaveLength(3);
});

test("neither States.ALL nor its own name retries or catches States.Runtime", async () => {
  for (const name of ["States.ALL", "States.Runtime"]) {
    const States: JsonObject = {
      Try: {
        Type: "Map",
        ItemProcessor: { StartAt: "Give", States: { Give: { Type: "Pass", End: true } } },
        Retry: [{ ErrorEquals: [name] }],
        Catch: [{ ErrorEquals: [name], Next: "End" }],
        Next: "End",
      },
      End: { Type: "Succeed" },
    };
    expect(await outcomeOf({ StartAt: "Try", States }, "no list")).toMatchObject({ error: "States.Runtime" });
  }
});

/** A task that waits for its token and catches a time-out under `name`. */
function waiting(name: string, more: JsonObject): JsonObject {
  return {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Arguments: { QueueUrl: "q", MessageBody: { token: "{% $states.context.Task.Token %}" } },
        Catch: [{ ErrorEquals: [name], Next: "Late" }],
        Next: "Done",
        ...more,
      },
      Late: { Type: "Succeed", Output: { late: "{% $states.input.Error %}" } },
      Done: { Type: "Succeed" },
    },
  };
}

/** The token in the first message. */
function tokenSentBy({ calls }: Cloud): string {
  const sent = calls[0]?.input as JsonObject | undefined;
  return JSON.parse(String(sent?.MessageBody)).token;
}

const limits: [name: string, more: JsonObject, caught: boolean][] = [
  ["States.Timeout", { TimeoutSeconds: 60 }, true],
  ["States.ALL", { TimeoutSeconds: "{% 30 * 2 %}" }, true],
  ["States.TaskFailed", { TimeoutSeconds: 60 }, false],
  ["States.HeartbeatTimeout", { TimeoutSeconds: 60 }, false],
  ["States.HeartbeatTimeout", { HeartbeatSeconds: 60 }, true],
  ["States.Timeout", { HeartbeatSeconds: "{% 60 %}", TimeoutSeconds: 90 }, true],
];

test.each(limits)("a task that waits too long, with a Catch of %s and %j: caught %s", async (name, more, caught) => {
  const { cloud, ...outcome } = await outcomeOf(waiting(name, more), {}, { seconds: 60 });
  expect(outcome).toMatchObject(caught ? { output: { late: "States.Timeout" } } : { error: "States.Timeout" });
});

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
  const States: JsonObject = {
    Try: invoking("slow", {
      TimeoutSeconds: 2,
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "End" }],
      Next: "Never",
    }),
    Never: { Type: "Fail" },
    End: { Type: "Wait", Seconds: 10, Output: "late", End: true },
  };
  cloud.define({ StartAt: "Try", States });
  const execution = await cloud.start();
  while (!answered || (await cloud.describe(execution)).status === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await cloud.describe(execution)).toMatchObject({ status: "SUCCEEDED", output: '"late"' });
  clock.stop();
});

test.each([
  ["States.ALL", "States.DataLimitExceeded"],
  ["States.TaskFailed", "States.DataLimitExceeded"],
  ["States.DataLimitExceeded", undefined],
])("Catch of %s for a result that is too large leaves the error %s", async (name, error) => {
  const States: JsonObject = {
    Try: invoking("large", { Catch: [{ ErrorEquals: [name], Next: "End" }], Next: "End" }),
    End: { Type: "Succeed" },
  };
  const outcome = await outcomeOf({ StartAt: "Try", States }, {}, { functions: { large: () => "x".repeat(300_000) } });
  expect(outcome.error).toBe(error);
});

test("every heartbeat gives a waiting task more time, until its time is over", async () => {
  const cloud = createCloud();
  cloud.define(waiting("States.Timeout", { HeartbeatSeconds: 60, TimeoutSeconds: 150 }));
  const execution = await cloud.start();
  await cloud.clock.idle();
  const token = tokenSentBy(cloud);
  for (let beats = 0; beats < 3; beats += 1) {
    await cloud.seconds(40);
    await cloud.call("SendTaskHeartbeat", { taskToken: token });
  }
  expect(await cloud.describe(execution)).toMatchObject({ status: "RUNNING" });
  await cloud.seconds(30);
  expect(await cloud.describe(execution)).toMatchObject({ status: "SUCCEEDED" });
  await expect(cloud.call("SendTaskHeartbeat", { taskToken: token })).rejects.toMatchObject({ code: "TaskTimedOut" });
});

test("SendTaskFailure fails the task with the worker's error", async () => {
  const cloud = createCloud();
  cloud.define(waiting("Refused", {}));
  const execution = await cloud.start();
  await cloud.clock.idle();
  const token = tokenSentBy(cloud);
  await cloud.call("SendTaskFailure", { taskToken: token, error: "Refused", cause: "not ours" });
  await cloud.clock.idle();
  expect(await cloud.describe(execution)).toMatchObject({ output: '{"late":"Refused"}' });
});

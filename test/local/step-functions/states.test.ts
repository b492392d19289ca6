import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../local/aws.ts";
import { createCloud, type HistoryEvent, invoking, only, outcomeOf } from "./harness.ts";

test("Pass without Output gives on its input, Succeed may give on something else", async () => {
  const States: JsonObject = {
    First: { Type: "Pass", Next: "Last" },
    Last: { Type: "Succeed", Output: { got: "{% $states.input %}" } },
  };
  expect(await outcomeOf({ StartAt: "First", States }, [1])).toMatchObject({ output: { got: [1] } });
});

const severity: JsonObject = {
  StartAt: "Weigh",
  States: {
    Weigh: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.red %}", Next: "End", Output: "red", Assign: { seen: "rule 1" } },
        { Condition: "{% $states.input.days > 3 %}", Next: "End", Output: { late: "{% $states.input.days %}" } },
      ],
      Default: "End",
      Output: "{% 'plain ' & $states.input.days %}",
      Assign: { seen: "default" },
    },
    End: { Type: "Succeed", Output: ["{% $states.input %}", "{% $exists($seen) ? $seen : 'nothing' %}"] },
  },
};

const weighed: [input: Json, output: Json][] = [
  [{ red: true, days: 9 }, ["red", "rule 1"]],
  [{ red: false, days: 9 }, [{ late: 9 }, "nothing"]],
  [{ red: false, days: 1 }, ["plain 1", "default"]],
];

test.each(weighed)(
  "a Choice takes the first choice that fits, with its own Output and Assign: %j",
  async (input, output) => {
    expect(await outcomeOf(severity, input)).toMatchObject({ status: "SUCCEEDED", output });
  },
);

test("a Choice wants a boolean", async () => {
  const { error, cause } = await outcomeOf(severity, { red: "yes", days: 1 });
  expect(error).toBe("States.QueryEvaluationError");
  expect(cause).toContain(
    "'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'",
  );
});

test("a Choice that nothing fits fails when it has no Default", async () => {
  const Choices = [{ Condition: false, Next: "End" }];
  const States: JsonObject = { Only: { Type: "Choice", Choices }, End: { Type: "Succeed" } };
  expect(await outcomeOf({ StartAt: "Only", States })).toMatchObject({ error: "States.NoChoiceMatched" });
});

test("Fail says its error and cause, which may be expressions", async () => {
  const outcome = await outcomeOf(
    only({ Type: "Fail", Error: "{% 'Not' & 'Found' %}", Cause: "{% $states.input.why %}" }),
    { why: "x" },
  );
  expect(outcome).toMatchObject({ status: "FAILED", error: "NotFound", cause: "x" });
});

const waits: [what: string, state: JsonObject, seconds: number][] = [
  ["seconds", { Seconds: 40 }, 40],
  ["an expression for seconds", { Seconds: "{% $states.input.n * 60 %}" }, 180],
  ["a moment", { Timestamp: "2026-03-01T08:10:00Z" }, 600],
  ["a moment in another zone", { Timestamp: "2026-03-01T16:10:00+08:00" }, 600],
  ["an expression for a moment", { Timestamp: "{% $fromMillis($millis() + 5500) %}" }, 5.5],
  ["a moment that has passed", { Timestamp: "2025-01-01T00:00:00Z" }, 0],
  ["thirty days", { Seconds: 30 * 86_400 }, 30 * 86_400],
];

test.each(waits)("Wait waits for %s", async (_, state, seconds) => {
  const cloud = createCloud();
  cloud.define(only({ Type: "Wait", ...state }));
  const execution = await cloud.start({ n: 3 });
  await cloud.seconds(40 * 86_400);
  const { status, startDate, stopDate } = await cloud.describe(execution);
  expect(status).toBe("SUCCEEDED");
  expect(Number(stopDate) - Number(startDate)).toBeCloseTo(seconds, 3);
});

test.each([
  ["Seconds", -1],
  ["Seconds", 1.5],
  ["Timestamp", "tomorrow"],
])("a Wait whose %s comes to %j fails", async (field, value) => {
  const { error } = await outcomeOf(only({ Type: "Wait", [field]: "{% $states.input %}" }), value);
  expect(error).toBe("States.QueryEvaluationError");
});

/** Each event behind the number of the one it is chained to. */
function chain(events: HistoryEvent[]): string[] {
  return events.map(({ type, previousEventId }) => `${previousEventId} ${type}`);
}

const echo = { echo: (payload: Json) => payload };

test("Parallel runs its branches at once and gathers their outputs in order", async () => {
  const branch = (name: string, seconds: number): JsonObject => ({
    StartAt: `Wait ${name}`,
    States: {
      [`Wait ${name}`]: { Type: "Wait", Seconds: seconds, Next: `Ask ${name}` },
      [`Ask ${name}`]: invoking("echo", { Output: { [name]: "{% $states.result.Payload %}" }, End: true }),
    },
  });
  const state = {
    Type: "Parallel",
    Arguments: { n: "{% $states.input.n + 1 %}" },
    Branches: [branch("a", 30), branch("b", 10)],
  };
  const { output, cloud } = await outcomeOf(only(state), { n: 1 }, { functions: echo });
  expect(output).toEqual([{ a: { n: 2 } }, { b: { n: 2 } }]);
  expect(cloud.calls.map(({ at }) => at)).toEqual([10, 30]);
});

test("a branch that fails stops the others and fails the Parallel with its error", async () => {
  const Branches: JsonObject[] = [
    {
      StartAt: "Long",
      States: { Long: { Type: "Wait", Seconds: 100, Next: "Never" }, Never: invoking("echo", { End: true }) },
    },
    {
      StartAt: "Soon",
      States: { Soon: { Type: "Wait", Seconds: 5, Next: "Out" }, Out: { Type: "Fail", Error: "Broken" } },
    },
  ];
  const States: JsonObject = {
    Both: { Type: "Parallel", Branches, Catch: [{ ErrorEquals: ["Broken"], Next: "End" }], Next: "End" },
    End: { Type: "Succeed" },
  };
  const { output, cloud, executionArn } = await outcomeOf({ StartAt: "Both", States }, {}, { functions: echo });
  expect(output).toEqual({ Error: "Broken" });
  expect(cloud.calls).toEqual([]);
  expect(chain(await cloud.events(executionArn)).slice(5)).toEqual([
    ...["5 WaitStateExited", "6 FailStateEntered", "4 WaitStateAborted", "7 ParallelStateFailed"],
    ...["9 ParallelStateExited", "10 SucceedStateEntered", "11 SucceedStateExited", "12 ExecutionSucceeded"],
  ]);
});

test("a task that fails its branch is not aborted besides", async () => {
  const Branches: JsonObject[] = [{ StartAt: "Ask", States: { Ask: invoking("nobody", { End: true }) } }];
  const { cloud, executionArn } = await outcomeOf(only({ Type: "Parallel", Branches }));
  expect(chain(await cloud.events(executionArn)).slice(5)).toEqual([
    ...["5 TaskStarted", "6 TaskFailed", "7 ParallelStateFailed", "8 ExecutionFailed"],
  ]);
});

test("States.BranchFailed catches a branch that failed", async () => {
  const Branches: JsonObject[] = [{ StartAt: "Out", States: { Out: { Type: "Fail", Error: "Broken", Cause: "why" } } }];
  const States: JsonObject = {
    Both: { Type: "Parallel", Branches, Catch: [{ ErrorEquals: ["States.BranchFailed"], Next: "End" }], Next: "End" },
    End: { Type: "Succeed" },
  };
  expect(await outcomeOf({ StartAt: "Both", States })).toMatchObject({ output: { Error: "Broken", Cause: "why" } });
});

/** A Map over the input's `items` that waits so many seconds for each and then fails for negative ones. */
function mapOver(more: JsonObject = {}): JsonObject {
  return {
    Type: "Map",
    Items: "{% $states.input.items %}",
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: "Pause",
      States: {
        Pause: { Type: "Wait", Seconds: 10, Next: "Good" },
        Good: { Type: "Choice", Choices: [{ Condition: "{% $states.input >= 0 %}", Next: "Give" }], Default: "Bad" },
        Give: { Type: "Pass", Output: "{% $states.input * 10 + $states.context.Map.Item.Index %}", End: true },
        Bad: { Type: "Fail", Error: "Negative", Cause: "below zero" },
      },
    },
    ...more,
  };
}

test.each([
  ["all at once", {}, 10],
  ["two at a time", { MaxConcurrency: 2 }, 30],
  ["one after the other", { MaxConcurrency: "{% 1 %}" }, 50],
])("Map runs %s and keeps the order", async (_, more, seconds) => {
  const { output, cloud, executionArn } = await outcomeOf(only(mapOver(more)), { items: [5, 4, 3, 2, 1] });
  expect(output).toEqual([50, 41, 32, 23, 14]);
  const { startDate, stopDate } = await cloud.describe(executionArn);
  expect(Number(stopDate) - Number(startDate)).toBe(seconds);
});

test("an item that fails stops the others, and no more are begun", async () => {
  const { cloud, executionArn } = await outcomeOf(only(mapOver({ MaxConcurrency: 2 })), { items: [-1, 1, 2, 3] });
  expect(cloud.transitions.filter((state) => state === "Pause")).toHaveLength(2);
  expect(cloud.transitions).not.toContain("Give");
  const types = (await cloud.events(executionArn)).map(({ type }) => type);
  expect(types.slice(-5)).toEqual([
    ...["MapIterationFailed", "WaitStateAborted", "MapIterationAborted", "MapStateFailed", "ExecutionFailed"],
  ]);
});

test("ItemSelector makes the input of an iteration from item, index, input and variables", async () => {
  const States: JsonObject = {
    Begin: { Type: "Pass", Assign: { unit: "roads" }, Next: "Each" },
    Each: {
      Type: "Map",
      Items: "{% $states.input.items %}",
      ItemSelector: {
        of: "{% $states.context.Map.Item.Value %}",
        at: "{% $states.context.Map.Item.Index %}",
        all: "{% $count($states.input.items) %}",
        unit: "{% $unit %}",
      },
      ItemProcessor: { StartAt: "Give", States: { Give: { Type: "Pass", End: true } } },
      End: true,
    },
  };
  const { output } = await outcomeOf({ StartAt: "Begin", States }, { items: ["a", "b"] });
  expect(output).toEqual([
    { of: "a", at: 0, all: 2, unit: "roads" },
    { of: "b", at: 1, all: 2, unit: "roads" },
  ]);
});

test("Map takes its input when it has no Items, and nothing is a list too", async () => {
  const { Items: _, ...whole } = mapOver();
  expect(await outcomeOf(only(whole), [1])).toMatchObject({ output: [10] });
  expect(await outcomeOf(only(whole), [])).toMatchObject({ output: [] });
  expect(await outcomeOf(only(whole), { no: "list" })).toMatchObject({ error: "States.Runtime" });
});

const tolerance: [what: string, more: JsonObject, outcome: JsonObject][] = [
  ["the first failure fails it", {}, { error: "Negative" }],
  ["as many as tolerated pass", { ToleratedFailureCount: 2 }, { status: "SUCCEEDED" }],
  ["one more does not", { ToleratedFailureCount: 1 }, { error: "States.ExceedToleratedFailureThreshold" }],
  ["a share may be tolerated", { ToleratedFailurePercentage: 50 }, { status: "SUCCEEDED" }],
  [
    "a smaller share does not do",
    { ToleratedFailurePercentage: 49 },
    { error: "States.ExceedToleratedFailureThreshold" },
  ],
];

test.each(tolerance)("Map with items that fail: %s", async (_, more, outcome) => {
  expect(await outcomeOf(only(mapOver(more)), { items: [1, -1, 2, -2] })).toMatchObject(outcome);
});

test("a plain function ARN invokes with the state's input and has events of its own", async () => {
  const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:echo";
  const state = { Type: "Task", Resource: functionArn, Output: "{% $states.result.n %}" };
  const functions = { [functionArn]: (payload: Json) => payload };
  const { output, cloud, executionArn } = await outcomeOf(only(state), { n: 7 }, { functions });
  expect(output).toBe(7);
  expect((await cloud.events(executionArn)).slice(2, 5)).toMatchObject([
    {
      type: "LambdaFunctionScheduled",
      lambdaFunctionScheduledEventDetails: { resource: functionArn, input: '{"n":7}' },
    },
    { type: "LambdaFunctionStarted" },
    { type: "LambdaFunctionSucceeded", lambdaFunctionSucceededEventDetails: { output: '{"n":7}' } },
  ]);
});

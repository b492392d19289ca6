import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../local/aws.ts";
import { createCloud, invoking, only, outcomeOf } from "./harness.ts";

const functions = { echo: (payload: Json) => payload };

test("the history of a task has AWS's events, chained by their ids", async () => {
  const { cloud, executionArn } = await outcomeOf(
    only(invoking("echo", { TimeoutSeconds: 60, Assign: { n: "{% $states.result.Payload.n %}" }, Output: [1] })),
    { n: 7 },
    { functions },
  );
  const truncated = { truncated: false };
  const at = (id: number, previousEventId: number, type: string, details: JsonObject) => {
    return { timestamp: 1772352000, type, id, previousEventId, ...details };
  };
  const invoke = { resourceType: "lambda", resource: "invoke" };
  const input = { input: '{"n":7}', inputDetails: truncated };
  expect(await cloud.events(executionArn)).toEqual([
    at(1, 0, "ExecutionStarted", {
      executionStartedEventDetails: { ...input, roleArn: "arn:aws:iam::123456789012:role/TriedMachine" },
    }),
    at(2, 0, "TaskStateEntered", { stateEnteredEventDetails: { name: "Only", ...input } }),
    at(3, 2, "TaskScheduled", {
      taskScheduledEventDetails: {
        ...{ ...invoke, region: "eu-west-1", timeoutInSeconds: 60 },
        parameters: '{"FunctionName":"echo","Payload":{"n":7}}',
      },
    }),
    at(4, 3, "TaskStarted", { taskStartedEventDetails: invoke }),
    at(5, 4, "TaskSucceeded", {
      taskSucceededEventDetails: {
        ...invoke,
        output: '{"ExecutedVersion":"$LATEST","Payload":{"n":7},"StatusCode":200}',
        outputDetails: truncated,
      },
    }),
    at(6, 5, "TaskStateExited", {
      stateExitedEventDetails: {
        ...{ name: "Only", output: "[1]", outputDetails: truncated },
        ...{ assignedVariables: { n: "7" }, assignedVariablesDetails: truncated },
      },
    }),
    at(7, 6, "ExecutionSucceeded", { executionSucceededEventDetails: { output: "[1]", outputDetails: truncated } }),
  ]);
});

/** Types of the events of one state, without those of the execution. */
async function eventsOf(state: JsonObject, options: Parameters<typeof outcomeOf>[2] = {}): Promise<string[]> {
  const { cloud, executionArn } = await outcomeOf(only(state), [1, 2], { functions, ...options });
  return (await cloud.events(executionArn)).map(({ type, previousEventId }) => `${previousEventId} ${type}`);
}

test("a wait that times out is submitted, timed out, and fails the execution", async () => {
  const Resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  expect(await eventsOf({ Type: "Task", Resource, Arguments: {}, TimeoutSeconds: 5 })).toEqual([
    ...["0 ExecutionStarted", "0 TaskStateEntered", "2 TaskScheduled", "3 TaskStarted", "4 TaskSubmitted"],
    ...["5 TaskTimedOut", "6 ExecutionFailed"],
  ]);
});

test("every attempt has its own events, and is chained to the failure before", async () => {
  expect(await eventsOf(invoking("nobody", { Retry: [{ ErrorEquals: ["NoHandler"], MaxAttempts: 1 }] }))).toEqual([
    ...["0 ExecutionStarted", "0 TaskStateEntered", "2 TaskScheduled", "3 TaskStarted", "4 TaskFailed"],
    ...["5 TaskScheduled", "6 TaskStarted", "7 TaskFailed", "8 ExecutionFailed"],
  ]);
});

test("an expression that fails leaves EvaluationFailed", async () => {
  const { cloud, executionArn } = await outcomeOf(only({ Type: "Pass", Output: { a: "{% $nobody %}" } }));
  expect((await cloud.events(executionArn))[2]).toMatchObject({
    type: "EvaluationFailed",
    evaluationFailedEventDetails: { error: "States.QueryEvaluationError", location: "Output/a", state: "Only" },
  });
});

test("a Map tells its iterations; its exit is chained to the last of them", async () => {
  const ItemProcessor = { StartAt: "Give", States: { Give: { Type: "Pass", End: true } } };
  expect(await eventsOf({ Type: "Map", MaxConcurrency: 1, ItemProcessor })).toEqual([
    ...["0 ExecutionStarted", "0 MapStateEntered", "2 MapStateStarted"],
    ...["3 MapIterationStarted", "4 PassStateEntered", "5 PassStateExited", "6 MapIterationSucceeded"],
    ...["3 MapIterationStarted", "8 PassStateEntered", "9 PassStateExited", "10 MapIterationSucceeded"],
    ...["11 MapStateSucceeded", "11 MapStateExited", "13 ExecutionSucceeded"],
  ]);
});

test("what runs when an execution is stopped is aborted, from the inside out", async () => {
  const cloud = createCloud({ functions });
  const ItemProcessor = { StartAt: "Pause", States: { Pause: { Type: "Wait", Seconds: 100, End: true } } };
  cloud.define(only({ Type: "Map", ItemProcessor }));
  const execution = await cloud.start([1]);
  await cloud.seconds(5);
  await cloud.call("StopExecution", { executionArn: execution, error: "Moved", cause: "epoch 2" });
  await cloud.seconds(1000);
  const events = await cloud.events(execution);
  expect(events.slice(5).map(({ type }) => type)).toEqual([
    ...["WaitStateAborted", "MapIterationAborted", "MapStateAborted", "ExecutionAborted"],
  ]);
  expect(events.at(-1)).toMatchObject({ executionAbortedEventDetails: { error: "Moved", cause: "epoch 2" } });
  expect(await cloud.describe(execution)).toMatchObject({ status: "ABORTED", error: "Moved", cause: "epoch 2" });
});

test("history is read in pages, from either end, with or without data", async () => {
  const { cloud, executionArn } = await outcomeOf(only(invoking("echo")), {}, { functions });
  for (const reverseOrder of [false, true]) {
    const ids: Json[] = [];
    let nextToken: Json | undefined;
    do {
      const request: JsonObject = { executionArn, maxResults: 3, reverseOrder };
      const page = await cloud.call(
        "GetExecutionHistory",
        nextToken === undefined ? request : { ...request, nextToken },
      );
      for (const event of page.events as JsonObject[]) ids.push(event.id ?? 0);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids).toEqual(reverseOrder ? [7, 6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7]);
  }
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, includeExecutionData: false });
  expect((events as JsonObject[])[1]).toMatchObject({ stateEnteredEventDetails: { name: "Only" } });
  expect(JSON.stringify(events)).not.toMatch(/"(in|out)put/);
});

test("an execution of 25,000 events fails", async () => {
  const States: JsonObject = {
    Begin: { Type: "Pass", Next: "Enough" },
    Enough: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }], Default: "Begin" },
    End: { Type: "Succeed" },
  };
  const { cloud, executionArn, ...outcome } = await outcomeOf({ StartAt: "Begin", States });
  expect(outcome).toMatchObject({
    ...{ status: "FAILED", error: "States.Runtime" },
    cause: "The execution reached the maximum number of history events (25000).",
  });
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
  expect(events).toMatchObject([{ id: 25_000, type: "ExecutionFailed" }]);
});

const large = "x".repeat(256 * 1024 - 2);
const sizes: [what: string, state: JsonObject, input: Json, error: string | undefined][] = [
  ["256 KiB of output", { Type: "Pass", Output: "{% $states.input %}" }, large, undefined],
  ["a byte more of output", { Type: "Pass", Output: "{% $states.input & 'x' %}" }, large, "States.DataLimitExceeded"],
  [
    "bytes, not characters",
    { Type: "Pass", Output: "{% $substring($states.input, 0, 90000) & $pad('', 60000, '诉') %}" },
    large,
    "States.DataLimitExceeded",
  ],
  ["a larger result", invoking("grow", { Output: 1 }), large, "States.DataLimitExceeded"],
  [
    "a larger argument",
    invoking("echo", { Arguments: { FunctionName: "echo", Payload: ["{% $states.input %}"] } }),
    large,
    "States.DataLimitExceeded",
  ],
  ["a larger variable", { Type: "Pass", Assign: { a: ["{% $states.input %}"] } }, large, "States.DataLimitExceeded"],
];

test.each(sizes)("data: %s", async (_, state, input, error) => {
  const grow = (payload: Json) => `${String(payload)}x`;
  const outcome = await outcomeOf(only(state), input, { functions: { echo: () => 1, grow } });
  expect(outcome.error).toBe(error);
});

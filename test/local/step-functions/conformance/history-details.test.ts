import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { flow, pass, task, waiting } from "./cases.ts";
import { bad, eventsOf, functionArn, map, parallel, undefinedOutput } from "./histories.ts";

const truncated = { truncated: false };

test("the details of every event of a Task", async () => {
  const states = {
    A: task("echo", "{% $states.input %}", {
      TimeoutSeconds: 60,
      HeartbeatSeconds: 30,
      Assign: { n: "{% $states.result.Payload.n %}" },
      Output: [1],
    }),
  };
  const { events } = await eventsOf(states, { n: 7 });
  const at = (id: number, previousEventId: number, type: string, details: JsonObject) => ({
    timestamp: 1_772_352_000,
    type,
    id,
    previousEventId,
    ...details,
  });
  const invoke = { resourceType: "lambda", resource: "invoke" };
  const input = { input: '{"n":7}', inputDetails: truncated };
  expect(events).toEqual([
    at(1, 0, "ExecutionStarted", {
      executionStartedEventDetails: { ...input, roleArn: "arn:aws:iam::123456789012:role/TriedMachine" },
    }),
    at(2, 0, "TaskStateEntered", { stateEnteredEventDetails: { name: "A", ...input } }),
    at(3, 2, "TaskScheduled", {
      taskScheduledEventDetails: {
        ...{ ...invoke, region: "eu-west-1", timeoutInSeconds: 60, heartbeatInSeconds: 30 },
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
        name: "A",
        output: "[1]",
        outputDetails: truncated,
        assignedVariables: { n: "7" },
        assignedVariablesDetails: truncated,
      },
    }),
    at(7, 6, "ExecutionSucceeded", { executionSucceededEventDetails: { output: "[1]", outputDetails: truncated } }),
  ]);
});

const details: [rule: string, states: JsonObject, input: Json, type: string, shown: JsonObject][] = [
  [
    "MapStateStarted tells the number of items",
    { M: map({ A: pass(1) }) },
    [1, 2, 3],
    "MapStateStarted",
    { mapStateStartedEventDetails: { length: 3 } },
  ],
  [
    "MapIterationStarted tells name and index",
    { M: map({ A: pass(1) }) },
    [1],
    "MapIterationStarted",
    { mapIterationStartedEventDetails: { name: "M", index: 0 } },
  ],
  [
    "MapIterationSucceeded tells name and index",
    { M: map({ A: pass(1) }) },
    [1],
    "MapIterationSucceeded",
    { mapIterationSucceededEventDetails: { name: "M", index: 0 } },
  ],
  [
    "MapIterationFailed tells name and index",
    { M: map(bad("A")) },
    [1],
    "MapIterationFailed",
    { mapIterationFailedEventDetails: { name: "M", index: 0 } },
  ],
  [
    "LambdaFunctionScheduled tells function and input",
    { A: { Type: "Task", Resource: functionArn, TimeoutSeconds: 9 } },
    7,
    "LambdaFunctionScheduled",
    {
      lambdaFunctionScheduledEventDetails: {
        resource: functionArn,
        input: "7",
        inputDetails: truncated,
        timeoutInSeconds: 9,
      },
    },
  ],
  [
    "LambdaFunctionSucceeded tells the answer",
    { A: { Type: "Task", Resource: functionArn } },
    7,
    "LambdaFunctionSucceeded",
    { lambdaFunctionSucceededEventDetails: { output: "7", outputDetails: truncated } },
  ],
  [
    "TaskTimedOut tells the error and no cause",
    { A: waiting({ TimeoutSeconds: 5 }) },
    1,
    "TaskTimedOut",
    {
      taskTimedOutEventDetails: {
        resourceType: "sqs",
        resource: "sendMessage.waitForTaskToken",
        error: "States.Timeout",
      },
    },
  ],
  [
    "TaskFailed tells resource, error and cause",
    { A: task("nobody", 1) },
    1,
    "TaskFailed",
    {
      taskFailedEventDetails: {
        resourceType: "lambda",
        resource: "invoke",
        error: "NoHandler",
        cause: expect.stringContaining("NoHandler"),
      },
    },
  ],
  [
    "ExecutionFailed tells error and cause",
    bad("A"),
    1,
    "ExecutionFailed",
    { executionFailedEventDetails: { error: "E", cause: "c" } },
  ],
  [
    "ExecutionFailed without them is empty",
    { A: { Type: "Fail" } },
    1,
    "ExecutionFailed",
    { executionFailedEventDetails: {} },
  ],
  [
    "EvaluationFailed tells location and state",
    undefinedOutput,
    {},
    "EvaluationFailed",
    {
      evaluationFailedEventDetails: {
        error: "States.QueryEvaluationError",
        cause: expect.stringContaining("returned nothing"),
        location: "Output/v",
        state: "Undef",
      },
    },
  ],
  [
    "assigned variables are JSON texts",
    { A: { Type: "Pass", Assign: { s: "x", o: { a: 1 } } } },
    1,
    "PassStateExited",
    {
      stateExitedEventDetails: {
        name: "A",
        output: "1",
        outputDetails: truncated,
        assignedVariables: { s: '"x"', o: '{"a":1}' },
        assignedVariablesDetails: truncated,
      },
    },
  ],
];

test.each(details)("%s", async (_, states, input, type, shown) => {
  const { events } = await eventsOf(states, input);
  const {
    timestamp: _at,
    id: _id,
    previousEventId: _previous,
    type: _type,
    ...rest
  } = events.find((event) => event.type === type) ?? {};
  expect(rest).toEqual(shown);
});

const silent = [
  "ParallelStateStarted",
  "ParallelStateSucceeded",
  "MapStateSucceeded",
  "LambdaFunctionStarted",
  "ParallelStateFailed",
  "MapStateFailed",
];

test.each(silent)("%s has no details", async (type) => {
  const ways: JsonObject[] = [
    { P: parallel([{ A: pass(1) }]) },
    { M: map({ A: pass(1) }) },
    { F: { Type: "Task", Resource: functionArn } },
    { P: parallel([bad("A")]) },
    { M: map(bad("A")) },
  ];
  for (const states of ways) {
    const { events } = await eventsOf(states, [1]);
    const event = events.find((one) => one.type === type);
    if (event !== undefined)
      return expect(Object.keys(event).sort()).toEqual(["id", "previousEventId", "timestamp", "type"]);
  }
  expect.unreachable(`no history has ${type}`);
});

test("stopping with error and cause: both are in ExecutionAborted; without them it is empty", async () => {
  for (const given of [{ error: "Moved", cause: "epoch 2" }, {}] as JsonObject[]) {
    const cloud = createCloud();
    cloud.define(flow({ A: { Type: "Wait", Seconds: 100 } }));
    const executionArn = await cloud.start();
    await cloud.call("StopExecution", { executionArn, ...given });
    expect((await cloud.events(executionArn)).at(-1)).toMatchObject({
      type: "ExecutionAborted",
      executionAbortedEventDetails: given,
    });
  }
});

import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { chain, flow, pass, section, task, waiting } from "./cases.ts";

const started = "0 ExecutionStarted";
const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:echo";
const functions = { [functionArn]: (payload: Json) => payload, large: () => "x".repeat(300_000) };
const bad = (name: string): JsonObject => ({ [name]: { Type: "Fail", Error: "E", Cause: "c" } });
const parallel = (branches: JsonObject[], more: JsonObject = {}): JsonObject => ({
  Type: "Parallel",
  Branches: branches.map(flow),
  ...more,
});
const map = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  Type: "Map",
  MaxConcurrency: 1,
  ItemProcessor: flow(states),
  ...more,
});
const undefinedOutput = { Undef: pass({ v: "{% $states.input.missing %}" }) };

section(
  "API reference, HistoryEvent: one state; https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html",
  [
    {
      rule: "Pass",
      states: { A: pass(1) },
      history: [started, "0 PassStateEntered", "2 PassStateExited", "3 ExecutionSucceeded"],
    },
    {
      rule: "Succeed",
      states: { A: { Type: "Succeed" } },
      history: [started, "0 SucceedStateEntered", "2 SucceedStateExited", "3 ExecutionSucceeded"],
    },
    { rule: "Fail", states: bad("A"), error: "E", history: [started, "0 FailStateEntered", "2 ExecutionFailed"] },
    {
      rule: "Choice",
      states: { A: { Type: "Choice", Choices: [{ Condition: true, Next: "B" }] }, B: { Type: "Succeed" } },
      history: [
        started,
        "0 ChoiceStateEntered",
        "2 ChoiceStateExited",
        "3 SucceedStateEntered",
        "4 SucceedStateExited",
        "5 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Choice that nothing fits",
      states: { A: { Type: "Choice", Choices: [{ Condition: false, Next: "B" }] }, B: { Type: "Succeed" } },
      error: "States.NoChoiceMatched",
      history: [started, "0 ChoiceStateEntered", "2 ExecutionFailed"],
    },
    {
      rule: "Wait",
      states: { A: { Type: "Wait", Seconds: 1 } },
      history: [started, "0 WaitStateEntered", "2 WaitStateExited", "3 ExecutionSucceeded"],
    },
    {
      rule: "a Task of an integration",
      states: { A: task("echo") },
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskSucceeded",
        "5 TaskStateExited",
        "6 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Task of a plain function",
      states: { A: { Type: "Task", Resource: functionArn } },
      functions,
      history: [
        started,
        "0 TaskStateEntered",
        "2 LambdaFunctionScheduled",
        "3 LambdaFunctionStarted",
        "4 LambdaFunctionSucceeded",
        "5 TaskStateExited",
        "6 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Task that fails",
      states: { A: task("fail", "E") },
      error: "E",
      history: [started, "0 TaskStateEntered", "2 TaskScheduled", "3 TaskStarted", "4 TaskFailed", "5 ExecutionFailed"],
    },
    {
      rule: "a plain function that fails",
      states: { A: { Type: "Task", Resource: functionArn } },
      functions: { [functionArn]: () => Promise.reject(new Error("x")) },
      error: "Lambda.Unknown",
      history: [
        started,
        "0 TaskStateEntered",
        "2 LambdaFunctionScheduled",
        "3 LambdaFunctionStarted",
        "4 LambdaFunctionFailed",
        "5 ExecutionFailed",
      ],
    },
    {
      rule: "a Task that is retried",
      states: { A: task("fail", "E", { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }] }) },
      error: "E",
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskFailed",
        "5 TaskScheduled",
        "6 TaskStarted",
        "7 TaskFailed",
        "8 ExecutionFailed",
      ],
    },
    {
      rule: "a Task that is caught",
      states: { A: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "B" }] }), B: { Type: "Succeed" } },
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskFailed",
        "5 TaskStateExited",
        "6 SucceedStateEntered",
        "7 SucceedStateExited",
        "8 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Task that waits and times out",
      states: { A: waiting({ TimeoutSeconds: 5 }) },
      error: "States.Timeout",
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskSubmitted",
        "5 TaskTimedOut",
        "6 ExecutionFailed",
      ],
    },
    {
      rule: "a Task whose heartbeat does not come",
      states: { A: waiting({ HeartbeatSeconds: 5 }) },
      error: "States.Timeout",
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskSubmitted",
        "5 TaskTimedOut",
        "6 ExecutionFailed",
      ],
    },
    {
      rule: "a Task whose answer is too large",
      states: { A: task("large", 1) },
      functions,
      error: "States.DataLimitExceeded",
      history: [started, "0 TaskStateEntered", "2 TaskScheduled", "3 TaskStarted", "4 TaskFailed", "5 ExecutionFailed"],
    },
    {
      rule: "an expression that fails",
      states: undefinedOutput,
      error: "States.QueryEvaluationError",
      history: [started, "0 PassStateEntered", "2 EvaluationFailed", "3 ExecutionFailed"],
    },
    {
      rule: "Arguments that fail, at each attempt",
      states: { A: task("echo", "{% $nobody %}", { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] }) },
      error: "States.QueryEvaluationError",
      history: [started, "0 TaskStateEntered", "2 EvaluationFailed", "3 EvaluationFailed", "4 ExecutionFailed"],
    },
    {
      rule: "an Output that fails behind the call",
      states: { A: task("echo", 1, { Output: "{% $nobody %}" }) },
      error: "States.QueryEvaluationError",
      history: [
        started,
        "0 TaskStateEntered",
        "2 TaskScheduled",
        "3 TaskStarted",
        "4 TaskSucceeded",
        "5 EvaluationFailed",
        "6 ExecutionFailed",
      ],
    },
    {
      rule: "the time-out of a machine leaves no trace of where it stood, and chains to nothing",
      machine: { TimeoutSeconds: 5, ...flow({ A: { Type: "Wait", Seconds: 9 } }) },
      status: "TIMED_OUT",
      history: [started, "0 WaitStateEntered", "0 ExecutionTimedOut"],
    },
    {
      rule: "stopping leaves no trace of where it stood, and chains to nothing",
      states: { A: { Type: "Wait", Seconds: 9 } },
      during: stop,
      status: "ABORTED",
      history: [started, "0 WaitStateEntered", "0 ExecutionAborted"],
    },
    {
      rule: "stopping inside a Map leaves no trace either",
      states: { A: map({ B: { Type: "Wait", Seconds: 9 } }) },
      input: [1],
      during: stop,
      status: "ABORTED",
      history: [
        started,
        "0 MapStateEntered",
        "2 MapStateStarted",
        "3 MapIterationStarted",
        "4 WaitStateEntered",
        "0 ExecutionAborted",
      ],
    },
  ],
);

async function stop(cloud: ReturnType<typeof createCloud>, executionArn: string): Promise<void> {
  await cloud.seconds(5);
  await cloud.call("StopExecution", { executionArn });
  await cloud.seconds(100);
}

section(
  "API reference, HistoryEvent: branches, as executions on AWS show them; https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html",
  [
    {
      rule: "each branch chains to ParallelStateStarted, the exit to the branch that ended last",
      states: {
        P: parallel([{ A: { Type: "Wait", Seconds: 1 } }, { B: { Type: "Wait", Seconds: 2 } }]),
        After: pass(1),
      },
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 WaitStateEntered",
        "3 WaitStateEntered",
        "4 WaitStateExited",
        "5 WaitStateExited",
        "7 ParallelStateSucceeded",
        "7 ParallelStateExited",
        "9 PassStateEntered",
        "10 PassStateExited",
        "11 ExecutionSucceeded",
      ],
    },
    {
      rule: "each iteration chains to MapStateStarted, the exit to the one that ended last",
      states: { M: map({ A: pass(1) }) },
      input: [1, 2],
      history: [
        started,
        "0 MapStateEntered",
        "2 MapStateStarted",
        "3 MapIterationStarted",
        "4 PassStateEntered",
        "5 PassStateExited",
        "6 MapIterationSucceeded",
        "3 MapIterationStarted",
        "8 PassStateEntered",
        "9 PassStateExited",
        "10 MapIterationSucceeded",
        "11 MapStateSucceeded",
        "11 MapStateExited",
        "13 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Map over nothing exits from its start",
      states: { M: map({ A: pass(1) }) },
      input: [],
      history: [
        started,
        "0 MapStateEntered",
        "2 MapStateStarted",
        "3 MapStateSucceeded",
        "3 MapStateExited",
        "5 ExecutionSucceeded",
      ],
    },
    {
      rule: "a Fail in a branch",
      states: { P: parallel([bad("A")]) },
      error: "E",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 FailStateEntered",
        "4 ParallelStateFailed",
        "5 ExecutionFailed",
      ],
    },
    {
      rule: "a failed task ends its branch: TaskStateAborted, which the chain passes by",
      states: {
        P: parallel([{ A: task("fail", "E") }], { Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
        B: { Type: "Pass" },
      },
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 TaskStateEntered",
        "4 TaskScheduled",
        "5 TaskStarted",
        "6 TaskFailed",
        "7 TaskStateAborted",
        "7 ParallelStateFailed",
        "9 ParallelStateExited",
        "10 PassStateEntered",
        "11 PassStateExited",
        "12 ExecutionSucceeded",
      ],
    },
    {
      rule: "a task that is caught in its branch is not aborted",
      states: {
        P: parallel([{ A: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "B" }] }), B: { Type: "Pass" } }]),
      },
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 TaskStateEntered",
        "4 TaskScheduled",
        "5 TaskStarted",
        "6 TaskFailed",
        "7 TaskStateExited",
        "8 PassStateEntered",
        "9 PassStateExited",
        "10 ParallelStateSucceeded",
        "10 ParallelStateExited",
        "12 ExecutionSucceeded",
      ],
    },
    {
      rule: "an evaluation error in a branch",
      states: {
        P: parallel([undefinedOutput], { Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
        B: { Type: "Pass" },
      },
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 PassStateEntered",
        "4 EvaluationFailed",
        "5 ParallelStateFailed",
        "6 ParallelStateExited",
        "7 PassStateEntered",
        "8 PassStateExited",
        "9 ExecutionSucceeded",
      ],
    },
    {
      rule: "a retried Parallel: it fails only when no attempt is left",
      states: { P: parallel([bad("A")], { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] }) },
      error: "E",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 FailStateEntered",
        "4 ParallelStateStarted",
        "5 FailStateEntered",
        "6 ParallelStateFailed",
        "7 ExecutionFailed",
      ],
    },
    {
      rule: "an Output of a Parallel that fails",
      states: { P: parallel([{ A: pass(1) }], { Output: "{% $nobody %}" }) },
      error: "States.QueryEvaluationError",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 PassStateEntered",
        "4 PassStateExited",
        "5 ParallelStateSucceeded",
        "5 EvaluationFailed",
        "7 ParallelStateFailed",
        "8 ExecutionFailed",
      ],
    },
    {
      rule: "Items that fail",
      states: { M: map({ A: pass(1) }, { Items: "{% $states.input.none %}" }) },
      error: "States.QueryEvaluationError",
      history: [started, "0 MapStateEntered", "2 EvaluationFailed", "3 MapStateFailed", "4 ExecutionFailed"],
    },
    {
      rule: "an iteration that fails: MapIterationFailed, which the chain passes by",
      states: { M: map(undefinedOutput) },
      input: [1, 2],
      error: "States.QueryEvaluationError",
      history: [
        started,
        "0 MapStateEntered",
        "2 MapStateStarted",
        "3 MapIterationStarted",
        "4 PassStateEntered",
        "5 EvaluationFailed",
        "6 MapIterationFailed",
        "6 MapStateFailed",
        "8 ExecutionFailed",
      ],
    },
    {
      rule: "iterations that are given up stand behind the last event of the one that failed",
      states: { M: map({ A: waiting({ TimeoutSeconds: "{% $states.input %}" }) }, { MaxConcurrency: 0 }) },
      input: [5, 9],
      error: "States.Timeout",
      historyEnds: [
        "14 MapIterationFailed",
        "14 TaskStateAborted",
        "14 MapIterationAborted",
        "14 TaskStateAborted",
        "14 MapStateFailed",
        "19 ExecutionFailed",
      ],
    },
    {
      rule: "a branch that is given up stands behind the last event of the one that failed",
      states: { P: parallel([{ A: { Type: "Wait", Seconds: 9 } }, { B: { Type: "Wait", Seconds: 5 }, ...bad("C") }]) },
      error: "E",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 WaitStateEntered",
        "3 WaitStateEntered",
        "5 WaitStateExited",
        "6 FailStateEntered",
        "7 WaitStateAborted",
        "7 ParallelStateFailed",
        "9 ExecutionFailed",
      ],
    },
    {
      rule: "States.Runtime in a branch leaves nothing but the end",
      states: { P: parallel([{ M: map({ A: pass(1) }) }, { B: { Type: "Wait", Seconds: 9 } }]) },
      input: "no list",
      error: "States.Runtime",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 MapStateEntered",
        "3 WaitStateEntered",
        "4 ExecutionFailed",
      ],
    },
    {
      rule: "an Output of a Catch that fails goes back to before the first failure",
      states: {
        P: parallel([bad("A")], {
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "B", Output: { v: "{% $nobody %}" } }],
        }),
        B: { Type: "Pass" },
      },
      error: "States.QueryEvaluationError",
      history: [
        started,
        "0 ParallelStateEntered",
        "2 ParallelStateStarted",
        "3 FailStateEntered",
        "4 ParallelStateFailed",
        "4 EvaluationFailed",
        "6 ParallelStateFailed",
        "7 ExecutionFailed",
      ],
    },
  ],
);

async function eventsOf(states: JsonObject, input: Json = {}, more: JsonObject = {}) {
  const cloud = createCloud({ functions: { ...functions, echo: (payload) => payload } });
  cloud.define({ ...flow(states), ...more });
  const executionArn = await cloud.start(input);
  await cloud.seconds(3600);
  return { cloud, executionArn, events: await cloud.events(executionArn) };
}

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

const pages: [rule: string, more: JsonObject, ids: number[][]][] = [
  ["whole", {}, [[1, 2, 3, 4, 5, 6, 7]]],
  ["in pages of three", { maxResults: 3 }, [[1, 2, 3], [4, 5, 6], [7]]],
  ["in pages that fit exactly", { maxResults: 7 }, [[1, 2, 3, 4, 5, 6, 7]]],
  ["in single events", { maxResults: 1 }, [[1], [2], [3], [4], [5], [6], [7]]],
  ["from the end", { reverseOrder: true }, [[7, 6, 5, 4, 3, 2, 1]]],
  [
    "from the end in pages",
    { reverseOrder: true, maxResults: 4 },
    [
      [7, 6, 5, 4],
      [3, 2, 1],
    ],
  ],
  ["with a page size of 0, which means the default", { maxResults: 0 }, [[1, 2, 3, 4, 5, 6, 7]]],
];

test.each(pages)("GetExecutionHistory reads it %s", async (_, more, ids) => {
  const { cloud, executionArn } = await eventsOf({ A: task("echo") });
  const read: Json[][] = [];
  for (let request: JsonObject | undefined = { executionArn, ...more }; request !== undefined; ) {
    const page: JsonObject = await cloud.call("GetExecutionHistory", request);
    read.push((page.events as JsonObject[]).map(({ id }) => id ?? 0));
    request = page.nextToken === undefined ? undefined : { executionArn, ...more, nextToken: page.nextToken };
  }
  expect(read).toEqual(ids);
});

test("without execution data the events stay, but not what went in and out", async () => {
  const { cloud, executionArn } = await eventsOf({ A: task("echo", 1, { Assign: { v: 1 } }) });
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, includeExecutionData: false });
  expect((events as JsonObject[])[1]).toMatchObject({ stateEnteredEventDetails: { name: "A" } });
  expect((events as JsonObject[])[2]).toMatchObject({ taskScheduledEventDetails: { parameters: expect.any(String) } });
  expect(JSON.stringify(events)).not.toMatch(/"(in|out)put|assignedVariables/);
});

test("the history of a running execution can be read, and grows", async () => {
  const cloud = createCloud();
  cloud.define(flow({ A: { Type: "Wait", Seconds: 10 }, B: { Type: "Wait", Seconds: 10 } }));
  const executionArn = await cloud.start();
  await cloud.seconds(5);
  expect(chain(await cloud.events(executionArn))).toEqual([started, "0 WaitStateEntered"]);
  await cloud.seconds(10);
  expect(chain(await cloud.events(executionArn))).toEqual([
    started,
    "0 WaitStateEntered",
    "2 WaitStateExited",
    "3 WaitStateEntered",
  ]);
});

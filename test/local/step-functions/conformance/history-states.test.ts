import type { createCloud } from "../harness.ts";
import { flow, pass, section, task, waiting } from "./cases.ts";
import { bad, functionArn, functions, map, started, undefinedOutput } from "./histories.ts";

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

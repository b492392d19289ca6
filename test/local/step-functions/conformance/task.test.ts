import type { JsonObject } from "../../../../local/aws.ts";
import { pass, section, task } from "./cases.ts";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:echo";
const echo = { [functionArn]: (payload: unknown) => payload as JsonObject };

section("Amazon States Language, Task State: https://states-language.net/#task-state", [
  {
    rule: "without Output a Task gives on its result",
    states: { A: task("echo", 1, { Output: "{% $states.result %}" }) },
    output: { ExecutedVersion: "$LATEST", Payload: 1, StatusCode: 200 },
  },
  { rule: "$states.result is what the task answered", states: { A: task("echo", { a: [1] }) }, output: { a: [1] } },
  {
    rule: "$states.input is still there on the way out",
    states: { A: task("echo", 1, { Output: "{% $states.input.n + $states.result.Payload %}" }) },
    input: { n: 5 },
    output: 6,
  },
  {
    rule: "Arguments are evaluated at any depth",
    states: { A: task("echo", { list: [{ n: "{% $states.input.n %}" }, "plain"] }) },
    input: { n: 3 },
    output: { list: [{ n: 3 }, "plain"] },
  },
  {
    rule: "Arguments may be one expression",
    states: {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: "{% {'FunctionName': 'echo', 'Payload': 7} %}",
        Output: "{% $states.result.Payload %}",
      },
    },
    output: 7,
  },
  {
    rule: "without Arguments the input is what the function gets",
    states: { A: { Type: "Task", Resource: functionArn } },
    functions: echo,
    input: { n: 1 },
    output: { n: 1 },
  },
  {
    rule: "a plain function gets its Arguments as they are",
    states: { A: { Type: "Task", Resource: functionArn, Arguments: [1, "{% $states.input %}"] } },
    functions: echo,
    input: 2,
    output: [1, 2],
  },
  {
    rule: "a function that answers nothing gives null",
    states: { A: task("nothing") },
    functions: { nothing: () => undefined as never },
    output: null,
  },
  { rule: "an Output may leave the result alone", states: { A: task("echo", 1, { Output: "done" }) }, output: "done" },
  {
    rule: "Assign may keep the result while Output gives on something else",
    states: {
      A: task("echo", 1, { Output: "done", Assign: { kept: "{% $states.result.Payload %}" } }),
      B: pass(["{% $states.input %}", "{% $kept %}"]),
    },
    output: ["done", 1],
  },
  {
    rule: "Arguments that fail are an evaluation error, and nobody is called",
    states: { A: task("echo", { a: "{% $states.input.none %}" }) },
    error: "States.QueryEvaluationError",
    cause: /'Arguments\/Payload\/a' returned nothing/,
    calledAt: [],
  },
  {
    rule: "an Output that fails is an evaluation error after the call",
    states: { A: task("echo", 1, { Output: { a: "{% $states.result.none %}" } }) },
    error: "States.QueryEvaluationError",
    cause: /'Output\/a' returned nothing/,
    calledAt: [0],
  },
  {
    rule: "an Assign that fails is an evaluation error",
    states: { A: task("echo", 1, { Assign: { a: "{% $states.result.none %}" } }) },
    error: "States.QueryEvaluationError",
    cause: /'Assign\/a' returned nothing/,
  },
  {
    rule: "Arguments that are no object cannot be sent",
    states: { A: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Arguments: "{% 'text' %}" } },
    error: "States.Runtime",
    calledAt: [],
  },
]);

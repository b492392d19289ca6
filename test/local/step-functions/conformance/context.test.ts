import { expect, test } from "vitest";
import type { JsonObject } from "../../../../local/aws.ts";
import { createCloud, machineArn } from "../harness.ts";
import { flow, pass, section, task, tokensOf, waiting } from "./cases.ts";

const shown = (part: string) => `{% $states.context.${part} %}`;
const began = "2026-03-01T08:00:00.000Z";

section(
  "Developer guide, context object: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html",
  [
    {
      rule: "Execution.Id is the ARN",
      states: { A: pass(shown("Execution.Id")) },
      output: expect.stringMatching(/^arn:aws:states:eu-west-1:123456789012:execution:tried:.+/),
    },
    {
      rule: "Execution.Name is the last part of the ARN",
      states: { A: pass("{% $split($states.context.Execution.Id, ':')[7] = $states.context.Execution.Name %}") },
      output: true,
    },
    {
      rule: "Execution.Input stays the first input",
      states: { A: pass(1), B: pass(shown("Execution.Input.n")) },
      input: { n: 7 },
      output: 7,
    },
    {
      rule: "Execution.StartTime stays the first moment",
      states: { A: { Type: "Wait", Seconds: 60 }, B: pass(shown("Execution.StartTime")) },
      output: began,
    },
    {
      rule: "Execution.RoleArn is the machine's role",
      states: { A: pass(shown("Execution.RoleArn")) },
      output: "arn:aws:iam::123456789012:role/TriedMachine",
    },
    { rule: "Execution.RedriveCount is 0", states: { A: pass(shown("Execution.RedriveCount")) }, output: 0 },
    {
      rule: "there is no RedriveTime before a redrive",
      states: { A: pass("{% $exists($states.context.Execution.RedriveTime) %}") },
      output: false,
    },
    { rule: "StateMachine.Id is the machine's ARN", states: { A: pass(shown("StateMachine.Id")) }, output: machineArn },
    {
      rule: "StateMachine.Name is the machine's name",
      states: { A: pass(shown("StateMachine.Name")) },
      output: "tried",
    },
    {
      rule: "State.Name is the state's own",
      states: { A: pass(1), "Tell it": pass(shown("State.Name")) },
      output: "Tell it",
    },
    {
      rule: "State.EnteredTime is when the state was entered",
      states: { A: { Type: "Wait", Seconds: 60 }, B: { Type: "Wait", Seconds: 5, Output: shown("State.EnteredTime") } },
      output: "2026-03-01T08:01:00.000Z",
    },
    {
      rule: "State.RetryCount is 0 at the first attempt",
      states: { A: task("echo", shown("State.RetryCount")) },
      output: 0,
    },
    {
      rule: "a Pass has no RetryCount",
      states: { A: pass("{% $keys($states.context.State) %}") },
      output: ["Name", "EnteredTime"],
    },
    {
      rule: "without a wait there is no Task",
      states: { A: task("echo", "{% $keys($states.context) %}") },
      output: ["Execution", "StateMachine", "State"],
    },
    { rule: "outside a Map there is no Map", states: { A: pass("{% $exists($states.context.Map) %}") }, output: false },
    {
      rule: "inside a Map there are Index and Value",
      states: { M: { Type: "Map", Items: ["a", "b"], ItemProcessor: flow({ A: pass(shown("Map.Item")) }) } },
      output: [
        { Index: 0, Value: "a" },
        { Index: 1, Value: "b" },
      ],
    },
    {
      rule: "a branch within an iteration still shows its item",
      states: {
        M: {
          Type: "Map",
          Items: ["a"],
          ItemProcessor: flow({ P: { Type: "Parallel", Branches: [flow({ A: pass(shown("Map.Item.Value")) })] } }),
        },
      },
      output: [["a"]],
    },
    {
      rule: "the whole object",
      states: { A: pass("{% $states.context %}") },
      input: { a: 1 },
      output: {
        Execution: {
          Id: expect.any(String),
          Input: { a: 1 },
          StartTime: began,
          Name: expect.any(String),
          RoleArn: "arn:aws:iam::123456789012:role/TriedMachine",
          RedriveCount: 0,
        },
        StateMachine: { Id: machineArn, Name: "tried" },
        State: { Name: "A", EnteredTime: began },
      },
    },
    {
      rule: "Task.Token is the token of this attempt, also on the way out",
      states: {
        Ask: waiting({
          Assign: { t: shown("Task.Token") },
          Output: "{% $states.context.Task.Token = $states.result %}",
        }),
      },
      during: async (cloud) => {
        await cloud.clock.idle();
        const [taskToken = ""] = tokensOf(cloud);
        await cloud.call("SendTaskSuccess", { taskToken, output: JSON.stringify(taskToken) });
        await cloud.clock.idle();
      },
      output: true,
    },
  ],
);

const seen: [rule: string, states: JsonObject, output: unknown][] = [
  ["input is there in every state", { A: pass("{% $states.input.n %}") }, 3],
  ["the whole of $states in a Pass is input and context", { A: pass("{% $keys($states) %}") }, ["input", "context"]],
  [
    "on the way out of a Task there is a result",
    { A: task("echo", 1, { Output: "{% $keys($states) %}" }) },
    ["input", "context", "result"],
  ],
  [
    "in a Catch there is an errorOutput and no result",
    {
      A: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "B", Output: "{% $keys($states) %}" }] }),
      B: { Type: "Pass" },
    },
    ["input", "context", "errorOutput"],
  ],
  [
    "errorOutput has Error and Cause",
    {
      A: task("fail", "E", { Catch: [{ ErrorEquals: ["E"], Next: "B", Output: "{% $keys($states.errorOutput) %}" }] }),
      B: { Type: "Pass" },
    },
    ["Error", "Cause"],
  ],
  ["before the call there is no result", { A: task("echo", "{% $keys($states) %}") }, ["input", "context"]],
];

section(
  "Developer guide, the reserved variable $states: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-variable-states",
  seen.map(([rule, states, output]) => ({ rule, states, input: { n: 3 }, output: output as never })),
);

test("a named execution finds its name in the context", async () => {
  const cloud = createCloud();
  cloud.define(flow({ A: pass(shown("Execution.Name")) }));
  const executionArn = await cloud.start({}, "C1-1");
  await cloud.clock.idle();
  expect(await cloud.describe(executionArn)).toMatchObject({ output: '"C1-1"' });
});

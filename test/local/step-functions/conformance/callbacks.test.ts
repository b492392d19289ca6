import { expect } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import type { Cloud } from "../harness.ts";
import { flow, section, task, tokensOf, waiting } from "./cases.ts";

/** Answers the first token after so many seconds. */
const answer =
  (action: string, more: JsonObject, after = 10) =>
  async (cloud: Cloud) => {
    await cloud.seconds(after);
    await cloud.call(action, { taskToken: tokensOf(cloud)[0] ?? "", ...more });
    await cloud.clock.idle();
  };
const outputs: Json[] = [null, 0, "text", [1], { a: { b: 1 } }];

section(
  "Developer guide, wait for a callback with the task token: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token",
  [
    ...outputs.map((output) => ({
      rule: `the output ${JSON.stringify(output)} is the result`,
      states: { A: waiting() },
      during: answer("SendTaskSuccess", { output: JSON.stringify(output) }),
      output,
      took: 10,
    })),
    {
      rule: "Output sees the answer as the result",
      states: { A: waiting({ Output: "{% $states.result.n + 1 %}" }) },
      during: answer("SendTaskSuccess", { output: '{"n": 1}' }),
      output: 2,
    },
    {
      rule: "what the call itself answered is not the result",
      states: { A: waiting() },
      services: { sqs: () => ({ MessageId: "m" }) },
      during: answer("SendTaskSuccess", { output: '"heard"' }),
      output: "heard",
    },
    {
      rule: "a failure has the worker's error and cause",
      states: { A: waiting() },
      during: answer("SendTaskFailure", { error: "Refused", cause: "not ours" }),
      error: "Refused",
      cause: "not ours",
    },
    {
      rule: "a failure without error and cause",
      states: { A: waiting() },
      during: answer("SendTaskFailure", {}),
      status: "FAILED",
    },
    {
      rule: "a failure can be caught by its name",
      states: { A: waiting({ Catch: [{ ErrorEquals: ["Refused"], Next: "B" }] }), B: { Type: "Succeed" } },
      during: answer("SendTaskFailure", { error: "Refused", cause: "c" }),
      output: { Error: "Refused", Cause: "c" },
    },
    {
      rule: "a failure without a name is caught by States.ALL",
      states: {
        A: waiting({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B", Output: "caught" }] }),
        B: { Type: "Succeed" },
      },
      during: answer("SendTaskFailure", {}),
      output: "caught",
    },
    {
      rule: "a failure without a name is caught by States.TaskFailed",
      states: {
        A: waiting({ Catch: [{ ErrorEquals: ["States.TaskFailed"], Next: "B", Output: "caught" }] }),
        B: { Type: "Succeed" },
      },
      during: answer("SendTaskFailure", {}),
      output: "caught",
    },
    {
      rule: "a failure can be retried, with a new token",
      states: { A: waiting({ Retry: [{ ErrorEquals: ["Busy"] }] }) },
      during: async (cloud) => {
        await answer("SendTaskFailure", { error: "Busy" })(cloud);
        await cloud.seconds(1);
        const [first, second = ""] = tokensOf(cloud);
        expect(second).not.toBe(first);
        await cloud.call("SendTaskSuccess", { taskToken: second, output: "2" });
        await cloud.clock.idle();
      },
      output: 2,
      calledAt: [0, 11],
    },
    {
      rule: "a heartbeat answers nothing",
      states: { A: waiting() },
      during: async (cloud) => {
        await cloud.clock.idle();
        expect(await cloud.call("SendTaskHeartbeat", { taskToken: tokensOf(cloud)[0] ?? "" })).toEqual({});
      },
      status: "RUNNING",
    },
    {
      rule: "an answer that comes before the call has returned is not lost",
      states: { A: waiting() },
      services: { sqs: early },
      during: async (cloud) => {
        reached = cloud;
        await cloud.clock.idle();
      },
      output: "early",
    },
    {
      rule: "when the call itself fails, the token is dead",
      states: {
        A: waiting({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
        B: { Type: "Succeed", Output: "caught" },
      },
      services: { sqs: () => Promise.reject(new Error("down")) },
      during: async (cloud) => {
        await cloud.clock.idle();
        await expect(
          cloud.call("SendTaskSuccess", { taskToken: tokensOf(cloud)[0] ?? "", output: "1" }),
        ).rejects.toMatchObject({ code: "TaskTimedOut" });
      },
      output: "caught",
    },
    {
      rule: "a function can be given the token",
      states: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
          Arguments: { FunctionName: "keep", Payload: { MessageBody: "{% $states.context.Task.Token %}" } },
        },
      },
      functions: { keep: () => "ignored" },
      during: answer("SendTaskSuccess", { output: '"heard"' }),
      output: "heard",
    },
    {
      rule: "a function that fails fails the wait",
      states: {
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
          Arguments: { FunctionName: "fail", Payload: "E" },
        },
      },
      error: "E",
      took: 0,
    },
    {
      rule: "a workflow can answer a token of another branch",
      states: {
        P: {
          Type: "Parallel",
          Branches: [
            flow({ A: waiting() }),
            flow({
              Soon: { Type: "Wait", Seconds: 1 },
              Hear: task("hear"),
              Tell: {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
                Arguments: { TaskToken: "{% $states.input %}", Output: '"told"' },
              },
            }),
          ],
        },
      },
      services: {
        sqs: (_, { MessageBody }) => {
          heard = String(MessageBody);
          return {};
        },
      },
      functions: { hear: () => heard },
      output: ["told", {}],
    },
  ],
);

let reached: Cloud | undefined;
let heard = "";

async function early(_: string, { MessageBody }: JsonObject): Promise<JsonObject> {
  await new Promise((resolve) => setImmediate(resolve));
  await reached?.call("SendTaskSuccess", { taskToken: MessageBody ?? "", output: '"early"' });
  return {};
}

import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { type Cloud, createCloud } from "../harness.ts";
import { flow, section, task, tokensOf, waiting } from "./cases.ts";

const answers: [action: string, more: JsonObject][] = [
  ["SendTaskSuccess", { output: "{}" }],
  ["SendTaskFailure", { error: "E" }],
  ["SendTaskHeartbeat", {}],
];

/** How a token comes to its end, and what is waiting when it does. */
const ends: [
  rule: string,
  states: JsonObject,
  end: (cloud: Cloud, executionArn: string, token: string) => Promise<unknown>,
][] = [
  [
    "has been answered with success",
    { A: waiting() },
    (cloud, _, taskToken) => cloud.call("SendTaskSuccess", { taskToken, output: "1" }),
  ],
  [
    "has been answered with failure",
    { A: waiting() },
    (cloud, _, taskToken) => cloud.call("SendTaskFailure", { taskToken }),
  ],
  [
    "has been answered, and its execution waits again",
    { A: waiting(), B: waiting() },
    (cloud, _, taskToken) => cloud.call("SendTaskSuccess", { taskToken, output: "1" }),
  ],
  ["has timed out", { A: waiting({ TimeoutSeconds: 60 }) }, (cloud) => cloud.seconds(60)],
  [
    "has timed out, and its task waits again",
    { A: waiting({ TimeoutSeconds: 60, Retry: [{ ErrorEquals: ["States.Timeout"] }] }) },
    (cloud) => cloud.seconds(62),
  ],
  ["has missed its heartbeat", { A: waiting({ HeartbeatSeconds: 60 }) }, (cloud) => cloud.seconds(60)],
  [
    "belongs to a stopped execution",
    { A: waiting() },
    (cloud, executionArn) => cloud.call("StopExecution", { executionArn }),
  ],
  ["belongs to an execution that timed out", { A: waiting() }, (cloud) => cloud.seconds(5000)],
  [
    "belongs to a branch whose neighbour failed",
    {
      P: {
        Type: "Parallel",
        Branches: [flow({ A: waiting() }), flow({ B: { Type: "Wait", Seconds: 60 }, C: { Type: "Fail", Error: "E" } })],
      },
    },
    (cloud) => cloud.seconds(60),
  ],
  [
    "belongs to an item whose neighbour failed",
    {
      M: {
        Type: "Map",
        ItemProcessor: flow({
          W: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 1 %}", Next: "A" }], Default: "B" },
          A: waiting({ End: true }),
          B: { Type: "Wait", Seconds: 60, Next: "C" },
          C: { Type: "Fail", Error: "E" },
        }),
      },
    },
    (cloud) => cloud.seconds(60),
  ],
];

describe("API reference, SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat: a closed task is TaskTimedOut; https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html", () => {
  const closed = ends.flatMap(([rule, states, end]) =>
    answers.map(([action, more]) => ({ rule, states, end, action, more })),
  );
  test.each(closed)("$action with a token that $rule", async ({ states, end, action, more }) => {
    const cloud = createCloud();
    cloud.define({ ...flow(states), TimeoutSeconds: 5000 });
    const executionArn = await cloud.start([1, 2]);
    await cloud.clock.idle();
    const [taskToken = ""] = tokensOf(cloud);
    await end(cloud, executionArn, taskToken);
    // Without waiting: a token is dead as soon as its end is known.
    await expect(cloud.call(action, { taskToken, ...more })).rejects.toMatchObject({ code: "TaskTimedOut" });
    await cloud.clock.idle();
    await expect(cloud.call(action, { taskToken, ...more })).rejects.toMatchObject({ code: "TaskTimedOut" });
  });
});

test.each(answers)("%s with a token whose execution was stopped while its call was under way", async (action, more) => {
  let [taskToken, answered] = ["", () => {}];
  const cloud = createCloud({
    services: {
      sqs: (_, { MessageBody }) => {
        taskToken = String(MessageBody);
        return new Promise((resolve) => {
          answered = () => resolve({});
        });
      },
    },
  });
  cloud.define(flow({ A: waiting() }));
  const executionArn = await cloud.start();
  while (taskToken === "") await new Promise((resolve) => setImmediate(resolve));
  await cloud.call("StopExecution", { executionArn });
  await expect(cloud.call(action, { taskToken, ...more })).rejects.toMatchObject({ code: "TaskTimedOut" });
  answered();
  await cloud.clock.idle();
});

describe("API reference, errors of SendTask*: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html#API_SendTaskSuccess_Errors", () => {
  async function open() {
    const cloud = createCloud();
    cloud.define(flow({ A: waiting() }));
    const executionArn = await cloud.start();
    await cloud.clock.idle();
    return { cloud, executionArn, taskToken: tokensOf(cloud)[0] ?? "" };
  }

  test.each(answers)("%s with a token that nobody issued: InvalidToken", async (action, more) => {
    const { cloud, taskToken } = await open();
    for (const foreign of ["nonsense", `B${taskToken.slice(1)}`, taskToken.slice(1), `${taskToken}AAAA`]) {
      await expect(cloud.call(action, { taskToken: foreign, ...more })).rejects.toMatchObject({ code: "InvalidToken" });
    }
  });

  test.each(answers)("%s with a token of another cloud: TaskDoesNotExist", async (action, more) => {
    const [{ cloud }, { taskToken }] = [await open(), await open()];
    await expect(cloud.call(action, { taskToken, ...more })).rejects.toMatchObject({ code: "TaskDoesNotExist" });
  });

  test.each(answers)("%s without a token: ValidationException", async (action, more) => {
    const { cloud } = await open();
    const requests: JsonObject[] = [{}, { taskToken: "" }, { taskToken: 5 }, { taskToken: "x".repeat(1025) }];
    for (const given of requests) {
      await expect(cloud.call(action, { ...given, ...more })).rejects.toMatchObject({ code: "ValidationException" });
    }
  });

  const outputs: [output: Json | undefined, code: string][] = [
    [undefined, "ValidationException"],
    [5, "ValidationException"],
    ["", "InvalidOutput"],
    ["{", "InvalidOutput"],
    ["not json", "InvalidOutput"],
    [`"${"x".repeat(262_144)}"`, "ValidationException"],
  ];
  test.each(outputs)("SendTaskSuccess with an output that cannot be: %.20j", async (output, code) => {
    const { cloud, executionArn, taskToken } = await open();
    const given: JsonObject = output === undefined ? { taskToken } : { taskToken, output };
    await expect(cloud.call("SendTaskSuccess", given)).rejects.toMatchObject({ code });
    await cloud.call("SendTaskSuccess", { taskToken, output: "1" });
    await cloud.clock.idle();
    expect(await cloud.describe(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("SendTaskFailure with an error or a cause that is too long", async () => {
    const { cloud, taskToken } = await open();
    const requests: JsonObject[] = [{ error: "x".repeat(257) }, { cause: "x".repeat(32_769) }];
    for (const given of requests) {
      await expect(cloud.call("SendTaskFailure", { taskToken, ...given })).rejects.toMatchObject({
        code: "ValidationException",
      });
    }
    expect(
      await cloud.call("SendTaskFailure", { taskToken, error: "x".repeat(256), cause: "x".repeat(32_768) }),
    ).toEqual({});
  });

  test("a token may be up to 1024 characters long, and each is its own", async () => {
    const { cloud, taskToken } = await open();
    await cloud.start();
    await cloud.clock.idle();
    const [first = "", second = ""] = tokensOf(cloud);
    expect(first).toBe(taskToken);
    expect(second).not.toBe(first);
    expect(first.length).toBeLessThanOrEqual(1024);
  });
});

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

import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { type Cloud, createCloud } from "../harness.ts";
import { flow, tokensOf, waiting } from "./cases.ts";

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

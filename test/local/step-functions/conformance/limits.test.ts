import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { flow, pass, section, task, waiting } from "./cases.ts";

const KiB = 1024;
/** 256 KiB of JSON: the text and its two quotation marks. */
const largest = "x".repeat(256 * KiB - 2);
const tooLarge = "States.DataLimitExceeded";
const caught = (name: string, state: JsonObject): JsonObject => ({
  A: { ...state, Catch: [{ ErrorEquals: [name], Next: "B", Output: "caught" }] },
  B: { Type: "Succeed" },
});

section(
  "Developer guide, quotas: input or result of a task, state or execution: 256 KiB; https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions",
  [
    { rule: "256 KiB of input and output", states: { A: { Type: "Pass" } }, input: largest, output: largest },
    {
      rule: "a byte more of output",
      states: { A: pass("{% $states.input & 'x' %}") },
      input: largest,
      error: tooLarge,
      cause:
        /^The state\/task 'A' returned a result with a size exceeding the maximum number of bytes service limit\.$/,
    },
    { rule: "bytes count, not characters", states: { A: pass("{% $pad('', 90000, '案') %}") }, error: tooLarge },
    {
      rule: "characters of three bytes, just within",
      states: { A: pass("{% $pad('', 87380, '案') %}", {}), B: pass("{% $length($states.input) %}") },
      output: 87_380,
    },
    { rule: "the marks of JSON count", states: { A: pass(["{% $states.input %}"]) }, input: largest, error: tooLarge },
    {
      rule: "a result of a task",
      states: { A: task("grow", 256 * KiB - 2, { Output: 1 }) },
      error: tooLarge,
      cause:
        /^The state\/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit\.$/,
    },
    {
      rule: "a result of a task that Output would make small",
      states: { A: task("grow", 300 * KiB, { Output: "small" }) },
      error: tooLarge,
    },
    {
      rule: "a result of a plain function",
      states: { A: { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:123456789012:function:big" } },
      functions: { "arn:aws:lambda:eu-west-1:123456789012:function:big": () => "x".repeat(300 * KiB) },
      error: tooLarge,
      cause: /^The state\/task 'arn:aws:lambda:eu-west-1:123456789012:function:big' returned a result/,
    },
    {
      rule: "Arguments of a task",
      states: { A: task("echo", ["{% $states.input %}"]) },
      input: largest,
      error: tooLarge,
      calledAt: [],
    },
    {
      rule: "an Output of a Task",
      states: { A: task("echo", 1, { Output: ["{% $states.input %}"] }) },
      input: largest,
      error: tooLarge,
    },
    {
      rule: "an Output of a Choice",
      states: {
        A: { Type: "Choice", Choices: [{ Condition: true, Next: "B", Output: ["{% $states.input %}"] }] },
        B: { Type: "Succeed" },
      },
      input: largest,
      error: tooLarge,
    },
    {
      rule: "an Output of a Wait",
      states: { A: { Type: "Wait", Seconds: 0, Output: ["{% $states.input %}"] } },
      input: largest,
      error: tooLarge,
    },
    {
      rule: "an Output of a Succeed",
      states: { A: { Type: "Succeed", Output: ["{% $states.input %}"] } },
      input: largest,
      error: tooLarge,
    },
    {
      rule: "the outputs of a Parallel together",
      states: { P: { Type: "Parallel", Branches: [flow({ A: { Type: "Pass" } }), flow({ B: { Type: "Pass" } })] } },
      input: "x".repeat(140 * KiB),
      error: tooLarge,
    },
    {
      rule: "the outputs of a Parallel that its Output makes small",
      states: {
        P: {
          Type: "Parallel",
          Branches: [flow({ A: { Type: "Pass" } }), flow({ B: { Type: "Pass" } })],
          Output: "{% $count($states.result) %}",
        },
      },
      input: "x".repeat(140 * KiB),
      output: 2,
    },
    {
      rule: "the outputs of a Map together",
      states: { M: { Type: "Map", Items: [1, 2, 3], ItemProcessor: flow({ A: pass("{% $pad('', 100000, 'x') %}") }) } },
      error: tooLarge,
    },
    {
      rule: "an answer to a token, through Output",
      states: { A: waiting({ Output: ["{% $states.result %}", "{% $states.result %}"] }) },
      during: async (cloud) => {
        await cloud.seconds(1);
        const [sent] = cloud.calls;
        await cloud.call("SendTaskSuccess", {
          taskToken: String((sent?.input as JsonObject | undefined)?.MessageBody),
          output: JSON.stringify("x".repeat(200 * KiB)),
        });
        await cloud.clock.idle();
      },
      error: tooLarge,
    },
  ],
);

section(
  "Developer guide, States.DataLimitExceeded: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation",
  [
    { rule: "States.ALL does not catch it", states: caught("States.ALL", task("grow", 300 * KiB)), error: tooLarge },
    {
      rule: "States.TaskFailed does not catch it",
      states: caught("States.TaskFailed", task("grow", 300 * KiB)),
      error: tooLarge,
    },
    { rule: "its own name catches it", states: caught(tooLarge, task("grow", 300 * KiB)), output: "caught" },
    {
      rule: "its own name catches Arguments that are too large",
      states: caught(tooLarge, task("echo", ["{% $states.input %}"])),
      input: largest,
      output: "caught",
    },
    {
      rule: "its own name catches a Parallel's outputs",
      states: caught(tooLarge, {
        Type: "Parallel",
        Branches: [flow({ X: { Type: "Pass" } }), flow({ Y: { Type: "Pass" } })],
      }),
      input: "x".repeat(140 * KiB),
      output: "caught",
    },
    {
      rule: "States.ALL does not retry it",
      states: { A: task("grow", 300 * KiB, { Retry: [{ ErrorEquals: ["States.ALL"] }] }) },
      error: tooLarge,
      calledAt: [0],
    },
    {
      rule: "its own name retries it",
      states: { A: task("grow", 300 * KiB, { Retry: [{ ErrorEquals: [tooLarge], MaxAttempts: 1 }] }) },
      error: tooLarge,
      calledAt: [0, 1],
    },
  ],
);

const chunk = (KiBs: number) => `{% $pad('', ${KiBs * KiB}, 'x') %}`;
/** Assigns so many variables of 250 KiB, one a state. */
const many = (count: number): JsonObject =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`S${index}`, { Type: "Pass", Assign: { [`v${index}`]: chunk(250) } }]),
  );

section(
  "Developer guide, variable limits: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-limits",
  [
    {
      rule: "a variable of 256 KiB",
      states: { A: { Type: "Pass", Assign: { v: "{% $states.input %}" }, Output: 1 } },
      input: largest,
      output: 1,
    },
    {
      rule: "a variable of a byte more",
      states: { A: { Type: "Pass", Assign: { v: "{% $states.input & 'x' %}" } } },
      input: largest,
      error: tooLarge,
    },
    {
      rule: "256 KiB in one Assign, all variables together",
      states: { A: { Type: "Pass", Assign: { v: chunk(100), w: chunk(100) }, Output: 1 } },
      output: 1,
    },
    {
      rule: "more than 256 KiB in one Assign, all variables together",
      states: { A: { Type: "Pass", Assign: { v: chunk(150), w: chunk(150) } } },
      error: tooLarge,
    },
    { rule: "ten MiB of variables", states: { ...many(40), End: pass(1) }, output: 1 },
    { rule: "more than ten MiB of variables", states: { ...many(42), End: pass(1) }, error: tooLarge },
    {
      rule: "a variable that is assigned again counts once",
      states: {
        Begin: { Type: "Pass", Assign: { n: 0 } },
        Again: { Type: "Pass", Assign: { v: chunk(250), n: "{% $n + 1 %}" } },
        Enough: { Type: "Choice", Choices: [{ Condition: "{% $n < 60 %}", Next: "Again" }], Default: "End" },
        End: pass("{% $n %}"),
      },
      output: 60,
    },
  ],
);

test("an execution of 25,000 events fails: States.Runtime, which nothing catches", async () => {
  const cloud = createCloud();
  const round = flow({
    Begin: { Type: "Pass" },
    Enough: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }], Default: "Begin" },
    End: { Type: "Succeed" },
  });
  cloud.define(
    flow({
      P: {
        Type: "Parallel",
        Branches: [round],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
        Retry: [{ ErrorEquals: ["States.ALL"] }],
      },
      Caught: { Type: "Pass" },
    }),
  );
  const executionArn = await cloud.start();
  await cloud.clock.idle();
  expect(await cloud.describe(executionArn)).toMatchObject({
    ...{ status: "FAILED", error: "States.Runtime" },
    cause: "The execution reached the maximum number of history events (25000).",
  });
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
  expect(events).toMatchObject([{ id: 25_000, type: "ExecutionFailed" }]);
});

test("an execution that needs exactly 25,000 events succeeds", async () => {
  const cloud = createCloud();
  // Four events a round, less two in the last; two each for Begin and Last, one each for start and end of it all.
  const rounds = (25_000 - 4) / 4;
  cloud.define(
    flow({
      Begin: { Type: "Pass", Assign: { n: 1 } },
      Enough: { Type: "Choice", Choices: [{ Condition: `{% $n < ${rounds} %}`, Next: "Count" }], Default: "Last" },
      Count: { Type: "Pass", Assign: { n: "{% $n + 1 %}" }, Next: "Enough" },
      Last: { Type: "Pass" },
    }),
  );
  const executionArn = await cloud.start();
  await cloud.clock.idle();
  const { status } = await cloud.describe(executionArn);
  const { events } = await cloud.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
  expect([status, (events as JsonObject[])[0]?.id]).toEqual(["SUCCEEDED", 25_000]);
});

const inputs: [rule: string, input: Json, code: string | undefined][] = [
  ["256 KiB of input", largest, undefined],
  ["a byte more of input", `${largest}x`, "ValidationException"],
  ["bytes count here too", "案".repeat(90_000), "ValidationException"],
];

test.each(inputs)("StartExecution: %s", async (_, input, code) => {
  const cloud = createCloud();
  cloud.define(flow({ A: { Type: "Pass" } }));
  if (code === undefined) expect(await cloud.start(input)).toContain("execution");
  else await expect(cloud.start(input)).rejects.toMatchObject({ code });
});

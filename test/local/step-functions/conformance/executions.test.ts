import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud, machineArn, start } from "../harness.ts";
import { flow, pass, task } from "./cases.ts";

const waiting = flow({ Wait: { Type: "Wait", Seconds: 100 } });
const arnOf = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:tried:${name}`;
const request = (name: string, input = "{}"): JsonObject => ({ stateMachineArn: machineArn, name, input });

function cloudOf(machine: JsonObject = waiting, options: Parameters<typeof createCloud>[0] = {}) {
  const cloud = createCloud(options);
  cloud.define(machine);
  return cloud;
}

describe("API reference, DescribeExecution: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html", () => {
  const described = async (machine: JsonObject, seconds = 200, input: Json = {}) => {
    const cloud = cloudOf(machine);
    await cloud.start(input, "n");
    await cloud.seconds(seconds);
    return cloud.describe(arnOf("n"));
  };
  const common = {
    executionArn: arnOf("n"),
    stateMachineArn: machineArn,
    name: "n",
    startDate: start / 1000,
    redriveCount: 0,
  };

  test("running: no stopDate, no output", async () => {
    const running = await described(waiting, 5, { a: 1 });
    expect(running).toMatchObject({
      ...common,
      status: "RUNNING",
      input: '{"a":1}',
      inputDetails: { included: true },
      redriveStatus: "NOT_REDRIVABLE",
    });
    for (const member of ["stopDate", "output", "error", "cause"]) expect(running).not.toHaveProperty(member);
  });

  test("succeeded: output", async () => {
    const ended = await described(flow({ A: { Type: "Wait", Seconds: 5, Output: { b: 2 } } }));
    expect(ended).toMatchObject({
      ...common,
      status: "SUCCEEDED",
      stopDate: start / 1000 + 5,
      output: '{"b":2}',
      outputDetails: { included: true },
    });
  });

  test("failed: error and cause, no output", async () => {
    const failed = await described(flow({ A: { Type: "Fail", Error: "E", Cause: "c" } }));
    expect(failed).toMatchObject({ ...common, status: "FAILED", stopDate: start / 1000, error: "E", cause: "c" });
    expect(failed).not.toHaveProperty("output");
  });

  test("timed out: neither error nor cause", async () => {
    const late = await described({ TimeoutSeconds: 60, ...waiting });
    expect(late).toMatchObject({ ...common, status: "TIMED_OUT", stopDate: start / 1000 + 60 });
    for (const member of ["error", "cause", "output"]) expect(late).not.toHaveProperty(member);
  });

  test("an execution keeps the definition it began with", async () => {
    const cloud = cloudOf();
    await cloud.start({}, "n");
    cloud.define(flow({ A: pass("new") }));
    const own = await cloud.call("DescribeStateMachineForExecution", { executionArn: arnOf("n") });
    expect(String(own.definition)).toContain('"Seconds":100');
    const current = await cloud.call("DescribeStateMachine", { stateMachineArn: machineArn });
    expect(current).toMatchObject({
      stateMachineArn: machineArn,
      name: "tried",
      status: "ACTIVE",
      type: "STANDARD",
      creationDate: start / 1000,
    });
    expect(String(current.definition)).toContain('"new"');
    await cloud.seconds(100);
    expect(await cloud.describe(arnOf("n"))).toMatchObject({ status: "SUCCEEDED", output: "{}" });
  });
});

describe("API reference, StopExecution: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html", () => {
  test("it answers when it was stopped, and the execution does nothing more", async () => {
    const cloud = cloudOf(flow({ W: { Type: "Wait", Seconds: 100 }, A: task("echo") }));
    await cloud.start({}, "n");
    await cloud.seconds(10);
    expect(await cloud.call("StopExecution", { executionArn: arnOf("n") })).toEqual({ stopDate: start / 1000 + 10 });
    await cloud.seconds(1000);
    expect(cloud.calls).toEqual([]);
    expect(await cloud.describe(arnOf("n"))).toMatchObject({ status: "ABORTED", stopDate: start / 1000 + 10 });
  });

  test("error and cause are told", async () => {
    const cloud = cloudOf();
    await cloud.start({}, "n");
    await cloud.call("StopExecution", { executionArn: arnOf("n"), error: "Moved", cause: "epoch 2" });
    expect(await cloud.describe(arnOf("n"))).toMatchObject({ status: "ABORTED", error: "Moved", cause: "epoch 2" });
  });

  test("stopping again changes nothing", async () => {
    const cloud = cloudOf();
    await cloud.start({}, "n");
    const first = await cloud.call("StopExecution", { executionArn: arnOf("n") });
    await cloud.seconds(5);
    expect(await cloud.call("StopExecution", { executionArn: arnOf("n"), error: "Late" })).toEqual(first);
    expect(await cloud.describe(arnOf("n"))).not.toHaveProperty("error");
  });

  test("stopping what has succeeded changes nothing", async () => {
    const cloud = cloudOf();
    await cloud.start({}, "n");
    await cloud.seconds(100);
    await cloud.call("StopExecution", { executionArn: arnOf("n") });
    expect(await cloud.describe(arnOf("n"))).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("API reference, ListExecutions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html", () => {
  async function five() {
    const cloud = cloudOf(flow({ W: { Type: "Wait", Seconds: "{% $states.input %}" } }));
    for (const [index, seconds] of [1000, 1, 1000, 1, 1000].entries()) await cloud.start(seconds, `n${index}`);
    await cloud.seconds(10);
    return cloud;
  }
  const lists: [rule: string, more: JsonObject, pages: string[][]][] = [
    ["newest first", {}, [["n4", "n3", "n2", "n1", "n0"]]],
    ["by status: running", { statusFilter: "RUNNING" }, [["n4", "n2", "n0"]]],
    ["by status: succeeded", { statusFilter: "SUCCEEDED" }, [["n3", "n1"]]],
    ["by status: none failed", { statusFilter: "FAILED" }, [[]]],
    ["by status: none to be redriven", { statusFilter: "PENDING_REDRIVE" }, [[]]],
    ["in pages", { maxResults: 2 }, [["n4", "n3"], ["n2", "n1"], ["n0"]]],
    ["in pages by status", { maxResults: 2, statusFilter: "RUNNING" }, [["n4", "n2"], ["n0"]]],
  ];
  test.each(lists)("%s", async (_, more, pages) => {
    const cloud = await five();
    const read: string[][] = [];
    for (let next: JsonObject | undefined = { stateMachineArn: machineArn, ...more }; next !== undefined; ) {
      const page: JsonObject = await cloud.call("ListExecutions", next);
      read.push((page.executions as JsonObject[]).map(({ name }) => String(name)));
      next =
        page.nextToken === undefined ? undefined : { stateMachineArn: machineArn, ...more, nextToken: page.nextToken };
    }
    expect(read).toEqual(pages);
  });

  test("what starts between two pages does not shift them", async () => {
    const cloud = await five();
    const first = await cloud.call("ListExecutions", { stateMachineArn: machineArn, maxResults: 2 });
    await cloud.start(1000, "n5");
    const second = await cloud.call("ListExecutions", {
      stateMachineArn: machineArn,
      maxResults: 2,
      nextToken: first.nextToken ?? "",
    });
    expect((second.executions as JsonObject[]).map(({ name }) => name)).toEqual(["n2", "n1"]);
  });

  test("an item tells ARNs, name, status and dates", async () => {
    const { executions } = await (await five()).call("ListExecutions", {
      stateMachineArn: machineArn,
      statusFilter: "SUCCEEDED",
      maxResults: 1,
    });
    expect(executions).toEqual([
      {
        executionArn: arnOf("n3"),
        stateMachineArn: machineArn,
        name: "n3",
        status: "SUCCEEDED",
        startDate: start / 1000,
        stopDate: start / 1000 + 1,
        redriveCount: 0,
      },
    ]);
  });
});

const none = arnOf("none");
const errors: [action: string, request: JsonObject, code: string][] = [
  ["StartExecution", {}, "ValidationException"],
  ["StartExecution", { stateMachineArn: `${machineArn}-not` }, "StateMachineDoesNotExist"],
  ["StartExecution", { stateMachineArn: none }, "InvalidArn"],
  ["StartExecution", { stateMachineArn: "tried" }, "InvalidArn"],
  ["StartExecution", { stateMachineArn: machineArn, input: 5 }, "ValidationException"],
  ["StartExecution", request("a", `"${"x".repeat(256 * 1024)}"`), "ValidationException"],
  ["DescribeStateMachine", { stateMachineArn: `${machineArn}-not` }, "StateMachineDoesNotExist"],
  ["DescribeStateMachineForExecution", { executionArn: none }, "ExecutionDoesNotExist"],
  ["DescribeExecution", {}, "ValidationException"],
  ["DescribeExecution", { executionArn: none }, "ExecutionDoesNotExist"],
  ["DescribeExecution", { executionArn: machineArn }, "InvalidArn"],
  ["DescribeExecution", { executionArn: "n" }, "InvalidArn"],
  ["StopExecution", { executionArn: none }, "ExecutionDoesNotExist"],
  ["StopExecution", { executionArn: "x" }, "InvalidArn"],
  ["StopExecution", { executionArn: arnOf("n"), error: "x".repeat(257) }, "ValidationException"],
  ["StopExecution", { executionArn: arnOf("n"), cause: "x".repeat(32_769) }, "ValidationException"],
  ["GetExecutionHistory", { executionArn: none }, "ExecutionDoesNotExist"],
  ["GetExecutionHistory", { executionArn: arnOf("n"), maxResults: 1001 }, "ValidationException"],
  ["GetExecutionHistory", { executionArn: arnOf("n"), maxResults: -1 }, "ValidationException"],
  ["GetExecutionHistory", { executionArn: arnOf("n"), maxResults: 1.5 }, "ValidationException"],
  ["GetExecutionHistory", { executionArn: arnOf("n"), nextToken: "x" }, "InvalidToken"],
  ["ListExecutions", { stateMachineArn: `${machineArn}-not` }, "StateMachineDoesNotExist"],
  ["ListExecutions", { stateMachineArn: machineArn, nextToken: "x" }, "InvalidToken"],
  ["ListExecutions", { stateMachineArn: machineArn, maxResults: 1001 }, "ValidationException"],
  ["ListExecutions", { stateMachineArn: machineArn, statusFilter: "DONE" }, "ValidationException"],
  ["RedriveExecution", { executionArn: arnOf("n") }, "ExecutionNotRedrivable"],
  ["StartSyncExecution", {}, "UnknownOperationException"],
];

describe("API reference, errors of actions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html", () => {
  test.each(errors)("%s with %j answers %s", async (action, given, code) => {
    const cloud = cloudOf();
    await cloud.start({}, "n");
    await expect(cloud.call(action, given)).rejects.toMatchObject({ code });
    expect(await cloud.describe(arnOf("n"))).toMatchObject({ status: "RUNNING" });
  });
});

describe("Developer guide, status changes in EventBridge: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html", () => {
  const common = { executionArn: arnOf("n"), stateMachineArn: machineArn, name: "n", startDate: start };
  const ways: [status: string, machine: JsonObject, last: JsonObject][] = [
    [
      "SUCCEEDED",
      flow({ A: { Type: "Wait", Seconds: 5, Output: [2] } }),
      { stopDate: start + 5000, output: "[2]", outputDetails: { included: true }, error: null, cause: null },
    ],
    [
      "FAILED",
      flow({ A: { Type: "Fail", Error: "E", Cause: "c" } }),
      { stopDate: start, output: null, error: "E", cause: "c" },
    ],
    ["TIMED_OUT", { TimeoutSeconds: 60, ...waiting }, { stopDate: start + 60_000, output: null, error: null }],
  ];
  test.each(ways)("an execution that ends as %s is told twice", async (status, machine, last) => {
    const cloud = cloudOf(machine);
    await cloud.start([1], "n");
    await cloud.seconds(200);
    expect(cloud.statusChanges).toMatchObject([
      { ...common, status: "RUNNING", stopDate: null, input: "[1]", inputDetails: { included: true }, output: null },
      { ...common, status, input: "[1]", ...last },
    ]);
    expect(cloud.statusChanges).toHaveLength(2);
  });

  test("a stopped one too", async () => {
    const cloud = cloudOf();
    await cloud.start([1], "n");
    await cloud.call("StopExecution", { executionArn: arnOf("n"), error: "Moved" });
    await cloud.clock.idle();
    expect(cloud.statusChanges.map(({ status, error }) => [status, error])).toEqual([
      ["RUNNING", null],
      ["ABORTED", "Moved"],
    ]);
  });
});

describe("Pricing, state transitions: https://aws.amazon.com/step-functions/pricing/", () => {
  test("every state entered is counted, and every retry", async () => {
    const cloud = cloudOf(
      flow({
        A: pass(1),
        B: task("nobody", 1, {
          Retry: [{ ErrorEquals: ["NoHandler"], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ["NoHandler"], Next: "C" }],
        }),
        C: { Type: "Succeed" },
      }),
    );
    await cloud.start();
    await cloud.seconds(100);
    expect(cloud.transitions).toEqual(["A", "B", "B", "B", "C"]);
  });

  test("the states inside a Map are counted for each item", async () => {
    const cloud = cloudOf(flow({ M: { Type: "Map", MaxConcurrency: 1, ItemProcessor: flow({ A: pass(1) }) } }));
    await cloud.start([1, 2]);
    await cloud.seconds(1);
    expect(cloud.transitions).toEqual(["M", "A", "A"]);
  });
});

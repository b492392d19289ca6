import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../local/aws.ts";
import { createCloud, machineArn, only, outcomeOf, start } from "./harness.ts";

const day = 24 * 60 * 60;
const waiting = only({ Type: "Wait", Seconds: 100 });

function request(name: string, input = "{}"): JsonObject {
  return { stateMachineArn: machineArn, name, input };
}

test("a started execution answers its ARN and when it began, in seconds", async () => {
  const cloud = createCloud();
  cloud.define(waiting);
  expect(await cloud.call("StartExecution", request("C1-1"))).toEqual({
    executionArn: "arn:aws:states:eu-west-1:123456789012:execution:tried:C1-1",
    startDate: start / 1000,
  });
});

test("a running name answers the same for the same input, and exists for another", async () => {
  const cloud = createCloud();
  cloud.define(waiting);
  const first = await cloud.call("StartExecution", request("C1-1", '{"a":1}'));
  await cloud.seconds(5);
  expect(await cloud.call("StartExecution", request("C1-1", '{ "a": 1 }'))).toEqual(first);
  await expect(cloud.call("StartExecution", request("C1-1", "{}"))).rejects.toMatchObject({
    code: "ExecutionAlreadyExists",
  });
});

test("the name of an ended execution stays taken for 90 days, even when its history is dropped", async () => {
  const cloud = createCloud({ executionsKept: 1 });
  cloud.define(waiting);
  await cloud.start({}, "C1-1");
  await cloud.start({}, "C2-1");
  await cloud.seconds(100 + 90 * day - 1);
  await expect(cloud.start({}, "C1-1")).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
  await expect(cloud.describe("arn:aws:states:eu-west-1:123456789012:execution:tried:C1-1")).rejects.toMatchObject({
    code: "ExecutionDoesNotExist",
  });
  await cloud.seconds(1);
  expect(await cloud.describe(await cloud.start({}, "C1-1"))).toMatchObject({ status: "RUNNING" });
});

test.each(["a b", "a/b", "a*", "a#", "x".repeat(81), "a\u0001"])("%j is no name for an execution", async (name) => {
  const cloud = createCloud();
  cloud.define(waiting);
  await expect(cloud.start({}, name)).rejects.toThrow();
  expect(await cloud.call("ListExecutions", { stateMachineArn: machineArn })).toEqual({ executions: [] });
});

test("executions are listed newest first, by status, in pages", async () => {
  const cloud = createCloud();
  cloud.define(only({ Type: "Wait", Seconds: "{% $states.input %}" }));
  for (const [index, seconds] of [1000, 1, 1000, 1, 1000].entries()) await cloud.start(seconds, `n${index}`);
  await cloud.seconds(10);
  const list = async (more: JsonObject) => {
    const { executions, nextToken } = await cloud.call("ListExecutions", { stateMachineArn: machineArn, ...more });
    return [(executions as JsonObject[]).map(({ name }) => name), nextToken];
  };
  expect(await list({})).toEqual([["n4", "n3", "n2", "n1", "n0"], undefined]);
  expect(await list({ statusFilter: "SUCCEEDED" })).toEqual([["n3", "n1"], undefined]);
  const [first, nextToken] = await list({ statusFilter: "RUNNING", maxResults: 2 });
  expect(first).toEqual(["n4", "n2"]);
  expect(await list({ statusFilter: "RUNNING", maxResults: 2, nextToken: nextToken as Json })).toEqual([
    ["n0"],
    undefined,
  ]);
});

test("a stopped execution does nothing more, and stopping it again changes nothing", async () => {
  const cloud = createCloud();
  cloud.define(waiting);
  const execution = await cloud.start();
  await cloud.seconds(10);
  const stopped = await cloud.call("StopExecution", { executionArn: execution });
  expect(stopped).toEqual({ stopDate: start / 1000 + 10 });
  await cloud.seconds(1000);
  expect(await cloud.call("StopExecution", { executionArn: execution, error: "Late" })).toEqual(stopped);
  const described = await cloud.describe(execution);
  expect(described).toMatchObject({ status: "ABORTED", stopDate: start / 1000 + 10 });
  expect(described).not.toHaveProperty("error");
});

test("an execution that takes longer than its machine allows is timed out, and tells no error", async () => {
  const { cloud, executionArn } = await outcomeOf({ ...waiting, TimeoutSeconds: 60 });
  const described = await cloud.describe(executionArn);
  expect(described).toMatchObject({ status: "TIMED_OUT", stopDate: start / 1000 + 60 });
  expect(described).not.toHaveProperty("error");
  expect((await cloud.events(executionArn)).slice(2)).toMatchObject([
    { type: "WaitStateAborted" },
    { type: "ExecutionTimedOut", executionTimedOutEventDetails: { error: "States.Timeout" } },
  ]);
});

test("status changes are told as EventBridge tells them", async () => {
  const { cloud, executionArn } = await outcomeOf(only({ Type: "Wait", Seconds: 5, Output: [2] }), [1]);
  const common = { executionArn, stateMachineArn: machineArn, name: executionArn.split(":").at(-1), startDate: start };
  expect(cloud.statusChanges).toMatchObject([
    { ...common, status: "RUNNING", stopDate: null, input: "[1]", inputDetails: { included: true }, output: null },
    { ...common, status: "SUCCEEDED", stopDate: start + 5000, output: "[2]", outputDetails: { included: true } },
  ]);
  const failed = await outcomeOf(only({ Type: "Fail", Error: "A", Cause: "b" }));
  expect(failed.cloud.statusChanges[1]).toMatchObject({ status: "FAILED", error: "A", cause: "b", output: null });
});

test("every state entered is counted", async () => {
  const States: JsonObject = {
    A: { Type: "Pass", Next: "B" },
    B: { Type: "Wait", Seconds: 1, Next: "C" },
    C: { Type: "Succeed" },
  };
  const { cloud } = await outcomeOf({ StartAt: "A", States });
  expect(cloud.transitions).toEqual(["A", "B", "C"]);
});

test("a machine is described with its definition; an execution keeps the one it began with", async () => {
  const cloud = createCloud();
  cloud.define(waiting);
  const execution = await cloud.start();
  cloud.define(only({ Type: "Pass", Output: "new" }));
  const described = await cloud.call("DescribeStateMachine", { stateMachineArn: machineArn });
  expect(described).toMatchObject({ name: "tried", status: "ACTIVE", type: "STANDARD" });
  expect(String(described.definition)).toContain('"new"');
  const own = await cloud.call("DescribeStateMachineForExecution", { executionArn: execution });
  expect(String(own.definition)).toContain('"Seconds":100');
  await cloud.seconds(100);
  expect(await cloud.describe(execution)).toMatchObject({ status: "SUCCEEDED", output: "{}" });
});

const none = "arn:aws:states:eu-west-1:123456789012:execution:tried:none";
const errors: [action: string, request: JsonObject, code: string][] = [
  ["StartExecution", { stateMachineArn: `${machineArn}-not` }, "StateMachineDoesNotExist"],
  ["StartExecution", { stateMachineArn: none }, "InvalidArn"],
  ["StartExecution", { stateMachineArn: "tried" }, "InvalidArn"],
  ["StartExecution", request("a", "{"), "InvalidExecutionInput"],
  ["StartExecution", request("a", `"${"x".repeat(256 * 1024)}"`), "ValidationException"],
  ["DescribeExecution", { executionArn: none }, "ExecutionDoesNotExist"],
  ["StopExecution", { executionArn: none }, "ExecutionDoesNotExist"],
  ["GetExecutionHistory", { executionArn: none }, "ExecutionDoesNotExist"],
  ["ListExecutions", { stateMachineArn: machineArn, nextToken: "x" }, "InvalidToken"],
  ["ListExecutions", { stateMachineArn: machineArn, maxResults: 1001 }, "ValidationException"],
  ["SendTaskSuccess", { taskToken: "x", output: "{" }, "InvalidOutput"],
  ["SendTaskSuccess", { taskToken: "x", output: "{}" }, "InvalidToken"],
  ["SendTaskFailure", { output: "{}" }, "ValidationException"],
  ["StartSyncExecution", {}, "UnknownOperationException"],
];

test.each(errors)("%s with %j answers %s", async (action, given, code) => {
  const cloud = createCloud();
  cloud.define(waiting);
  await expect(cloud.call(action, given)).rejects.toMatchObject({ code });
});

test("nothing is redriven here", async () => {
  const { cloud, executionArn } = await outcomeOf(only({ Type: "Fail", Error: "A" }));
  await expect(cloud.call("RedriveExecution", { executionArn })).rejects.toMatchObject({
    code: "ExecutionNotRedrivable",
  });
});

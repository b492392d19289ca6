import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../local/aws.ts";
import { createCloud, machineArn, start } from "../harness.ts";
import { flow } from "./cases.ts";

const day = 24 * 60 * 60;
const waiting = flow({ Wait: { Type: "Wait", Seconds: 100 } });
const arnOf = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:tried:${name}`;
const request = (name: string, input = "{}"): JsonObject => ({ stateMachineArn: machineArn, name, input });

function cloudOf(machine: JsonObject = waiting, options: Parameters<typeof createCloud>[0] = {}) {
  const cloud = createCloud(options);
  cloud.define(machine);
  return cloud;
}

describe("API reference, StartExecution: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html", () => {
  test("it answers the ARN and when it began, in seconds", async () => {
    expect(await cloudOf().call("StartExecution", request("C1-1"))).toEqual({
      executionArn: arnOf("C1-1"),
      startDate: start / 1000,
    });
  });

  test("without a name it gets one that is unique", async () => {
    const cloud = cloudOf();
    const arns = [await cloud.start(), await cloud.start(), await cloud.start()];
    expect(new Set(arns).size).toBe(3);
    expect(arns[0]).toMatch(/:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("without an input it gets {}", async () => {
    const cloud = cloudOf();
    await cloud.call("StartExecution", { stateMachineArn: machineArn, name: "a" });
    expect(await cloud.describe(arnOf("a"))).toMatchObject({ input: "{}" });
  });

  const good = ["a", "x".repeat(80), "C1-1", "a_b", "a.b", "a+b", "a=b", "a@b", "a!b", "(a)", "a'b", "案件-1", "é"];
  test.each(good)("%j is a name", async (name) => {
    expect(await cloudOf().call("StartExecution", request(name))).toMatchObject({ executionArn: arnOf(name) });
  });

  const bad: [name: string, code: string][] = [
    ...["", "x".repeat(81)].map((name): [string, string] => [name, "ValidationException"]),
    ...[...' \t\n<>{}[]?*"#%\\^|~`$&,;:/'].map((sign): [string, string] => [`a${sign}b`, "InvalidName"]),
    ...["\u0000", "\u001f", "\u007f", "\u009f", "\uffff", "\ufffe", "😀"].map((sign): [string, string] => [
      `a${sign}`,
      "InvalidName",
    ]),
  ];
  test.each(bad)("%j is no name: %s", async (name, code) => {
    const cloud = cloudOf();
    await expect(cloud.call("StartExecution", request(name))).rejects.toMatchObject({ code });
    expect(await cloud.call("ListExecutions", { stateMachineArn: machineArn })).toEqual({ executions: [] });
  });

  const inputs: [input: string, taken: boolean][] = [
    ["{}", true],
    ["[]", true],
    ["3", true],
    ['"text"', true],
    ["null", true],
    ["true", true],
    [' { "a" : 1 } ', true],
    ["", false],
    ["{", false],
    ["not json", false],
    ["{'a': 1}", false],
    ["{a: 1}", false],
    ["{} {}", false],
  ];
  test.each(inputs)("input %j: taken %s", async (input, taken) => {
    const started = cloudOf().call("StartExecution", request("a", input));
    if (taken) expect(await started).toMatchObject({ executionArn: arnOf("a") });
    else await expect(started).rejects.toMatchObject({ code: "InvalidExecutionInput" });
  });

  const idempotent: [rule: string, wait: number, input: string, outcome: "same" | "exists" | "new"][] = [
    ["a running name with the same input is the same execution", 5, '{"a":1}', "same"],
    ["a running name with another input exists", 5, '{"a":2}', "exists"],
    ["an ended name with the same input exists", 200, '{"a":1}', "exists"],
    ["an ended name with another input exists", 200, '{"a":2}', "exists"],
    ["a name stays taken for 90 days after its end", 100 + 90 * day - 1, '{"a":1}', "exists"],
    ["after 90 days a name is free", 100 + 90 * day, '{"a":1}', "new"],
  ];
  test.each(idempotent)("%s", async (_, wait, input, outcome) => {
    const cloud = cloudOf();
    const first = await cloud.call("StartExecution", request("n", '{"a":1}'));
    await cloud.seconds(wait);
    const second = cloud.call("StartExecution", request("n", input));
    if (outcome === "exists") {
      await expect(second).rejects.toMatchObject({
        code: "ExecutionAlreadyExists",
        message: `Execution Already Exists: '${arnOf("n")}'`,
      });
    } else if (outcome === "same") expect(await second).toEqual(first);
    else expect(await second).toEqual({ ...first, startDate: start / 1000 + wait });
  });

  test.each(["stopped", "failed", "timed out"])("the name of an execution that was %s is taken too", async (how) => {
    const machine = how === "failed" ? flow({ A: { Type: "Fail", Error: "E" } }) : { TimeoutSeconds: 50, ...waiting };
    const cloud = cloudOf(machine);
    await cloud.start({}, "n");
    if (how === "stopped") await cloud.call("StopExecution", { executionArn: arnOf("n") });
    await cloud.seconds(60);
    await expect(cloud.start({}, "n")).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
  });

  test("a name that is dropped from the list is taken all the same", async () => {
    const cloud = cloudOf(waiting, { executionsKept: 1 });
    await cloud.start({}, "C1-1");
    await cloud.start({}, "C2-1");
    await cloud.seconds(101);
    await expect(cloud.describe(arnOf("C1-1"))).rejects.toMatchObject({ code: "ExecutionDoesNotExist" });
    await expect(cloud.start({}, "C1-1")).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
  });

  test("two machines have names of their own", async () => {
    const cloud = cloudOf();
    const other = "arn:aws:states:eu-west-1:123456789012:stateMachine:other";
    cloud.stepFunctions.defineMachine({
      name: "other",
      arn: other,
      principal: "Other",
      definition: { QueryLanguage: "JSONata", ...waiting },
    });
    await cloud.start({}, "n");
    expect(await cloud.call("StartExecution", { stateMachineArn: other, name: "n" })).toMatchObject({
      executionArn: "arn:aws:states:eu-west-1:123456789012:execution:other:n",
    });
  });
});

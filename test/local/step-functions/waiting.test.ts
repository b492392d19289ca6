import { expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../../local/aws.ts";
import { createCloud } from "./harness.ts";

const waiting: JsonObject = {
  StartAt: "Reload",
  States: {
    Reload: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "load", Payload: { caseId: "{% $states.context.Execution.Input.caseId %}" } },
      Assign: {
        caseId: "{% $states.context.Execution.Input.caseId %}",
        turn: "{% $states.result.Payload.turn %}",
        nextDueAt: "{% $states.result.Payload.nextDueAt %}",
      },
      Next: "Await resolution",
    },
    "Await resolution": {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken",
      Arguments: {
        TableName: "cases",
        Key: { pk: { S: "{% 'CASE#' & $caseId %}" }, sk: { S: "CASE" } },
        UpdateExpression: "SET waitToken = :t",
        ConditionExpression: "turn = :n",
        ExpressionAttributeValues: {
          ":t": { S: "{% $states.context.Task.Token %}" },
          ":n": { N: "{% $string($turn) %}" },
        },
      },
      TimeoutSeconds: "{% $max([1, $ceil(($toMillis($nextDueAt) - $millis()) / 1000)]) %}",
      Retry: [{ ErrorEquals: ["DynamoDb.TransactionConflictException"], IntervalSeconds: 1, MaxAttempts: 2 }],
      Catch: [
        { ErrorEquals: ["States.Timeout"], Next: "Apply due milestones" },
        { ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"], Next: "Reload" },
      ],
      Assign: { turn: "{% $states.result.turn %}" },
      Next: "Close",
    },
    "Apply due milestones": {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "apply", Payload: {} },
      Next: "Reload",
    },
    Close: { Type: "Succeed", Output: { turn: "{% $turn %}" } },
  },
};

/** A case with one row in a table that checks the condition as DynamoDB would. */
function caseOf({ turn = 3, milestones = ["2026-03-01T09:00:00.000Z", "2026-03-02T08:00:00.000Z"] } = {}) {
  const row = { turn, waitToken: "" };
  /** What the next loads see instead of the row: a case that moves on between load and wait. */
  const stale: number[] = [];
  const faults: string[] = [];
  const cloud = createCloud({
    functions: {
      load: () => ({ turn: stale.shift() ?? row.turn, nextDueAt: milestones[0] ?? "" }),
      apply: () => {
        milestones.shift();
        return {};
      },
    },
    services: {
      dynamodb: (_action, input) => {
        const fault = faults.shift();
        if (fault !== undefined) throw new AwsError(fault, "provoked");
        const values = input.ExpressionAttributeValues as Record<string, JsonObject>;
        if (Number(values[":n"]?.N) !== row.turn) {
          throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
        }
        row.waitToken = String(values[":t"]?.S);
        return {};
      },
    },
  });
  cloud.define(waiting);
  return { cloud, row, faults, stale };
}

test("a wait registers a token of 900 characters and holds nothing in flight", async () => {
  const { cloud, row } = caseOf();
  await cloud.start({ caseId: "C1" });
  await cloud.clock.idle();
  expect(row.waitToken).toHaveLength(900);
  expect(cloud.calls.at(-1)).toMatchObject({
    ...{ service: "dynamodb", action: "UpdateItem", principal: "TriedMachine" },
    input: { Key: { pk: { S: "CASE#C1" } }, ExpressionAttributeValues: { ":n": { N: "3" } } },
  });
  expect(cloud.clock.next()).toBe(Date.parse("2026-03-01T09:00:00.000Z"));
});

test("SendTaskSuccess wakes the wait with its output", async () => {
  const { cloud, row } = caseOf();
  const execution = await cloud.start({ caseId: "C1" });
  await cloud.seconds(60);
  await cloud.call("SendTaskSuccess", { taskToken: row.waitToken, output: '{"turn": 4}' });
  await cloud.clock.idle();
  expect(await cloud.describe(execution)).toMatchObject({ status: "SUCCEEDED", output: '{"turn":4}' });
  expect(cloud.clock.next()).toBeUndefined();
});

test("a token that has done its work is timed out, a foreign one unknown, a mangled one invalid", async () => {
  const { cloud, row } = caseOf();
  await cloud.start({ caseId: "C1" });
  await cloud.seconds(1);
  const send = (taskToken: string) => cloud.call("SendTaskSuccess", { taskToken, output: "{}" });
  await cloud.call("SendTaskSuccess", { taskToken: row.waitToken, output: '{"turn": 4}' });
  await expect(send(row.waitToken)).rejects.toMatchObject({ code: "TaskTimedOut" });
  const elsewhere = caseOf();
  await elsewhere.cloud.start({ caseId: "C1" });
  await elsewhere.cloud.clock.idle();
  await expect(send(elsewhere.row.waitToken)).rejects.toMatchObject({ code: "TaskDoesNotExist" });
  await expect(send("nonsense")).rejects.toMatchObject({ code: "InvalidToken" });
  await expect(send(`B${row.waitToken.slice(1)}`)).rejects.toMatchObject({ code: "InvalidToken" });
});

test("when the milestone comes first, the wait times out, applies it and waits for the next", async () => {
  const { cloud, row } = caseOf();
  const execution = await cloud.start({ caseId: "C1" });
  await cloud.seconds(1);
  const first = row.waitToken;
  await cloud.seconds(3600);
  expect(cloud.calls.map(({ action }) => action)).toEqual(["load", "UpdateItem", "apply", "load", "UpdateItem"]);
  expect(cloud.calls.at(2)?.at).toBe(3600);
  expect(row.waitToken).not.toBe(first);
  await expect(cloud.call("SendTaskSuccess", { taskToken: first, output: "{}" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
  expect((await cloud.events(execution)).map(({ type }) => type)).toContain("TaskTimedOut");
  expect(cloud.clock.next()).toBe(Date.parse("2026-03-02T08:00:00.000Z"));
});

test("when the case has moved on before the wait is registered, the condition fails and the case is reloaded", async () => {
  const { cloud, stale, row } = caseOf({ turn: 5 });
  stale.push(4);
  await cloud.start({ caseId: "C1" });
  await cloud.clock.idle();
  expect(cloud.calls.map(({ action }) => action)).toEqual(["load", "UpdateItem", "load", "UpdateItem"]);
  expect(row.waitToken).not.toBe("");
});

test("a conflict is retried with a new token; one that stays fails the execution", async () => {
  const { cloud, faults, row } = caseOf();
  faults.push("TransactionConflictException");
  await cloud.start({ caseId: "C1" });
  await cloud.seconds(1);
  expect(row.waitToken).toHaveLength(900);
  faults.push(...Array(3).fill("TransactionConflictException"));
  const failing = await cloud.start({ caseId: "C2" });
  await cloud.seconds(10);
  expect(await cloud.describe(failing)).toMatchObject({
    status: "FAILED",
    error: "DynamoDb.TransactionConflictException",
  });
});

test("a wake that comes before the registering call has returned is not lost", async () => {
  const early = createCloud({
    functions: { load: () => ({ turn: 1, nextDueAt: "2026-03-01T09:00:00Z" }) },
    services: {
      dynamodb: async (_action, input) => {
        const values = input.ExpressionAttributeValues as Record<string, JsonObject>;
        await early.call("SendTaskSuccess", { taskToken: values[":t"]?.S ?? "", output: '{"turn": 2}' });
        return {};
      },
    },
  });
  early.define(waiting);
  const execution = await early.start({ caseId: "C1" });
  await early.clock.idle();
  expect(await early.describe(execution)).toMatchObject({ status: "SUCCEEDED", output: '{"turn":2}' });
});

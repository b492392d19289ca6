import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../local/aws.ts";
import { dossierKey } from "../../shared/table/keys.ts";
import { type Cloud, createCloud, start } from "../local/step-functions/harness.ts";

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../state-machines/${name}.asl.json`, import.meta.url), "utf8").replace(
      /\$\{(\w+)\}/g,
      "$1",
    ),
  ) as JsonObject & { States: Record<string, JsonObject & { Retry?: { ErrorEquals: string[] }[]; Resource?: string }> };
const definition = read("sensitive-response");
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const position = {
  caseId: "01KJX4Q2Q0000000000000000A",
  version: 4,
  turn: 3,
  epoch: 1,
  stage: "working",
  nextDueAt: at(90_000),
};

/** The machine on stubs; its step answers as is given. */
function machine(
  step: () => JsonObject = () => ({ ...position, stage: "settled" }),
  updateItem: () => JsonObject = () => ({}),
  getItem: () => JsonObject = () => ({}),
): Cloud {
  const cloud = createCloud({
    functions: { ApplyDueResponseArn: step },
    services: { dynamodb: (action) => (action === "UpdateItem" ? updateItem() : getItem()) },
  });
  cloud.define(definition);
  return cloud;
}

const registrations = (cloud: Cloud) =>
  cloud.calls.filter(({ action }) => action === "UpdateItem").map(({ input }) => input as JsonObject);

const wake = async (cloud: Cloud, stage: string) => {
  const values = registrations(cloud).at(-1)?.ExpressionAttributeValues as { ":t": { S: string } } | undefined;
  const output = JSON.stringify({ ...position, turn: 4, stage });
  await cloud.call("SendTaskSuccess", { taskToken: values?.[":t"].S ?? "", output });
  await cloud.seconds(0);
};

test("the file is sound by the published grammar", () => {
  const validate: (definition: unknown) => { isValid: boolean } = createRequire(import.meta.url)("asl-validator");
  // It fills in what a state leaves out.
  expect(validate(structuredClone(definition))).toMatchObject({ isValid: true });
});

test("its waits register themselves as those of a case do, on the response's own item", () => {
  const {
    Comment: _case,
    Arguments: caseArguments,
    Catch: caseCatch,
    ...ofCase
  } = read("case-lifecycle").States["Await resolution"] ?? {};
  const waits = Object.entries(definition.States).filter(([, { Resource }]) => Resource?.endsWith(".waitForTaskToken"));
  expect(waits.map(([name]) => name)).toEqual(["Await work in step", "Await settlement"]);
  for (const [, { Comment: _comment, Arguments, Catch, ...wait }] of waits) {
    expect(wait).toEqual(ofCase);
    const { Key, ...registration } = Arguments as JsonObject;
    const { Key: _caseKey, ...registrationOfCase } = caseArguments as JsonObject;
    expect(registration).toEqual(registrationOfCase);
    expect(Key).not.toEqual(_caseKey);
    expect((Catch as JsonObject[]).slice(0, 2)).toEqual((caseCatch as JsonObject[]).slice(0, 2));
    for (const { ErrorEquals } of wait.Retry ?? []) expect(ErrorEquals).not.toContain("States.ALL");
  }
});

describe("a response", () => {
  test("is waited on under its own key, with turn and epoch", async () => {
    const cloud = machine();
    await cloud.start(position);
    await cloud.seconds(0);
    const { pk, sk } = dossierKey("sensitive-response", position.caseId);
    expect(registrations(cloud)).toMatchObject([
      {
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConditionExpression: "turn = :n AND epoch = :e",
        ExpressionAttributeValues: { ":n": { N: "3" }, ":e": { N: "1" } },
      },
    ]);
  });

  test("goes from the work to the settlement and ends, two transitions a stage", async () => {
    const cloud = machine();
    const arn = await cloud.start(position);
    await cloud.seconds(0);
    await wake(cloud, "settling");
    await wake(cloud, "settled");
    expect(cloud.transitions).toEqual([
      ...["Resume at stage", "Await work in step", "Resume at stage", "Await settlement"],
      ...["Resume at stage", "Settled"],
    ]);
    expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("has whatever is due applied when its time is up", async () => {
    const cloud = machine();
    const arn = await cloud.start(position);
    await cloud.seconds(89);
    expect(await cloud.describe(arn)).toMatchObject({ status: "RUNNING" });
    await cloud.seconds(1);
    expect(cloud.transitions).toContain("Apply due milestones");
    expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("that has moved on meanwhile is read again; a settled one has no due time", async () => {
    const moved = { version: { N: "9" }, turn: { N: "7" }, epoch: { N: "1" }, stage: { S: "settled" } };
    const refused = () => {
      throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
    };
    const cloud = machine(undefined, refused, () => ({ Item: moved }));
    const arn = await cloud.start(position);
    await cloud.seconds(0);
    expect(cloud.transitions).toEqual([
      ...["Resume at stage", "Await work in step", "Reload", "Resume at stage", "Settled"],
    ]);
    const { output } = await cloud.describe(arn);
    expect(JSON.parse(String(output))).toEqual({
      caseId: position.caseId,
      version: 9,
      turn: 7,
      epoch: 1,
      stage: "settled",
    });
    const [got] = cloud.calls.filter(({ action }) => action === "GetItem");
    expect(got?.input).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: "version, turn, epoch, stage, nextDueAt",
    });
  });

  test("of a new epoch is no longer this driver's", async () => {
    const cloud = machine(() => ({ ...position, epoch: 2 }));
    const arn = await cloud.start(position);
    await cloud.seconds(90);
    expect(cloud.transitions.at(-1)).toBe("Superseded");
    expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("whose step keeps failing ends the execution with the cause, which the rule on failed executions marks", async () => {
    const cloud = machine(() => {
      throw new Error("the policy is gone");
    });
    const arn = await cloud.start(position);
    await cloud.seconds(90);
    expect(await cloud.describe(arn)).toMatchObject({
      status: "FAILED",
      cause: expect.stringContaining("the policy is gone"),
    });
  });

  test("in a stage that this workflow does not know fails with that cause", async () => {
    const cloud = machine();
    const arn = await cloud.start({ ...position, stage: "mediation" });
    await cloud.seconds(0);
    expect(await cloud.describe(arn)).toMatchObject({
      ...{ status: "FAILED", error: "UnknownStage", cause: "this workflow does not know stage mediation" },
    });
  });
});

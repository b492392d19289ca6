import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../local/aws.ts";
import { type Cloud, createCloud, start } from "../local/step-functions/harness.ts";

const text = readFileSync(new URL("../../state-machines/case-lifecycle.asl.json", import.meta.url), "utf8");
const definition = JSON.parse(text.replace(/\$\{(\w+)\}/g, "$1")) as JsonObject & {
  States: Record<string, JsonObject & { Retry?: { ErrorEquals: string[] }[]; Resource?: string }>;
};
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const position = {
  caseId: "01KJX4Q2Q0000000000000000A",
  version: 4,
  turn: 3,
  epoch: 1,
  stage: "acceptance",
  nextDueAt: at(90_000),
};

/** The lifecycle on stubs; every step answers with the position that is given for it. */
function lifecycle(
  steps: Record<string, JsonObject> = {},
  updateItem: () => JsonObject = () => ({}),
  getItem: () => JsonObject = () => ({}),
): Cloud {
  const answer = (name: string) => () => steps[name] ?? { ...position, stage: "closed" };
  const names = ["TriageCaseArn", "RouteCaseArn", "ApplyDueMilestonesArn", "MarkStalledArn"];
  const cloud = createCloud({
    functions: Object.fromEntries(names.map((name) => [name, answer(name)])),
    services: { dynamodb: (action) => (action === "UpdateItem" ? updateItem() : getItem()) },
  });
  cloud.define(definition);
  return cloud;
}

const registrations = (cloud: Cloud) =>
  cloud.calls.filter(({ action }) => action === "UpdateItem").map(({ input }) => input as JsonObject);

test("the file is sound by the published grammar", async () => {
  // It ships neither types nor a usable ES module.
  const validate: (definition: unknown) => { isValid: boolean } = createRequire(import.meta.url)("asl-validator");
  expect(validate(definition)).toMatchObject({ isValid: true });
});

test("every wait registers itself alike, and none retries what its milestones need", () => {
  const waits = Object.entries(definition.States).filter(([, { Resource }]) => Resource?.endsWith(".waitForTaskToken"));
  expect(waits.map(([name]) => name)).toEqual([
    "Await triage check",
    "Await screening decision",
    "Await designation",
    "Await acceptance",
    "Await resolution",
    "Await review",
    "Await callback",
  ]);
  for (const [, { Comment: _comment, ...wait }] of waits) {
    const { Comment: _first, ...first } = waits[0]?.[1] ?? {};
    expect(wait).toEqual(first);
    for (const { ErrorEquals } of wait.Retry ?? []) {
      expect(ErrorEquals).not.toContain("States.ALL");
      expect(ErrorEquals).not.toContain("States.TaskFailed");
    }
  }
});

describe("a wait", () => {
  test("conditions on turn and epoch, and carries its token", async () => {
    const cloud = lifecycle();
    await cloud.start(position);
    await cloud.seconds(0);
    expect(registrations(cloud)).toMatchObject([
      {
        Key: { pk: { S: `CASE#${position.caseId}` }, sk: { S: "CASE" } },
        UpdateExpression: "SET waitToken = :t",
        ConditionExpression: "turn = :n AND epoch = :e",
        ExpressionAttributeValues: {
          ":n": { N: "3" },
          ":e": { N: "1" },
          ":t": { S: expect.stringMatching(/^.{900}$/) },
        },
      },
    ]);
  });

  test.each([
    ["lasts until the next milestone", 90_000, 90],
    ["never ends early: fractions of a second count as one", 90_001, 91],
    ["that is due already lasts a second", -5_000, 1],
  ])("%s", async (_rule, due, seconds) => {
    const cloud = lifecycle({ ApplyDueMilestonesArn: { ...position, stage: "closed" } });
    const arn = await cloud.start({ ...position, nextDueAt: at(due) });
    await cloud.seconds(seconds - 1);
    expect(await cloud.describe(arn)).toMatchObject({ status: "RUNNING" });
    await cloud.seconds(1);
    expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(cloud.transitions).toContain("Apply due milestones");
  });

  test("that is woken goes where the wake's position says, without reading the case", async () => {
    const cloud = lifecycle();
    const arn = await cloud.start(position);
    await cloud.seconds(0);
    const [wait] = registrations(cloud);
    const values = wait?.ExpressionAttributeValues as { ":t": { S: string } } | undefined;
    const taskToken = values?.[":t"].S ?? "";
    await cloud.call("SendTaskSuccess", {
      taskToken,
      output: JSON.stringify({ ...position, turn: 4, stage: "closed" }),
    });
    await cloud.seconds(0);
    expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(cloud.transitions).toEqual(["Resume at stage", "Await acceptance", "Resume at stage", "Close"]);
  });

  test("that comes too late for its turn reloads the position, which a closed case has without a due time", async () => {
    const moved = { version: { N: "9" }, turn: { N: "7" }, epoch: { N: "1" }, stage: { S: "closed" } };
    const refused = () => {
      throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
    };
    const cloud = lifecycle({}, refused, () => ({ Item: moved }));
    const arn = await cloud.start(position);
    await cloud.seconds(0);
    expect(cloud.transitions).toEqual(["Resume at stage", "Await acceptance", "Reload", "Resume at stage", "Close"]);
    const { output } = await cloud.describe(arn);
    expect(JSON.parse(String(output))).toEqual({
      caseId: position.caseId,
      version: 9,
      turn: 7,
      epoch: 1,
      stage: "closed",
    });
    const [read] = cloud.calls.filter(({ action }) => action === "GetItem");
    expect(read?.input).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: "version, turn, epoch, stage, nextDueAt",
    });
  });
});

test("a driver whose case has a new epoch ends as superseded and touches nothing more", async () => {
  const cloud = lifecycle({ TriageCaseArn: { ...position, stage: "routing", epoch: 2 } });
  const arn = await cloud.start({ ...position, stage: "triage" });
  await cloud.seconds(0);
  expect(cloud.transitions).toEqual(["Resume at stage", "Triage", "Resume at stage", "Superseded"]);
  expect(await cloud.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
});

test("a stage that this workflow does not know is marked as stalled, with that cause", async () => {
  const cloud = lifecycle();
  const arn = await cloud.start({ ...position, stage: "mediation" });
  await cloud.seconds(0);
  expect(await cloud.describe(arn)).toMatchObject({
    status: "FAILED",
    error: "UnknownStage",
    cause: "this workflow does not know stage mediation",
  });
});

import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import "../builders/environment.ts";
import type { SQSEvent } from "aws-lambda";
import { ulid } from "ulid";
import { beforeEach, describe, expect, test } from "vitest";
import { newHandler as marker } from "../../functions/recovery/mark-stalled.ts";
import { newHandler as sweeper } from "../../functions/recovery/sweep-overdue.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase, loadHistory } from "../../shared/table/cases.ts";
import { commit } from "../../shared/table/commit.ts";
import { caseStore, startCaseTable, waitFor } from "../builders/case-table.ts";
import { awsError, fakeStepFunctions } from "../builders/fake-clients.ts";
import { accepted, answers, dispatched, local, minute, resolve, type Story } from "../builders/story.ts";

const machineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:case-lifecycle";
const responseMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:sensitive-response";
const at = { now: "" };
let store: CaseStore;
let stop: () => Promise<void>;

// A table of its own for each test: the sweeper sees every case there is.
beforeEach(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at);
  at.now = local("2026-09-28 10:00");
  return stop;
});

async function written(build: () => Story): Promise<Story> {
  const story = build();
  for (const decision of story.decisions) await commit(store.table, decision);
  return story;
}
const fresh = (parts: Parameters<typeof dispatched>[0] = {}) => dispatched(parts, { caseId: ulid() });

function sweep(status: "RUNNING" | "FAILED" | "none") {
  const { client, sent } = fakeStepFunctions((_input, call) => {
    if (call === "DescribeExecution") return status === "none" ? awsError("ExecutionDoesNotExist") : { status };
    return {};
  });
  return { sent, run: sweeper({ store, stepFunctions: client, machineArn, responseMachineArn }) };
}

describe("the sweeper", () => {
  test("leaves a case alone until ten minutes after somebody should have looked at it", async () => {
    const { state } = await written(fresh);
    at.now = addMillis(state.nextDueAt ?? "", 10 * minute);
    const { run, sent } = sweep("FAILED");
    expect(await run()).toMatchObject({ woken: 0, redriven: 0 });
    expect(sent).toEqual([]);
  });

  test("wakes a case whose execution runs, and gives none a new epoch", async () => {
    const { state } = await written(fresh);
    await waitFor(store.table, state.caseId, state.turn, "sleeping");
    at.now = addMillis(state.nextDueAt ?? "", 11 * minute);
    const { run, sent } = sweep("RUNNING");
    expect(await run()).toMatchObject({ woken: 1, redriven: 0 });
    expect(sent[0]?.input.executionArn).toBe(
      `arn:aws:states:eu-west-1:123456789012:execution:case-lifecycle:${state.caseId}-1`,
    );
    expect(sent[1]).toMatchObject({ call: "SendTaskSuccess", input: { taskToken: "sleeping" } });
    expect(await loadCase(store.table, state.caseId)).toMatchObject({ epoch: 1 });
  });

  test("goes on where one case cannot be recovered, and says so at the end", async () => {
    const lost = await written(fresh);
    const poison = await written(fresh);
    await store.table.client.send(
      new UpdateItemCommand({
        TableName: store.table.name,
        Key: { pk: { S: `CASE#${poison.state.caseId}` }, sk: { S: "CASE" } },
        UpdateExpression: "SET directoryVersion = :gone",
        ExpressionAttributeValues: { ":gone": { S: "gone" } },
      }),
    );
    at.now = addMillis(lost.state.nextDueAt ?? "", 11 * minute);
    await expect(sweep("FAILED").run()).rejects.toThrow("1 overdue cases could not be recovered");
    expect(await loadCase(store.table, lost.state.caseId)).toMatchObject({ epoch: 2 });
  });

  test.each(["FAILED", "none"] as const)("has a case driven anew whose execution is %s, once", async (status) => {
    const { state } = await written(fresh);
    at.now = addMillis(state.nextDueAt ?? "", 11 * minute);
    expect(await sweep(status).run()).toMatchObject({ woken: 0, redriven: 1 });
    expect(await loadCase(store.table, state.caseId)).toMatchObject({ epoch: 2, stage: "acceptance" });
    const [last] = (await loadHistory(store.table, state.caseId)).slice(-1);
    expect(last).toMatchObject({ type: "CaseRedriven", data: { epoch: 2, reason: "sweeper" } });
  });

  test("drives a stalled case again after a quarter of an hour, then after half an hour, whatever is due meanwhile", async () => {
    const { state } = await written(fresh);
    const mark = marker(store, responseMachineArn);
    const stall = (epoch: number) => mark({ caseId: state.caseId, epoch, error: { Error: "Broken" } });
    await stall(1);
    const stalledAt = at.now;
    at.now = addMillis(stalledAt, 14 * minute);
    expect(await sweep("FAILED").run()).toMatchObject({ redriven: 0 });
    at.now = addMillis(stalledAt, 26 * minute);
    expect(await sweep("FAILED").run()).toMatchObject({ redriven: 1 });
    await stall(2);
    const again = at.now;
    at.now = addMillis(again, 29 * minute);
    expect(await sweep("FAILED").run()).toMatchObject({ redriven: 0 });
    at.now = addMillis(again, 41 * minute);
    expect(await sweep("FAILED").run()).toMatchObject({ redriven: 1 });
  });

  test("never touches a closed case", async () => {
    const story = accepted();
    resolve(story);
    answers(story, "satisfied");
    await written(() => story);
    at.now = local("2027-09-28 10:00");
    expect(await sweep("FAILED").run()).toMatchObject({ woken: 0, redriven: 0 });
  });
});

describe("marking what nobody drives any more", () => {
  const told = (name: string, status = "FAILED"): SQSEvent =>
    ({
      Records: [
        {
          messageId: "m1",
          body: JSON.stringify({
            detail: { ...{ stateMachineArn: machineArn, name, status }, error: "E", cause: "why" },
          }),
        },
      ],
    }) as SQSEvent;

  test("from the execution's end, and from the machine itself: once", async () => {
    const { state } = await written(fresh);
    const mark = marker(store, responseMachineArn);
    const cause = JSON.stringify({ errorMessage: "no calendar", trace: ["…"] });
    await mark({ caseId: state.caseId, epoch: 1, error: { Error: "CalendarNotPublished", Cause: cause } });
    expect(await mark(told(`${state.caseId}-1`))).toEqual({ batchItemFailures: [] });
    const found = await loadCase(store.table, state.caseId);
    expect(found).toMatchObject({ stalled: { cause: "CalendarNotPublished: no calendar" }, stalls: 1 });
    expect(found?.seq).toBe(state.seq + 1);
  });

  test("not for an epoch that another driver has taken over, nor for a case that is not there", async () => {
    const { state } = await written(fresh);
    const mark = marker(store, responseMachineArn);
    expect(await mark(told(`${state.caseId}-7`))).toEqual({ batchItemFailures: [] });
    expect(await mark(told(`${ulid()}-1`))).toEqual({ batchItemFailures: [] });
    expect((await loadCase(store.table, state.caseId))?.stalled).toBeUndefined();
  });

  test("a message that cannot be read stays in the queue; an execution that somebody started by hand drives no case", async () => {
    const unreadable = { Records: [{ messageId: "m1", body: "{}" }] } as SQSEvent;
    expect(await marker(store, responseMachineArn)(unreadable)).toEqual({
      batchItemFailures: [{ itemIdentifier: "m1" }],
    });
    expect(await marker(store, responseMachineArn)(told("somebody-elses-execution"))).toEqual({
      batchItemFailures: [],
    });
  });
});

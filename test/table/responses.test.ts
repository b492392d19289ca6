import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { redriveResponse } from "../../shared/domain/response/recover-response.ts";
import { followSignals, reportRisk } from "../../shared/domain/response/tell-units.ts";
import { type CaseStore, changeCase } from "../../shared/table/case-store.ts";
import { CaseChanged, commit, transact } from "../../shared/table/commit.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";
import { dossierKey } from "../../shared/table/keys.ts";
import { casesDueBefore } from "../../shared/table/open-cases.ts";
import { changeResponse } from "../../shared/table/response-store.ts";
import { loadResponse, responseWrites } from "../../shared/table/responses.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { jointOffice } from "../builders/city.ts";
import { responding, sensitiveCity } from "../builders/response-story.ts";
import { dispatched } from "../builders/story.ts";

let store: CaseStore;
let stop: () => Promise<void>;
const at = { now: "" };
beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  const directories = { active: async () => sensitiveCity, version: async () => sensitiveCity };
  store = { table: started.table, directories, now: () => at.now };
});
afterAll(() => stop());

/** A case in the table that a person has corrected onto the sensitive track. */
async function sensitive(): Promise<string> {
  const story = dispatched({}, { caseId: ulid(), directory: sensitiveCity });
  for (const decision of story.decisions) await commit(store.table, decision);
  at.now = story.now;
  const { caseId } = story.state;
  await changeCase(store, jointOffice, caseId, (current, context) =>
    correctTriage(current, { tracks: ["sensitive"], reason: "涉众" }, context),
  );
  return caseId;
}

const waiting = async (caseId: string, token: string) => {
  const { pk, sk } = dossierKey("sensitive-response", caseId);
  await store.table.client.send(
    new UpdateItemCommand({
      ...{ TableName: store.table.name, Key: { pk: { S: pk }, sk: { S: sk } } },
      UpdateExpression: "SET waitToken = :t",
      ExpressionAttributeValues: { ":t": { S: token } },
    }),
  );
};
const follow = (caseId: string) =>
  changeResponse(store, jointOffice, caseId, (current, context) => followSignals(current, "跟踪", context));

test("a correction opens the response in its own transaction; its history is whole, and the sweeper finds it", async () => {
  const caseId = await sensitive();
  const { state } = await loadResponse(store.table, caseId);
  expect(state).toMatchObject({ caseId, stage: "working", version: 1, turn: 1, epoch: 1 });
  const history = await loadDossierHistory(store.table, "sensitive-response", caseId);
  expect(history.map(({ event }) => event.type)).toEqual(["ResponseOpened"]);
  expect(
    brokenAt(
      history.map(({ event }) => event),
      state ?? { seq: 0, headHash: "" },
    ),
  ).toBeUndefined();
  const due = [];
  for await (const one of casesDueBefore(store.table, "9999")) if (one.caseId === caseId) due.push(one);
  expect(due.map(({ response }) => response).sort()).toEqual([false, true]);
});

test("there is one response to a case: a second opening is refused whole", async () => {
  const { decisions } = responding();
  const [first] = decisions;
  if (first === undefined) throw new Error("a story begins with a decision");
  const open = () => transact(store.table, responseWrites(store.table.name, first, sensitiveCity));
  await open();
  await expect(open()).rejects.toBeInstanceOf(CaseChanged);
});

test("a quiet write leaves the token of whoever waits; one that the workflow must see takes it away", async () => {
  const caseId = await sensitive();
  await waiting(caseId, "t-1");
  const quiet = await follow(caseId);
  expect(quiet.turn).toBe(1);
  expect((await loadResponse(store.table, caseId)).waitToken).toBe("t-1");
  await changeResponse(store, jointOffice, caseId, (current, context) =>
    redriveResponse(current, 1, "by-hand", context),
  );
  expect(await loadResponse(store.table, caseId)).toMatchObject({ state: { epoch: 2, turn: 2 }, waitToken: undefined });
});

test("two people who decide at once both get through, one after the other", async () => {
  const caseId = await sensitive();
  await Promise.all([
    follow(caseId),
    changeResponse(store, jointOffice, caseId, (current, context) =>
      reportRisk(current, { to: "上级", text: "情况" }, context),
    ),
  ]);
  expect((await loadResponse(store.table, caseId)).state).toMatchObject({ version: 3, followUps: 1, riskReports: 1 });
});

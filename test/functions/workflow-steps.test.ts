import "../builders/environment.ts";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newHandler as milestones } from "../../functions/milestones/apply-due-milestones.ts";
import { newHandler as routing } from "../../functions/routing/route-case.ts";
import { newHandler as triage } from "../../functions/triage/triage-case.ts";
import { ownWords } from "../../local/cost/own-words.ts";
import { positionOf } from "../../shared/lambda/workflow-step.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase, loadHistory } from "../../shared/table/cases.ts";
import { commit } from "../../shared/table/commit.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { city } from "../builders/city.ts";
import { listed } from "../builders/listed.ts";
import { local, opened } from "../builders/story.ts";
import { secrets } from "../builders/ticket.ts";

const at = { now: "" };
let store: CaseStore;
let stop: () => Promise<void>;

beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at, { ...city, abnormalList: [listed(secrets.phone)] });
});
afterAll(() => stop());
beforeEach(() => {
  at.now = local("2026-09-28 09:00");
});

async function newCase(phone?: string) {
  const requester = phone === undefined ? {} : { requester: { phone } };
  const caseId = ulid();
  const { state, decisions } = opened({ ...requester, ...ownWords(caseId) }, { caseId });
  for (const decision of decisions) await commit(store.table, decision);
  return positionOf(state);
}

test("a step decides, and tells where the case stands then", async () => {
  const start = await newCase();
  const graded = await triage(store)(start);
  expect(graded).toMatchObject({ caseId: start.caseId, stage: "routing", version: 2, epoch: 1 });
  const sent = await routing(store)(graded);
  expect(sent.stage).toBe("acceptance");
  at.now = sent.nextDueAt ?? "";
  const later = await milestones(store)(sent);
  expect(later.nextDueAt?.localeCompare(at.now)).toBe(1);
  expect(later.turn).toBe(sent.turn);
});

test("a step that runs again, or for a case that has moved on, writes nothing", async () => {
  const start = await newCase();
  const graded = await triage(store)(start);
  expect(await triage(store)(start)).toEqual(graded);
  expect(await milestones(store)(start)).toEqual(graded);
  const sent = await routing(store)(graded);
  expect(await routing(store)(graded)).toEqual(sent);
  expect(await loadHistory(store.table, start.caseId)).toHaveLength(3);
});

test("a driver of another epoch decides nothing and learns the epoch that holds", async () => {
  const start = await newCase();
  expect(await triage(store)({ ...start, epoch: 0 })).toEqual(start);
  expect(await loadCase(store.table, start.caseId)).toMatchObject({ stage: "triage", version: 1 });
});

test("a listed requester is known by the hash of the phone number, however it is written", async () => {
  const { phone } = secrets;
  expect(
    (await triage(store)(await newCase(`${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`))).stage,
  ).toBe("screening");
  expect((await triage(store)(await newCase("13800000001"))).stage).toBe("routing");
});

test("two runs of one step at once write one event", async () => {
  const start = await newCase();
  const [one, two] = await Promise.all([triage(store)(start), triage(store)(start)]);
  expect(one).toEqual(two);
  expect(await loadHistory(store.table, start.caseId)).toHaveLength(2);
});

import "../builders/environment.ts";
import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newHandler as callbacks } from "../../functions/callback/handler.ts";
import { newHandler as cases } from "../../functions/cases/handler.ts";
import { newHandler as handling } from "../../functions/handling/handler.ts";
import { newHandler as operations } from "../../functions/operations/handler.ts";
import { newHandler as supervision } from "../../functions/supervision/handler.ts";
import { getCallbacks } from "../../shared/api/calls/callback.ts";
import { getCase, getDeadlines, getTimeline } from "../../shared/api/calls/cases.ts";
import { getWorklist, postAcceptance, postProgress } from "../../shared/api/calls/handling.ts";
import { postRedrive } from "../../shared/api/calls/operations.ts";
import { postScreeningDecision } from "../../shared/api/calls/supervision.ts";
import { CaseView, DeadlinesView, TimelineView } from "../../shared/api/case-view.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { commit } from "../../shared/table/commit.ts";
import { call } from "../builders/api-event.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { caller, harbour, jointOffice, north, operator, partner, screener, unit } from "../builders/city.ts";
import { accepted, dispatched, local, resolve, type Story, triaged } from "../builders/story.ts";
import { namedTicket, secrets } from "../builders/ticket.ts";

const at = { now: local("2026-09-28 10:00") };
let store: CaseStore;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at);
});
afterAll(() => stop());

async function written(build: typeof dispatched, parts = {}): Promise<string> {
  const story: Story = build(namedTicket(parts), { caseId: ulid() });
  for (const decision of story.decisions) await commit(store.table, decision);
  return story.state.caseId;
}

const auditor: Actor = { kind: "auditor", id: "a1" };
const read = (caseId: string, actor: Actor) => call(cases(store), getCase, { actor, params: { caseId } });

describe("who sees what of a case", () => {
  test("the requester whole: its partner, callback staff and the lead; masked: all others who may see it", async () => {
    const caseId = await written(dispatched);
    const seen = async (actor: Actor) => (await read(caseId, actor)).body.tickets?.[0].requester;
    const whole = { name: secrets.name, phone: secrets.phone, idNumber: secrets.idNumber };
    for (const actor of [partner, caller, harbour]) expect(await seen(actor)).toEqual(whole);
    for (const actor of [north, unit("bureau"), jointOffice, auditor]) {
      expect(await seen(actor)).toEqual({ name: "欧**", phone: "139****5678", idNumber: "****34" });
    }
    expect((await read(caseId, operator)).body).not.toHaveProperty("tickets");
  });

  test("for units that have no part in it, and for other partners, it does not exist", async () => {
    const caseId = await written(dispatched);
    const strangers: Actor[] = [unit("beach"), { kind: "partner", id: "p2", partner: "platform" }];
    for (const actor of strangers) {
      const { status, body } = await read(caseId, actor);
      const missing = await read(ulid(), actor);
      expect([status, missing.status]).toEqual([404, 404]);
      expect(body.detail.replace(caseId, "")).toBe(missing.body.detail.replace(/[0-9A-Z]{26}/, ""));
    }
    const note = { actor: unit("beach"), params: { caseId, slot: "lead" }, body: { note: "meddling" } };
    expect(await call(handling(store), postProgress, note)).toMatchObject({
      status: 404,
      body: { code: "NoSuchCase" },
    });
  });
});

describe("answers are as the document promises", () => {
  test("case, timeline and deadlines", async () => {
    const caseId = await written(accepted);
    const ask = { actor: auditor, params: { caseId } };
    const [found, timeline, deadlines] = [
      await call(cases(store), getCase, ask),
      await call(cases(store), getTimeline, ask),
      await call(cases(store), getDeadlines, ask),
    ];
    CaseView.parse(found.body);
    expect(TimelineView.parse(timeline.body)).toMatchObject({ chain: { whole: true } });
    const { clocks } = DeadlinesView.parse(deadlines.body);
    const resolving = clocks.find(({ clock, state }) => clock === "resolve" && state === "running");
    expect(resolving).toMatchObject({ budget: { workingDays: 5 }, dueAt: local("2026-10-10 17:30") });
    expect(resolving?.explanation.en).toContain("5 working days of calendar cn-2025-2026.1");
    expect(JSON.stringify([timeline.body, deadlines.body])).not.toContain(secrets.phone);
  });

  test("partners see in the timeline what kind of person acted, not who", async () => {
    const caseId = await written(accepted);
    const seen = async (actor: Actor) =>
      (await call(cases(store), getTimeline, { actor, params: { caseId } })).body.events.at(-1).actor;
    expect(await seen(partner)).toEqual({ kind: "unit" });
    expect(await seen(auditor)).toEqual({ kind: "unit", id: "clerk-of-harbour" });
  });
});

describe("work", () => {
  test("a unit reads its own list page by page, and no other's", async () => {
    for (let index = 0; index < 3; index += 1) await written(dispatched, { region: "02.01" });
    const list = (actor: Actor, query = {}) =>
      call(handling(store), getWorklist, { actor, params: { unit: "beach" }, query: { limit: "2", ...query } });
    const first = await list(unit("beach"));
    expect(first.body.items).toHaveLength(2);
    const second = await list(unit("beach"), { cursor: first.body.cursor });
    expect(second.body.items).toHaveLength(1);
    expect(second.body).not.toHaveProperty("cursor");
    expect(await list(harbour)).toMatchObject({ status: 404 });
    expect(await list(unit("beach"), { cursor: "made-up" })).toMatchObject({ status: 422 });
  });

  test("a unit accepts; the answer is the case after it", async () => {
    const caseId = await written(dispatched);
    const accept = { actor: harbour, params: { caseId, slot: "lead" } };
    expect(await call(handling(store), postAcceptance, accept)).toMatchObject({
      status: 200,
      body: { stage: "resolution", lead: { acceptedBy: "person" } },
    });
    expect(await call(handling(store), postAcceptance, accept)).toMatchObject({
      status: 409,
      body: { code: "AlreadyAccepted" },
    });
  });

  test("callback staff find whom to call", async () => {
    const caseId = await written((parts, options) => {
      const story = accepted(parts, options);
      resolve(story);
      return story;
    });
    const { body } = await call(callbacks(store), getCallbacks, { actor: caller });
    expect(body.items).toMatchObject([{ caseId, task: "callback", severity: "general" }]);
  });

  test("a screener decides, an operator redrives", async () => {
    const listed = await written((parts, options) => triaged(parts, { ...options, listed: true }));
    const body = { decision: "not-accepted", reason: "no facts", remedy: "reconsideration" };
    const decided = await call(supervision(store), postScreeningDecision, {
      ...{ actor: screener, params: { caseId: listed }, body },
    });
    expect(decided).toMatchObject({ status: 200, body: { stage: "closed", outcome: "not-accepted" } });
    const caseId = await written(dispatched);
    const redrive = { actor: operator, params: { caseId }, body: { epoch: 1 } };
    expect(await call(operations(store), postRedrive, redrive)).toMatchObject({ body: { epoch: 2 } });
    expect(await call(operations(store), postRedrive, redrive)).toMatchObject({ status: 409 });
  });
});

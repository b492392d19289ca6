import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { openCase } from "../../shared/domain/commands/open-case.ts";
import { redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { giveFirstResponse, reportProgress } from "../../shared/domain/commands/work-assignment.ts";
import { replay } from "../../shared/domain/evolve.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { toItem } from "../../shared/table/case-item.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { changeCase } from "../../shared/table/case-store.ts";
import { loadCase, loadHistory, loadRecords, loadTickets } from "../../shared/table/cases.ts";
import type { Table } from "../../shared/table/client.ts";
import { AlreadyThere, CaseChanged, commit } from "../../shared/table/commit.ts";
import { caseItemOf, caseStore, startCaseTable, waitFor } from "../builders/case-table.ts";
import { city, harbour, operator, partner } from "../builders/city.ts";
import { accepted, answers, dispatched, local, resolve, type Story } from "../builders/story.ts";
import { namedTicket, secrets } from "../builders/ticket.ts";

let table: Table;
let store: CaseStore;
let stop: () => Promise<void>;
const at = { now: local("2026-09-28 10:00") };

beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
  store = await caseStore(table, at);
});
afterAll(() => stop());

/** Writes a story as it happened, decision by decision, under a case id of its own. */
async function written(story: Story): Promise<string> {
  for (const decision of story.decisions) await commit(table, decision);
  return story.state.caseId;
}

/** A story of a case of its own. */
const fresh = (build: typeof accepted): Story => build({}, { caseId: ulid() });

const respond = (caseId: string, summary: string) =>
  changeCase(store, harbour, caseId, (state, context) => reportProgress(state, { note: summary }, context));

describe("a decision is one transaction", () => {
  test("case, events, ticket, records and work all lie there, and the history leads to the case", async () => {
    const story = fresh(accepted);
    const caseId = await written(story);
    const [found, history] = [await loadCase(table, caseId), await loadHistory(table, caseId)];
    expect(found).toEqual(JSON.parse(JSON.stringify(story.state)));
    expect(history.map(({ type }) => type)).toEqual(story.types());
    expect(found).toMatchObject(
      JSON.parse(JSON.stringify({ ...replay(history), version: found?.version, turn: found?.turn })),
    );
    expect(await loadTickets(table, caseId)).toMatchObject([{ content: { title: "菜里有异物" } }]);
  });

  test("the chain of hashes survives being stored, with fractions, empty texts and every script", async () => {
    const caseId = ulid();
    const ticket = namedTicket({
      body: "𠮷野家 😀 \u0000 é́",
      location: { lat: 36.06712345678, lng: 120.38 },
      address: "",
    });
    const context = { now: at.now, actor: partner, directory: city };
    await commit(table, openCase({ caseId, ticketId: ulid(), partner: "hotline", ticket }, context));
    const [found] = [await loadCase(table, caseId)];
    if (found === undefined) throw new Error("the case is not there");
    expect(brokenAt(await loadHistory(table, caseId), found)).toBeUndefined();
    expect((await loadTickets(table, caseId))[0]?.content).toEqual(ticket);
  });

  test("what was said lies beside its event, and personal data in neither case nor event", async () => {
    const caseId = await written(fresh(dispatched));
    await changeCase(store, harbour, caseId, (state, context) =>
      giveFirstResponse(state, { how: "phone", summary: secrets.words }, context),
    );
    const history = await loadHistory(table, caseId);
    expect((await loadRecords(table, caseId)).get(history.length)).toEqual({ how: "phone", summary: secrets.words });
    expect(JSON.stringify([history, await caseItemOf(table, caseId)])).not.toContain(secrets.words);
  });

  test("nothing of it is written when a uniqueness item is there, and the earlier one is told", async () => {
    const first = fresh(dispatched).decisions[0];
    const second = fresh(dispatched).decisions[0];
    if (first === undefined || second === undefined) throw new Error("a case begins with a decision");
    const taken = toItem({ pk: `UNIQUE#${first.after.caseId}`, sk: "UNIQUE", caseId: first.after.caseId });
    await commit(table, first, [taken]);
    const refused = await commit(table, second, [taken]).catch((error) => error);
    expect(refused).toBeInstanceOf(AlreadyThere);
    expect(refused.item).toEqual(taken);
    expect(await loadCase(table, second.after.caseId)).toBeUndefined();
    expect(await loadHistory(table, second.after.caseId)).toEqual([]);
  });

  test("a case is opened once, whoever tries", async () => {
    const [first] = fresh(dispatched).decisions;
    if (first === undefined) throw new Error("a case begins with a decision");
    await commit(table, first);
    await expect(commit(table, first)).rejects.toBeInstanceOf(CaseChanged);
  });
});

describe("who comes second", () => {
  test("with a decision on an old version is told so, and nothing of it is written", async () => {
    const story = fresh(dispatched);
    const caseId = await written(story);
    const context = { now: at.now, actor: harbour, directory: city };
    await respond(caseId, "first");
    const stale = acceptAssignment(story.state, context);
    await expect(commit(table, stale)).rejects.toBeInstanceOf(CaseChanged);
    expect(await loadCase(table, caseId)).toMatchObject({ stage: "acceptance", version: story.state.version + 1 });
  });

  test("decides anew on the case as it is then: of ten at once, all are written one after the other", async () => {
    const caseId = await written(fresh(accepted));
    const before = await loadCase(table, caseId);
    await Promise.all(Array.from({ length: 10 }, (_, index) => respond(caseId, `note ${index}`)));
    const found = await loadCase(table, caseId);
    expect(found?.version).toBe((before?.version ?? 0) + 10);
    expect(found?.seq).toBe((before?.seq ?? 0) + 10);
    if (found !== undefined) expect(brokenAt(await loadHistory(table, caseId), found)).toBeUndefined();
  });

  test("has nothing to say when the command finds it done already", async () => {
    const caseId = await written(fresh(accepted));
    const before = await loadCase(table, caseId);
    expect(await changeCase(store, workflow("test"), caseId, () => undefined)).toEqual(before);
    expect(await loadCase(table, caseId)).toEqual(before);
  });

  test("learns that there is no such case", async () => {
    await expect(respond(ulid(), "lost")).rejects.toMatchObject({ code: "NoSuchCase", kind: "unknown" });
  });
});

describe("the token of whoever waits", () => {
  test("stays through a write that the workflow need not see, and goes with one that raises turn", async () => {
    const story = fresh(dispatched);
    const caseId = await written(story);
    await waitFor(table, caseId, story.state.turn, "token-1");
    await respond(caseId, "on the way");
    expect(await caseItemOf(table, caseId)).toMatchObject({ waitToken: { S: "token-1" } });
    await changeCase(store, harbour, caseId, acceptAssignment);
    expect(await caseItemOf(table, caseId)).not.toHaveProperty("waitToken");
    expect(await loadCase(table, caseId)).not.toHaveProperty("waitToken");
  });

  test("cannot be left for a turn that is over", async () => {
    const story = fresh(dispatched);
    const caseId = await written(story);
    await changeCase(store, harbour, caseId, acceptAssignment);
    await expect(waitFor(table, caseId, story.state.turn, "late")).rejects.toThrow();
  });

  test("goes with a redrive and with a withdrawal", async () => {
    for (const change of ["redrive", "withdrawal"] as const) {
      const story = fresh(accepted);
      const caseId = await written(story);
      await waitFor(table, caseId, story.state.turn, "token-2");
      await (change === "redrive"
        ? changeCase(store, operator, caseId, (state, context) => redriveCase(state, 1, "by-hand", context))
        : changeCase(store, partner, caseId, (state, context) => requestWithdrawal(state, { reason: "…" }, context)));
      expect(await caseItemOf(table, caseId)).not.toHaveProperty("waitToken");
    }
  });
});

test("a closed case is in no index and in no work list", async () => {
  const story = fresh(accepted);
  resolve(story);
  answers(story, "satisfied");
  const caseId = await written(story);
  const item = await caseItemOf(table, caseId);
  expect(item).toMatchObject({ stage: { S: "closed" } });
  expect(Object.keys(item ?? {}).filter((name) => /^(due|stalled|work)/.test(name))).toEqual([]);
  expect(item).not.toHaveProperty("nextDueAt");
});

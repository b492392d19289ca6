import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Directory } from "../../shared/directory/directory.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { canAdopt } from "../../shared/domain/adopting.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { resolveAssignment } from "../../shared/domain/commands/resolve-assignment.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { changeCase } from "../../shared/table/case-store.ts";
import { loadCase, loadHistory } from "../../shared/table/cases.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { city, harbour, nextCity } from "../builders/city.ts";
import { accepted, local, resolution } from "../builders/story.ts";

const at = { now: "" };
let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

/** A consultation of the last days of 2026, opened when nobody knew the next year's holidays. */
async function openedBefore(): Promise<string> {
  const story = accepted({ kind: "consultation" }, { at: local("2026-12-28 09:00"), caseId: ulid() });
  for (const decision of story.decisions) await commit(table, decision);
  return story.state.caseId;
}

const resolveIt = (store: Awaited<ReturnType<typeof caseStore>>, caseId: string) =>
  changeCase(store, harbour, caseId, (state, context) => resolveAssignment(state, resolution(context), context));

describe("a case that is open when its directory's calendar ends", () => {
  test("cannot get a deadline in the new year while nobody has published it, and stays as it was", async () => {
    const caseId = await openedBefore();
    const before = await loadCase(table, caseId);
    at.now = local("2026-12-30 10:00");
    const store = await caseStore(table, at, city);
    await expect(resolveIt(store, caseId)).rejects.toBeInstanceOf(CalendarNotPublished);
    expect(await loadCase(table, caseId)).toEqual(before);
  });

  test("goes on under the active directory once that has the year, and its history says so", async () => {
    const caseId = await openedBefore();
    at.now = local("2026-12-30 10:00");
    await caseStore(table, at, city);
    const store = await caseStore(table, at, nextCity);
    const after = await resolveIt(store, caseId);
    expect(after).toMatchObject({ stage: "callback", directoryVersion: nextCity.version });
    expect(after.clocks).toMatchObject([{ clock: "callback", dueAt: local("2027-01-05 17:30") }]);
    const history = await loadHistory(table, caseId);
    expect(history.slice(-3).map(({ type }) => type)).toEqual([
      "DirectoryAdopted",
      "FirstResponseGiven",
      "AssignmentResolved",
    ]);
    expect(brokenAt(history, after)).toBeUndefined();
  });

  test("is looked at when the year begins, and its ladder goes on", async () => {
    const caseId = await openedBefore();
    const store = await caseStore(table, at, nextCity);
    const goOnUntil = async (time: string) => {
      at.now = time;
      for (;;) {
        const after = await changeCase(store, workflow("milestones"), caseId, applyDueMilestones);
        if ((after.nextDueAt ?? "") > time) return after;
      }
    };
    const before = await goOnUntil(local("2026-12-31 23:59"));
    expect(before).toMatchObject({ directoryVersion: city.version, level: "district" });
    const after = await goOnUntil(local("2027-01-05 18:00"));
    expect(after).toMatchObject({ directoryVersion: nextCity.version, level: "city-bureau" });
  });

  test("does not go on under a directory that would lose its unit, its policy, or a step of a clock that runs", () => {
    const { state } = accepted();
    const [policy] = city.policies;
    if (policy === undefined) throw new Error("the city has a policy");
    const { assignment } = policy.milestones;
    const shorter = { ...assignment, long: { ...assignment.long, milestones: assignment.long.milestones.slice(1) } };
    const other = (parts: Partial<Directory>): Directory => ({ ...nextCity, ...parts });
    expect(canAdopt(state, city, nextCity)).toBe(true);
    expect(canAdopt(state, city, city)).toBe(false);
    expect(canAdopt(state, city, other({ units: city.units.filter(({ id }) => id !== "harbour") }))).toBe(false);
    expect(canAdopt(state, city, other({ policies: [{ ...policy, id: "another" }] }))).toBe(false);
    const policies = [{ ...policy, milestones: { ...policy.milestones, assignment: shorter } }];
    expect(canAdopt(state, city, other({ policies }))).toBe(false);
  });
});

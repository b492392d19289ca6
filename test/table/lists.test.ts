import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { markStalled, redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { subjectOf } from "../../shared/events/publish.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { eventsBetween } from "../../shared/table/events-by-hour.ts";
import { casesDueBefore, stalledCases } from "../../shared/table/open-cases.ts";
import { staffQueue, unitWorklist, type WorkPage } from "../../shared/table/worklist.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { operator } from "../builders/city.ts";
import {
  accept,
  accepted,
  answers,
  dispatched,
  giveBack,
  hour,
  local,
  minute,
  resolve,
  route,
  type Story,
} from "../builders/story.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

async function written(story: Story, from = 0): Promise<Story> {
  for (const decision of story.decisions.slice(from)) await commit(table, decision);
  return story;
}

/** Writes what a story has become since it was last written. */
async function goOn(story: Story, step: () => unknown): Promise<void> {
  const from = story.decisions.length;
  step();
  await written(story, from);
}

async function allPages(read: (after?: string) => Promise<WorkPage>): Promise<WorkPage["items"][]> {
  const pages: WorkPage["items"][] = [];
  for (let after: string | undefined; ; ) {
    const page = await read(after);
    pages.push(page.items);
    if (page.after === undefined) return pages;
    after = page.after;
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("a unit's work list", () => {
  test("has its open assignments in the order in which they are due, page by page, each once", async () => {
    const due: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const at = local(`2026-09-${14 + ((index * 3) % 7)} 10:00`);
      const story = await written(dispatched({ region: "01.02" }, { at, caseId: ulid() }));
      due.push(story.dueAt("accept") ?? "");
    }
    const pages = await allPages((after) => unitWorklist(table, "hill", 3, after));
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ dueAt }) => dueAt)).toEqual(due.sort());
    expect(new Set(pages.flat().map(({ caseId }) => caseId)).size).toBe(7);
    expect(pages[0]?.[0]).toMatchObject({ task: "accept", slot: "lead", kind: "complaint", severity: "general" });
  });

  test("follows the case: to be accepted, to be resolved, returned to the next unit, gone", async () => {
    const story = await written(dispatched({ region: "02.01" }, { caseId: ulid() }));
    const tasks = async (name: string) => (await unitWorklist(table, name, 10)).items.map(({ task }) => task);
    expect(await tasks("beach")).toEqual(["accept"]);
    await goOn(story, () => giveBack(story));
    expect([await tasks("beach"), await tasks("south")]).toEqual([[], []]);
    await goOn(story, () => route(story));
    expect([await tasks("beach"), await tasks("south")]).toEqual([[], ["accept"]]);
    await goOn(story, () => accept(story));
    expect(await tasks("south")).toEqual(["resolve"]);
    await goOn(story, () => resolve(story));
    expect(await tasks("south")).toEqual([]);
    await goOn(story, () => answers(story, "satisfied"));
  });
});

test("a staff queue is one list over all shards, by due time, page by page", async () => {
  const stories: Story[] = [];
  for (let index = 0; index < 9; index += 1) {
    const story = accepted({}, { at: local(`2026-09-${14 + ((index * 5) % 9)} 09:00`), caseId: ulid() });
    resolve(story);
    stories.push(await written(story));
  }
  const pages = await allPages((after) => staffQueue(table, "callback", 4, after));
  expect(pages.map(({ length }) => length)).toEqual([4, 4, 1]);
  const due = stories.map((story) => story.dueAt("callback") ?? "").sort();
  expect(pages.flat().map(({ dueAt }) => dueAt)).toEqual(due);
  const [first] = stories;
  if (first === undefined) throw new Error("there are stories");
  await goOn(first, () => answers(first, "satisfied"));
  expect((await allPages((after) => staffQueue(table, "callback", 100, after))).flat()).toHaveLength(8);
});

describe("what the sweeper and the operator read", () => {
  test("open cases whose moment has passed, and no other", async () => {
    const story = await written(dispatched({ severity: "major" }, { caseId: ulid() }));
    const due = story.state.nextDueAt ?? "";
    const found = async (before: string) =>
      (await all(casesDueBefore(table, before))).filter(({ caseId }) => caseId === story.state.caseId);
    expect(await found(due)).toEqual([]);
    expect(await found(addMillis(due, 1))).toEqual([{ caseId: story.state.caseId, at: due, response: false }]);
    await goOn(story, () => story.until(due));
    expect(await found(addMillis(due, 1))).toEqual([]);
  });

  test("stalled cases until they are driven again", async () => {
    const story = await written(accepted({}, { caseId: ulid() }));
    const stalled = async () => (await all(stalledCases(table))).map(({ caseId }) => caseId);
    expect(await stalled()).toEqual([]);
    await goOn(story, () => story.by(workflow("x"), (state, context) => markStalled(state, 1, "gone", context)));
    expect(await stalled()).toEqual([story.state.caseId]);
    await goOn(story, () => story.by(operator, (state, context) => redriveCase(state, 1, "by-hand", context)));
    expect(await stalled()).toEqual([]);
  });
});

test("the events of a stretch of time are found again, each once, in order within a case", async () => {
  const from = local("2026-08-03 09:30");
  const stories: Story[] = [];
  for (let index = 0; index < 12; index += 1) {
    const story = accepted({}, { at: addMillis(from, index * 20 * minute), caseId: ulid() });
    resolve(story.after(hour));
    stories.push(await written(story));
  }
  const to = addMillis(from, 3 * hour);
  const found = (await all(eventsBetween(table, from, to))).flat();
  const expected = stories.flatMap(({ history }) => history).filter(({ at }) => at >= from && at <= to);
  expect(found).toHaveLength(expected.length);
  expect(new Set(found.map(({ hash }) => hash))).toEqual(new Set(expected.map(({ hash }) => hash)));
  for (const events of Object.values(
    Object.groupBy(found, (event) => `${subjectOf(event)} ${event.at.slice(0, 13)}`),
  )) {
    const seqs = events?.map(({ seq }) => seq) ?? [];
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  }
  expect(await all(eventsBetween(table, to, from))).toEqual([]);
});

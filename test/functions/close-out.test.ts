import "../builders/environment.ts";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newHandler } from "../../functions/events/close-out-events.ts";
import { closeOutId } from "../../shared/domain/close-out.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";
import { commit } from "../../shared/table/commit.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { food } from "../builders/city.ts";
import { local, opened } from "../builders/story.ts";

const at = { now: "" };
const caseIds: string[] = [];
let store: CaseStore;
let stop: () => Promise<void>;

/** More than a page of cases, which nobody works. */
const many = 70;

beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at);
  for (let n = 0; n < many; n += 1) {
    const caseId = ulid();
    const { decisions } = opened({ ...food, channel: "event-desk" }, { caseId, at: local("2026-03-02 09:00") });
    for (const decision of decisions) await commit(store.table, decision);
    caseIds.push(caseId);
  }
});
afterAll(() => stop());

/** The store, as a function has it that is cut off before its n-th write, or whose writes fail from then until another. */
function cutOffBefore(write: number, until = Number.POSITIVE_INFINITY): CaseStore {
  const { client, name } = store.table;
  let writes = 0;
  const cut = Object.assign(Object.create(client) as DynamoDBClient, {
    send(command: { constructor: { name: string } }) {
      if (command.constructor.name === "TransactWriteItemsCommand" && ++writes >= write && writes < until)
        throw new Error("cut off");
      return (client.send as (command: unknown) => unknown)(command);
    },
  });
  return { ...store, table: { client: cut, name } };
}

async function listOf(date: string): Promise<string[]> {
  const history = await loadDossierHistory(store.table, "close-out", closeOutId("fair", date));
  return history
    .flatMap(({ event: { type, data } }) => (type === "CloseOutPage" ? data.cases : []))
    .map((one) => one.caseId);
}

test.each([
  ["2026-03-02", 1],
  ["2026-03-03", 2],
  ["2026-03-04", 40],
  ["2026-03-05", 52],
  ["2026-03-06", 53],
  ["2026-03-07", many + 3],
  ["2026-03-08", many + 4],
])(
  "a close-out, %s, that is cut off before its write %i comes to the same when it runs again, and again",
  async (date, write) => {
    at.now = local(`${date} 22:00`);
    await expect(newHandler(cutOffBefore(write))()).rejects.toThrow();
    expect(await newHandler(store)()).toEqual({ taken: 1 });
    expect(await newHandler(store)()).toEqual({ taken: 0 });
    expect((await listOf(date)).toSorted()).toEqual(caseIds.toSorted());
    for (const caseId of caseIds.slice(0, 5)) {
      const listed = (await loadHistory(store.table, caseId)).filter(
        ({ type, data }) => type === "CloseOutListed" && data.date === date,
      );
      expect(listed).toHaveLength(1);
    }
  },
);

test("a case that cannot be taken up is on the list all the same, and has its turn in the next run", async () => {
  at.now = local("2026-03-09 22:00");
  const trouble = cutOffBefore(5, 6);
  await expect(newHandler(trouble)()).rejects.toThrow("fair");
  expect(await listOf("2026-03-09")).toHaveLength(many);
  const takenUp = async () => {
    const histories = await Promise.all(caseIds.map((caseId) => loadHistory(store.table, caseId)));
    return histories.filter((one) =>
      one.some(({ type, data }) => type === "CloseOutListed" && data.date === "2026-03-09"),
    );
  };
  expect(await takenUp()).toHaveLength(many - 1);
  expect(await newHandler(store)()).toEqual({ taken: 1 });
  expect(await takenUp()).toHaveLength(many);
  expect(await listOf("2026-03-09")).toHaveLength(many);
});

test("before the cut-off nothing is closed out but the day before; what comes after it belongs to the next day", async () => {
  at.now = local("2026-03-10 21:59");
  expect(await newHandler(store)()).toEqual({ taken: 0 });
  const late = ulid();
  const { decisions } = opened({ ...food, channel: "event-desk" }, { caseId: late, at: local("2026-03-10 22:00") });
  for (const decision of decisions) await commit(store.table, decision);
  at.now = local("2026-03-10 22:30");
  await newHandler(store)();
  expect(await listOf("2026-03-10")).not.toContain(late);
  at.now = local("2026-03-11 22:00");
  await newHandler(store)();
  expect(await listOf("2026-03-11")).toContain(late);
});

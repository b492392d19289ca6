import "../builders/environment.ts";
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newHandler } from "../../functions/triage/triage-case.ts";
import { ownWords } from "../../local/cost/own-words.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import type { Appeal } from "../../shared/domain/matter/related.ts";
import { positionOf } from "../../shared/lambda/workflow-step.ts";
import { toItem } from "../../shared/table/case-item.ts";
import { type CaseStore, changeCase, existingCase } from "../../shared/table/case-store.ts";
import { loadHistory, loadTickets } from "../../shared/table/cases.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { appealItem, findCandidates, groupMembers } from "../../shared/table/matters.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { city, harbour, reviewer } from "../builders/city.ts";
import { day, local, opened } from "../builders/story.ts";

let store: CaseStore;
let stop: () => Promise<void>;
const at = { now: local("2026-09-28 09:00") };

beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at, city);
});
afterAll(() => stop());
beforeEach(() => {
  at.now = local("2026-09-28 09:00");
});

/** A case that has just come in; triage has not seen it yet. */
async function arrives(parts: Partial<Ticket>): Promise<string> {
  const caseId = ulid(Date.parse(at.now));
  const { decisions } = opened(parts, { caseId, at: at.now });
  for (const decision of decisions) await commit(store.table, decision);
  return caseId;
}

async function triage(caseId: string, through: CaseStore = store) {
  await newHandler(through, () => undefined)(positionOf(await existingCase(store, caseId)));
  return existingCase(store, caseId);
}

/** The case is at its unit, which has taken it over. */
async function accept(caseId: string): Promise<void> {
  await changeCase(store, reviewer, caseId, routeCase);
  await changeCase(store, harbour, caseId, acceptAssignment);
}

const phones = Array.from({ length: 40 }, (_, n) => `1390000${String(n).padStart(4, "0")}`);
let people = 0;
/** A requester and a matter that nobody has brought before. */
function somebody() {
  people += 1;
  const phone = phones[people] ?? "";
  return { phone, appeal: { ...ownWords(`matter-${people}`), requester: { phone }, respondent: `店${people}铺` } };
}

/** The table, with every call passing through `around`. */
function tableThat(around: (command: string, send: () => Promise<unknown>) => Promise<unknown>): Table {
  const { client, name } = store.table;
  const send = (command: object) => around(command.constructor.name, () => client.send(command as never));
  return { name, client: Object.create(client, { send: { value: send } }) };
}

test("copies of one appeal that are triaged at the same moment: all but one are merged into that one", async () => {
  const { appeal } = somebody();
  const caseIds = await Promise.all([1, 2, 3, 4].map(() => arrives(appeal)));
  await Promise.all(caseIds.map((caseId) => triage(caseId)));
  const cases = await Promise.all(caseIds.map((caseId) => existingCase(store, caseId)));
  const open = cases.filter(({ stage }) => stage !== "closed");
  expect(open).toHaveLength(1);
  const merged = cases.filter(({ mergedInto }) => mergedInto === open[0]?.caseId).map(({ caseId }) => caseId);
  expect(merged).toHaveLength(3);
  expect(open[0]?.mergedFrom?.map(({ caseId }) => caseId).sort()).toEqual(merged.sort());
  // Every ticket is there, in its own case and in the one that is worked; the third appeal is a repeat.
  expect(await loadTickets(store.table, open[0]?.caseId ?? "")).toHaveLength(4);
  expect(open[0]?.repeat).toBe(4);
  for (const one of cases) expect(brokenAt(await loadHistory(store.table, one.caseId), one)).toBeUndefined();
});

test("a step that runs again after a merge, or twice at once, merges once", async () => {
  const { appeal } = somebody();
  const first = await arrives(appeal);
  await triage(first);
  const second = await arrives(appeal);
  await Promise.all([triage(second), triage(second)]);
  await triage(second);
  expect((await existingCase(store, first)).mergedFrom).toMatchObject([
    { caseId: second, tickets: [expect.any(String)] },
  ]);
  expect((await loadHistory(store.table, first)).filter(({ type }) => type === "TicketMerged")).toHaveLength(1);
});

test("a case that somebody writes at that moment takes the ticket all the same", async () => {
  const { appeal } = somebody();
  const first = await arrives(appeal);
  await triage(first);
  const second = await arrives(appeal);
  let meddled = false;
  // Between reading the open case and writing both, its unit accepts it.
  const meddling = tableThat(async (command, send) => {
    if (command === "TransactWriteItemsCommand" && !meddled) {
      meddled = true;
      await accept(first);
    }
    return send();
  });
  await triage(second, { ...store, table: meddling });
  expect(await existingCase(store, first)).toMatchObject({ stage: "resolution", mergedFrom: [{ caseId: second }] });
});

test("appeals of different people are linked to the group of the first, which is not written again", async () => {
  const { appeal } = somebody();
  const first = await arrives(appeal);
  await triage(first);
  const { version } = await existingCase(store, first);
  const others: string[] = [];
  for (const phone of [undefined, somebody().phone, somebody().phone]) {
    at.now = addMillis(at.now, 60_000);
    const caseId = await arrives({ ...appeal, requester: phone === undefined ? undefined : { phone } });
    expect(await triage(caseId)).toMatchObject({ stage: "routing", group: first });
    others.push(caseId);
  }
  expect((await existingCase(store, first)).version).toBe(version);
  const members = await groupMembers(store.table, first, 100);
  expect(members.map(({ caseId }) => caseId)).toEqual(others.toReversed());
  expect(members[0]?.likeness.score).toBe(1);
});

test("after ninety days an appeal is forgotten, and its items may be deleted", async () => {
  const { appeal, phone } = somebody();
  const first = await arrives(appeal);
  await triage(first);
  const items = await store.table.client.send(
    new QueryCommand({
      TableName: store.table.name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toItem({ ":pk": `REQUESTER#${requesterHash(phone)}` }),
    }),
  );
  expect(Number(items.Items?.[0]?.expiresAt?.N)).toBe(Date.parse(at.now) / 1000 + 90 * 86_400);
  // No text can be read in it.
  expect(JSON.stringify(items.Items)).not.toContain(appeal.title);
  at.now = addMillis(at.now, 85 * day);
  const second = await arrives(appeal);
  expect((await triage(second)).group).toBe(first);
  at.now = addMillis(at.now, 6 * day);
  const found = await findCandidates(store.table, requesterHash(phone), [], at.now);
  expect(found).toMatchObject({ own: [{ caseId: second }], next: 3 });
});

test("an appeal whose case is gone keeps nobody from being worked", async () => {
  const { appeal, phone } = somebody();
  const first = await arrives(appeal);
  await triage(first);
  const found = await findCandidates(store.table, requesterHash(phone), [], at.now);
  const gone = { ...found.own[0], caseId: ulid() } as Appeal;
  const Item = appealItem(requesterHash(phone), found.next, gone, at.now);
  await store.table.client.send(new PutItemCommand({ TableName: store.table.name, Item }));
  expect((await triage(await arrives(appeal))).mergedInto).toBe(first);
});

test("under a number that a whole desk uses nothing is merged, and nobody waits for another", async () => {
  const { phone } = somebody();
  for (let n = 0; n < city.triage.duplicates.sharedFrom; n += 1) {
    await triage(await arrives({ ...ownWords(`desk-${n}`), requester: { phone } }));
  }
  const { appeal } = somebody();
  const [first, second] = [
    await arrives({ ...appeal, requester: { phone } }),
    await arrives({ ...appeal, requester: { phone } }),
  ];
  await triage(first);
  expect(await triage(second)).toMatchObject({ stage: "routing", group: first });
});

test("a key is read no deeper than a few items, however hot its matter", async () => {
  const { appeal } = somebody();
  for (let n = 0; n < 9; n += 1) await triage(await arrives({ ...appeal, requester: undefined }));
  const sizes: number[] = [];
  const counting = tableThat(async (command, send) => {
    const answer = await send();
    if (command === "QueryCommand") sizes.push((answer as { Items?: object[] }).Items?.length ?? 0);
    return answer;
  });
  await triage(await arrives({ ...appeal, requester: undefined }), { ...store, table: counting });
  // The tickets of the case itself, and three keys.
  expect(sizes).toEqual([1, 6, 6, 6]);
});

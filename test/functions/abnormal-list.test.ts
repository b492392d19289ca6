import "../builders/environment.ts";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newHandler as abnormalList } from "../../functions/listing/handler.ts";
import { newHandler as tendList } from "../../functions/listing/tend-list.ts";
import { newHandler as supervision } from "../../functions/supervision/handler.ts";
import { newHandler as triage } from "../../functions/triage/triage-case.ts";
import { ownWords } from "../../local/cost/own-words.ts";
import * as calls from "../../shared/api/calls/abnormal-list.ts";
import { postScreeningDecision } from "../../shared/api/calls/supervision.ts";
import { EntryPageView, EntryView, ListingNotice } from "../../shared/api/entry-view.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { positionOf } from "../../shared/lambda/workflow-step.ts";
import { findListing } from "../../shared/table/abnormal-entries.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase, loadHistory, loadTickets } from "../../shared/table/cases.ts";
import { commit } from "../../shared/table/commit.ts";
import { call } from "../builders/api-event.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { caller, city, jointOffice, partner, reviewer, screener } from "../builders/city.ts";
import { listed } from "../builders/listed.ts";
import { local, opened } from "../builders/story.ts";

const at = { now: "" };
const monday = local("2026-03-02 09:30");
let store: CaseStore;
let stop: () => Promise<void>;
const inDirectory = "13899990000";
beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at, { ...city, abnormalList: [listed(inDirectory, { appealTo: "office" })] });
});
afterAll(() => stop());
beforeEach(() => {
  at.now = monday;
});

const officer: Actor = { kind: "triage-officer", id: "officer-1" };
const second: Actor = { kind: "screening-officer", id: "screener-2" };
const stranger: Actor = { kind: "partner", id: "p2", partner: "platform" };
const auditor: Actor = { kind: "auditor", id: "auditor-1" };

let phones = 0;
/** A phone that nobody had before in this file. */
const newPhone = () => `139${String(++phones).padStart(8, "0")}`;

/** A case of this requester, as far as triage takes it. */
async function appealOf(phone: string | undefined, parts: Partial<Ticket> = {}): Promise<string> {
  const caseId = ulid();
  const requester = { name: "欧阳秘密", ...(phone === undefined ? {} : { phone }) };
  const { state, decisions } = opened({ requester, ...ownWords(caseId), ...parts }, { caseId, at: at.now });
  for (const decision of decisions) await commit(store.table, decision);
  await triage(store)(positionOf(state));
  return caseId;
}
const stageOf = async (caseId: string) => (await loadCase(store.table, caseId))?.stage;

const ask = (route: Parameters<typeof call>[1], actor: Actor, params: Record<string, string>, body?: unknown) =>
  call(abnormalList(store), route, { actor, params, ...(body === undefined ? {} : { body }) });
const evidence = "欧阳秘密（13912345678）以同一话术投诉四十家";
const propose = (caseId: string, more: object = {}, actor: Actor = officer) =>
  ask(calls.postListingProposal, actor, { caseId }, { evidence, months: 6, ...more });
const decide = (entryId: string, actor: Actor = reviewer, decision = "list") =>
  ask(calls.postListingDecision, actor, { entryId }, { decision, reason: "证据充分" });
const noticeOf = (caseId: string, actor: Actor = partner) => ask(calls.getListingOfCase, actor, { caseId });
const appeal = (caseId: string, actor: Actor = partner) =>
  ask(calls.postListingAppeal, actor, { caseId }, { words: "我有小票" });

async function list(phone: string): Promise<string> {
  const { body } = await propose(await appealOf(phone));
  expect((await decide(body.entryId)).status).toBe(200);
  return body.entryId;
}

describe("from a proposal to screening", () => {
  test("nothing counts until a second person has agreed; then the requester is known in any writing", async () => {
    const phone = newPhone();
    const caseId = await appealOf(phone);
    const { status, body } = await propose(caseId);
    expect(status).toBe(200);
    expect(EntryView.parse(body)).toMatchObject({ stage: "proposed", cases: [caseId], due: local("2026-03-09 17:30") });
    expect(await stageOf(await appealOf(phone))).toBe("routing");
    const own = await decide(body.entryId, { kind: "supervisor", id: officer.id });
    expect(own).toMatchObject({ status: 403, body: { code: "OwnProposal" } });
    expect((await decide(body.entryId)).body).toMatchObject({ stage: "listed", due: local("2026-09-02 00:00") });
    for (const written of [
      phone,
      `+86 ${phone}`,
      `0086-${phone}`,
      phone.replace(/\d/g, (d) => "０１２３４５６７８９"[Number(d)] ?? ""),
    ])
      expect(await stageOf(await appealOf(written))).toBe("screening");
    expect(await stageOf(await appealOf(newPhone()))).toBe("routing");
    expect(await stageOf(await appealOf(phone, { kind: "report" }))).toBe("routing");
    expect(await stageOf(await appealOf(phone, { severity: "urgent" }))).toBe("routing");
  });

  test("the evidence is of the same requester, and there is one entry of each", async () => {
    const phone = newPhone();
    const [one, two, foreign] = [await appealOf(phone), await appealOf(`+86${phone}`), await appealOf(newPhone())];
    expect(await propose(one, { cases: [foreign] })).toMatchObject({ status: 422, body: { code: "OtherRequester" } });
    expect(await propose(one, { cases: [ulid()] })).toMatchObject({ status: 404, body: { code: "NoSuchCase" } });
    expect((await propose(one, { cases: [two, one] })).body).toMatchObject({ cases: [one, two] });
    expect(await propose(two)).toMatchObject({ status: 409, body: { code: "AlreadyProposed" } });
    expect(await propose(await appealOf(undefined))).toMatchObject({ status: 409, body: { code: "NoRequester" } });
    expect(await propose(await appealOf(inDirectory))).toMatchObject({ status: 409, body: { code: "AlreadyListed" } });
  });

  test("of two proposals at once one is written", async () => {
    const caseId = await appealOf(newPhone());
    const answers = await Promise.all([propose(caseId), propose(caseId, {}, second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("what is asked badly is answered clearly", async () => {
    const caseId = await appealOf(newPhone());
    for (const more of [{ months: 13 }, { months: 0 }, { evidence: " " }, { cases: ["x"] }, { phone: "1" }])
      expect((await propose(caseId, more)).status).toBe(422);
    expect((await decide(ulid())).body).toMatchObject({ status: 404, code: "NoSuchEntry" });
    expect((await decide("none")).status).toBe(404);
    expect((await propose(ulid())).status).toBe(404);
  });
});

describe("who sees what", () => {
  test("no view says who the requester is, and no event knows", async () => {
    const phone = newPhone();
    const entryId = await list(phone);
    const { body } = await ask(calls.getEntry, auditor, { entryId });
    expect(EntryView.parse(body)).toMatchObject({ stage: "listed", chain: { whole: true } });
    expect(body.history.map(({ type }: { type: string }) => type)).toEqual(["ListingProposed", "ListingDecided"]);
    expect(body.history[0].said.evidence).toBe("**（****）以同一话术投诉四十家");
    for (const secret of [phone, requesterHash(phone), "欧阳"]) expect(JSON.stringify(body)).not.toContain(secret);
    const { Items = [] } = await store.table.client.send(new ScanCommand({ TableName: store.table.name }));
    const events = Items.map((item) => unmarshall(item)).filter(({ sk }) => String(sk).startsWith("EVENT#"));
    expect(events.length).toBeGreaterThan(4);
    expect(JSON.stringify(events)).not.toContain(requesterHash(phone));
  });

  test("the lists are in order of what is due, page by page", async () => {
    for (let n = 0; n < 3; n += 1) await propose(await appealOf(newPhone()));
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { stage: "proposed", limit: "2", ...(cursor && { cursor }) };
      const { body } = await call(abnormalList(store), calls.getAbnormalList, { actor: reviewer, query });
      expect(EntryPageView.parse(body).items.length).toBeLessThanOrEqual(2);
      ids.push(...body.items.map(({ entryId }: { entryId: string }) => entryId));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("the requester's platform is told why, until when, and how to appeal; another one learns nothing", async () => {
    const phone = newPhone();
    const entryId = await list(phone);
    const caseId = await appealOf(phone);
    const { body } = await noticeOf(caseId);
    expect(ListingNotice.parse(body)).toMatchObject({
      ...{ listed: true, entryId, until: local("2026-09-02 00:00"), reason: "证据充分" },
      appeal: { to: { unit: "office" }, how: { zh: expect.stringContaining("申诉") } },
    });
    expect((await noticeOf(caseId, stranger)).status).toBe(404);
    expect((await appeal(caseId, stranger)).status).toBe(404);
    expect((await noticeOf(await appealOf(newPhone()))).body).toMatchObject({ listed: false });
    const other = await noticeOf(await appealOf(inDirectory));
    expect(ListingNotice.parse(other.body)).toMatchObject({ listed: true, appeal: { to: { unit: "office" } } });
  });

  test("a proposal is told to nobody", async () => {
    const caseId = await appealOf(newPhone());
    await propose(caseId);
    expect((await noticeOf(caseId)).body).toEqual({ caseId, listed: false });
    expect(await appeal(caseId)).toMatchObject({ status: 409, body: { code: "NotListed" } });
  });
});

describe("an appeal", () => {
  test("is heard by a third person, and lifts the entry", async () => {
    const phone = newPhone();
    const entryId = await list(phone);
    const caseId = await appealOf(phone);
    expect((await appeal(caseId)).body).toMatchObject({ listed: true, stage: "appealed" });
    const hear = (actor: Actor) =>
      ask(calls.postListingAppealDecision, actor, { entryId }, { decision: "lift", reason: "属实" });
    expect(await hear(reviewer)).toMatchObject({ status: 403, body: { code: "OwnDecision" } });
    expect(await hear({ kind: "joint-office", id: officer.id })).toMatchObject({ status: 403 });
    expect((await hear(jointOffice)).body).toMatchObject({ stage: "lifted" });
    expect((await noticeOf(caseId)).body).toMatchObject({ listed: false });
    expect(await findListing(store.table, requesterHash(phone))).toBeUndefined();
    expect(await stageOf(await appealOf(phone))).toBe("routing");
  });

  test("can be made by callback staff, and lifting early needs none", async () => {
    const phone = newPhone();
    const entryId = await list(phone);
    expect((await appeal(await appealOf(phone), caller)).status).toBe(200);
    expect((await ask(calls.postListingLifting, jointOffice, { entryId }, { reason: "已改正" })).body).toMatchObject({
      stage: "lifted",
    });
  });

  test("against the directory's own list goes to the unit that it names", async () => {
    expect(await appeal(await appealOf(inDirectory))).toMatchObject({
      status: 409,
      body: { code: "ListedInDirectory" },
    });
  });
});

describe("screening", () => {
  const screen = (caseId: string, actor: Actor, body: object) =>
    call(supervision(store), postScreeningDecision, { actor, params: { caseId }, body });
  const refused = { decision: "not-accepted", reason: "已就同一事实处理", remedy: "可申请行政复议" };

  test("is not for whoever proposed the entry, in the list or in the directory", async () => {
    const phone = newPhone();
    const { body } = await propose(await appealOf(phone), {}, screener);
    await decide(body.entryId);
    const caseId = await appealOf(phone);
    expect(await screen(caseId, screener, refused)).toMatchObject({ status: 403, body: { code: "OwnProposal" } });
    expect(await screen(caseId, officer, refused)).toMatchObject({
      status: 403,
      body: { code: "NotTheScreeningOfficer" },
    });
    expect((await screen(caseId, second, refused)).body).toMatchObject({ stage: "closed", outcome: "not-accepted" });
    const elsewhere = await appealOf(inDirectory);
    expect(await screen(elsewhere, { kind: "screening-officer", id: "screener-1" }, refused)).toMatchObject({
      status: 403,
    });
    expect((await screen(elsewhere, second, { decision: "accepted", reason: "属实" })).status).toBe(200);
  });

  test("opens a report case for the violation in a refused claim, or nothing at all", async () => {
    const phone = newPhone();
    await list(phone);
    const caseId = await appealOf(phone);
    const lead = { violationLead: "店内冷库无证生产食品，地址在码头路 3 号" };
    const { body } = await screen(caseId, second, { ...refused, ...lead });
    expect(body).toMatchObject({ stage: "closed", splitInto: expect.any(String) });
    const report = await loadCase(store.table, body.splitInto);
    expect(report).toMatchObject({ stage: "triage", kind: "report", splitFrom: caseId });
    const [ticket] = await loadTickets(store.table, body.splitInto);
    expect(ticket?.content).toMatchObject({ body: lead.violationLead, kind: "report", requester: { phone } });
    if (report !== undefined) await triage(store)(positionOf(report));
    expect(await stageOf(body.splitInto)).toBe("routing");
    const again = await appealOf(phone);
    expect((await screen(again, second, { decision: "accepted", reason: "…", ...lead })).status).toBe(422);
    expect(await loadHistory(store.table, again)).toHaveLength(2);
  });
});

describe("the daily round", () => {
  const tend = () => tendList(store)();

  test("writes down what silence has done, once", async () => {
    const [proposedCase, phone, third] = [await appealOf(newPhone()), newPhone(), newPhone()];
    const { body: proposal } = await propose(proposedCase);
    const appealed = await list(phone);
    await appeal(await appealOf(phone));
    const short = (await propose(await appealOf(third), { months: 1 })).body.entryId;
    await decide(short);
    at.now = local("2026-03-10 06:00");
    // What silence has done holds before anybody has written it down.
    expect(await stageOf(await appealOf(phone))).toBe("routing");
    await tend();
    const stage = async (entryId: string) => (await ask(calls.getEntry, auditor, { entryId })).body.stage;
    expect([await stage(proposal.entryId), await stage(appealed), await stage(short)]).toEqual([
      "refused",
      "lifted",
      "listed",
    ]);
    at.now = local("2026-04-02 00:00");
    await tend();
    expect(await stage(short)).toBe("expired");
    expect(await findListing(store.table, requesterHash(third))).toBeUndefined();
    expect((await tend()).ended).toBe(0);
  });

  test("an entry that is over stands in no new proposal's way, even before the round", async () => {
    const phone = newPhone();
    const caseId = await appealOf(phone);
    const first = (await propose(caseId)).body.entryId;
    at.now = local("2026-03-10 09:00");
    const again = await propose(caseId);
    expect(again).toMatchObject({ status: 200, body: { stage: "proposed" } });
    expect((await ask(calls.getEntry, auditor, { entryId: first })).body.stage).toBe("refused");
  });
});

describe("the weekly proposals", () => {
  const shops = ["海鲜楼", "百味面馆", "老街茶庄", "东港烟酒行", "万家超市", "好运来饭店", "金石眼镜", "春风药房"];
  const claim = { title: "标签不合格要求赔偿", body: "外包装标签未标注生产许可证编号，要求商家退一赔十并依法处罚。" };
  /** Twelve claims on one pattern, over three days: a phone with ten appeals in one day is taken for a desk's. */
  async function claims(phone: string, firstDay: number, month: string, respondents = shops): Promise<void> {
    for (let n = 0; n < 12; n += 1) {
      const date = `2026-${month}-${String(firstDay + Math.floor(n / 4)).padStart(2, "0")}`;
      at.now = local(`${date} ${10 + (n % 4)}:00`);
      await appealOf(phone, { ...claim, respondent: respondents[n % respondents.length], kind: "complaint" });
    }
  }
  const proposals = async () =>
    (
      await call(abnormalList(store), calls.getAbnormalList, {
        actor: reviewer,
        query: { stage: "proposed", limit: "100" },
      })
    ).body.items as { by: string; entryId: string; found?: object }[];
  const byJob = async () => (await proposals()).filter(({ by }) => by === "weekly-job");

  test("proposes whoever stands out, once a week, and lists nobody", async () => {
    const phone = newPhone();
    await claims(phone, 16, "03");
    await claims(newPhone(), 16, "03", ["隔壁酒吧"]);
    at.now = local("2026-03-22 23:00");
    expect((await tendList(store)()).proposed).toBe(0);
    at.now = local("2026-03-23 06:00");
    expect((await tendList(store)()).proposed).toBe(1);
    const [found, ...more] = await byJob();
    expect(more).toEqual([]);
    expect(found).toMatchObject({ found: { week: "2026-03-16", claims: 12, alike: 12, respondents: 8 } });
    expect(await findListing(store.table, requesterHash(phone))).toMatchObject({ stage: "proposed" });
    expect(await stageOf(await appealOf(phone))).toBe("routing");
    // Again, in the same week, also after somebody has refused.
    expect((await tendList(store)()).proposed).toBe(0);
    await decide(found?.entryId ?? "", reviewer, "refuse");
    at.now = local("2026-03-24 06:00");
    expect((await tendList(store)()).proposed).toBe(0);
    expect(await findListing(store.table, requesterHash(phone))).toBeUndefined();
  });

  test("a round that broke off goes on, and does nothing twice", async () => {
    const two = [newPhone(), newPhone()];
    for (const phone of two) await claims(phone, 7, "04");
    at.now = local("2026-04-13 06:00");
    const { client } = store.table;
    let writes = 0;
    const broken = Object.assign(Object.create(client), {
      send: (command: { constructor: { name: string } }) => {
        writes += command.constructor.name === "TransactWriteItemsCommand" ? 1 : 0;
        if (writes > 1) throw new Error("killed");
        return client.send(command as never);
      },
    });
    await expect(tendList({ ...store, table: { ...store.table, client: broken } })()).rejects.toThrow("killed");
    const results = await Promise.all([tendList(store)(), tendList(store)()]);
    expect(results.reduce((sum, { proposed }) => sum + proposed, 0)).toBe(1);
    for (const phone of two)
      expect(await findListing(store.table, requesterHash(phone))).toMatchObject({ stage: "proposed" });
  });
});

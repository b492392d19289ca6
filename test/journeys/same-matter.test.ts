import { expect, test } from "vitest";
import type { CaseView } from "../../shared/api/case-view.ts";
import { type City, resolution, satisfied, seafood, startCity } from "./city.ts";

interface Links {
  group?: string;
  repeat?: number;
  cases: { caseId: string; other: string; score: number; parts: { text: number } }[];
  steps: { type: string; other?: string; score?: number; explanation: { zh: string; en: string } }[];
}

/** One matter, told again and again in other words. */
const tellings = [
  { title: "火锅店菜里吃出蟑螂", body: "昨晚在川娃子火锅吃饭，上来的青菜里有一只蟑螂，服务员只说换一盘，要求处理。" },
  { title: "投诉川娃子火锅卫生问题", body: "川娃子火锅的青菜里面有蟑螂，服务员态度敷衍，只给换了一盘菜，要求处理。" },
  {
    title: "川娃子火锅蟑螂的事怎么还没处理",
    body: "上次投诉川娃子火锅青菜里吃出蟑螂，服务员只换一盘菜，一直没有人处理。",
  },
];
const wang = { name: "王女士", phone: "13800000001" };
const li = { name: "李先生", phone: "13900000002" };
const place = { address: "港区码头路23号", respondent: "川娃子火锅" };

const told = (n: number, more: Record<string, unknown> = {}) => ({
  ...tellings[n],
  ...place,
  requester: wang,
  ...more,
});

const links = async (city: City, caseId: string) =>
  (await city.staff("auditor").get<Links>(`/v1/cases/${caseId}/links`)).body;

/** Sends a ticket over another platform. */
async function overApp(city: City, ticket: Record<string, unknown>): Promise<CaseView> {
  const app = city.person({ kind: "partner", partner: "city-app" });
  const sent = await app.post("/v1/tickets", { ...seafood, channel: "app", ...ticket });
  expect(sent.status).toBe(201);
  await city.settled();
  return city.case(sent.body.caseId);
}

test("the same requester's appeal on the same matter is merged: worked once, and nothing of it is lost", async () => {
  const city = await startCity();
  const station = city.unit("station-gangqian");
  const app = city.person({ kind: "partner", partner: "city-app" });
  const first = await city.open(told(0));
  await station.post(`/v1/cases/${first.caseId}/assignments/lead/acceptance`);
  await city.until("P1D");
  const before = (await city.case(first.caseId)).clocks;
  const receivedAt = "2026-03-02T01:00:00.000Z";
  const second = await overApp(city, told(1, { externalRef: "app-7", severity: "urgent", receivedAt }));

  expect(second).toMatchObject({ stage: "closed", outcome: "merged", mergedInto: first.caseId, clocks: [] });
  expect((await city.story(second.caseId)).slice(1)).toEqual(["CaseTriaged", "CaseMerged", "CaseClosed"]);
  expect(await city.executions(second.caseId)).toEqual([{ name: `${second.caseId}-1`, status: "SUCCEEDED" }]);
  // Earliest receipt, highest severity; no clock has been given time.
  const held = await city.case(first.caseId);
  expect(held).toMatchObject({ stage: "resolution", severity: "urgent", receivedAt });
  for (const { clock, dueAt } of held.clocks) {
    expect(dueAt <= (before.find((one) => one.clock === clock)?.dueAt ?? "~")).toBe(true);
  }
  // Whoever works the case reads both tickets; each platform reads its own and what becomes of it.
  const bodies = async (reader: typeof app) =>
    (await reader.get(`/v1/cases/${first.caseId}`)).body.tickets?.map(({ body }) => body);
  expect(await bodies(station)).toEqual([tellings[0]?.body, tellings[1]?.body]);
  expect(await bodies(app)).toEqual([tellings[1]?.body]);
  expect(await bodies(city.partner)).toEqual([tellings[0]?.body]);
  const found = await app.get<{ items: CaseView[] }>("/v1/cases?externalRef=app-7");
  expect(found.body.items.map(({ caseId }) => caseId)).toEqual([second.caseId, first.caseId]);
  // Why, in figures and in words.
  const { steps } = await links(city, second.caseId);
  expect(steps).toMatchObject([{ type: "CaseMerged", other: first.caseId, score: expect.any(Number) }]);
  expect(steps[0]?.explanation.zh).toContain("文本");

  const refused = await app.post(`/v1/cases/${second.caseId}/withdrawal`, { reason: "算了" });
  expect(refused).toMatchObject({ status: 409, body: { code: "MergedCase" } });
  const others = await app.post(`/v1/cases/${first.caseId}/withdrawal`, { reason: "算了" });
  expect(others).toMatchObject({ status: 403, body: { code: "OthersTicket" } });
  // What still comes for it is read where it is worked, and the platform hears the reply.
  const more = { ...seafood, ...told(1), channel: "app", externalRef: "app-7", body: "补充：有照片。" };
  expect((await app.post("/v1/tickets", more)).body).toMatchObject({ caseId: second.caseId, supplement: true });
  await city.settled();
  expect(await bodies(station)).toEqual([tellings[0]?.body, tellings[1]?.body, "补充：有照片。"]);
  await station.post(`/v1/cases/${first.caseId}/assignments/lead/resolution`, resolution);
  const replies = (await city.events(first.caseId, app)).filter(({ type }) => type === "AssignmentResolved");
  expect(replies[0]?.said).toMatchObject({ replyText: resolution.replyText });
});

test("a merge is undone: the case goes its own way under its own clocks, the other forgets its tickets", async () => {
  const city = await startCity();
  const supervisor = city.staff("supervisor");
  const first = await city.open(told(0));
  await city.until("PT2H");
  const second = await overApp(city, told(1, { externalRef: "app-7" }));
  expect(second.mergedInto).toBe(first.caseId);
  const undone = await supervisor.post(`/v1/cases/${second.caseId}/unmerge`, { reason: "两桌客人，两件事" });
  expect(undone.body).toMatchObject({ stage: "routing", epoch: 2 });
  await city.settled();
  const own = await city.case(second.caseId);
  expect(own).toMatchObject({ stage: "acceptance", lead: { unit: "station-gangqian" } });
  expect(own.mergedInto).toBeUndefined();
  expect(own.clocks.find(({ clock }) => clock === "resolve")?.startAt).toBe(second.receivedAt);
  expect(await city.executions(second.caseId)).toMatchObject([{}, { name: `${second.caseId}-2`, status: "RUNNING" }]);
  const other = (await city.unit("station-gangqian").get(`/v1/cases/${first.caseId}`)).body;
  expect(other.tickets?.map(({ body }) => body)).toEqual([tellings[0]?.body]);
  expect((await city.story(first.caseId)).slice(-2)).toEqual(["TicketMerged", "TicketUnmerged"]);
  const app = city.person({ kind: "partner", partner: "city-app" });
  expect((await app.get(`/v1/cases/${first.caseId}`)).status).toBe(404);
  const again = await supervisor.post(`/v1/cases/${second.caseId}/unmerge`, { reason: "再次" });
  expect(again).toMatchObject({ status: 409, body: { code: "NotMerged" } });

  // And by hand together again, which a report can never be.
  const merged = await supervisor.post(`/v1/cases/${second.caseId}/merge`, { into: first.caseId, reason: "确为一事" });
  expect(merged.body).toMatchObject({ stage: "closed", outcome: "merged" });
  await city.settled();
  expect((await city.unit("station-gangqian").get(`/v1/cases/${first.caseId}`)).body.tickets).toHaveLength(2);
  const report = await city.open({ kind: "report" });
  const refused = await supervisor.post(`/v1/cases/${report.caseId}/merge`, { into: first.caseId, reason: "同店" });
  expect(refused).toMatchObject({ status: 409, body: { code: "ReportStands" } });
});

test("two copies at the same moment: one is merged into the other, and neither is lost", async () => {
  const city = await startCity();
  const app = city.person({ kind: "partner", partner: "city-app" });
  const sent = await Promise.all([
    city.partner.post("/v1/tickets", { ...seafood, ...told(0), externalRef: "t-1" }),
    app.post("/v1/tickets", { ...seafood, ...told(1), channel: "app", externalRef: "t-2" }),
  ]);
  await city.settled();
  const cases = await Promise.all(sent.map(({ body }) => city.case(body.caseId)));
  const [open, merged] = cases.toSorted((a, b) => (a.stage === "closed" ? 1 : 0) - (b.stage === "closed" ? 1 : 0));
  expect(open).toMatchObject({ stage: "acceptance", mergedFrom: [{ caseId: merged?.caseId }] });
  expect(merged).toMatchObject({ stage: "closed", outcome: "merged", mergedInto: open?.caseId });
});

test("another requester's appeal is linked, and nothing is merged into a case that is resolved", async () => {
  const city = await startCity();
  const first = await city.open(told(0));
  await city.until("PT1M");
  const neighbour = await city.open(told(1, { requester: li }));
  expect(neighbour).toMatchObject({ stage: "acceptance", group: first.caseId });
  const station = city.unit("station-gangqian");
  await station.post(`/v1/cases/${first.caseId}/assignments/lead/acceptance`);
  await station.post(`/v1/cases/${first.caseId}/assignments/lead/resolution`, resolution);
  await city.settled();
  await city.until("PT1M");
  const later = await city.open(told(2));
  expect(later).toMatchObject({ stage: "acceptance", group: first.caseId });
  // The first one knows of both, though nobody has written it.
  const { cases } = await links(city, first.caseId);
  expect(cases.map(({ caseId }) => caseId)).toEqual([later.caseId, neighbour.caseId]);
  expect(cases[0]?.score).toBeGreaterThan(0.5);
  expect((await city.story(first.caseId)).filter((type) => /Linked|Merged/.test(type))).toEqual([]);
  // Nor does a platform learn whose cases are like its own.
  expect((await city.partner.get(`/v1/cases/${later.caseId}`)).body.group).toBeUndefined();
});

test("the third appeal of one requester on one matter within ninety days is flagged", async () => {
  const city = await startCity();
  const station = city.unit("station-gangqian");
  const caseIds: string[] = [];
  for (const n of [0, 1, 2]) {
    const { caseId, stage, repeat } = await city.open(told(n));
    expect(stage).toBe("acceptance");
    expect(repeat).toBe(n === 2 ? 3 : undefined);
    caseIds.push(caseId);
    await station.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
    const solved = { ...resolution, told: { ...resolution.told, at: new Date(city.cloud.clock.now()).toISOString() } };
    expect((await station.post(`/v1/cases/${caseId}/assignments/lead/resolution`, solved)).status).toBe(200);
    const closed = await city.staff("callback").post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
    expect(closed.body).toMatchObject({ stage: "closed" });
    await city.until("P1D");
  }
  const flagged = (await city.events(caseIds[2] ?? "")).find(({ type }) => type === "RepeatFlagged");
  expect(flagged?.data).toEqual({ count: 3, cases: caseIds.slice(0, 2).sort() });
});

test("a ticket that complains and reports becomes two cases on their own tracks, with one receipt", async () => {
  const city = await startCity();
  const { kind: _kind, ...unsaid } = seafood;
  const mixed = {
    ...unsaid,
    externalRef: "mixed-1",
    title: "投诉缺斤短两不退款",
    body: "我要投诉海鲜市场摊主缺斤短两拒绝退款。另外举报该摊主无证经营，销售走私冻品。",
  };
  const { body } = await city.partner.post("/v1/tickets", mixed);
  await city.settled();
  const found = await city.partner.get<{ items: CaseView[] }>("/v1/cases?externalRef=mixed-1");
  expect(found.body.items).toMatchObject([
    { caseId: body.caseId, kind: "complaint", stage: "acceptance" },
    { kind: "report", stage: "acceptance", splitFrom: body.caseId, receivedAt: found.body.items[0]?.receivedAt },
  ]);
  const report = await city.case(found.body.items[1]?.caseId ?? "");
  expect((await city.case(body.caseId)).splitInto).toBe(report.caseId);
  expect(report.clocks.map(({ clock }) => clock)).toContain("resolve");
  expect((await city.partner.get(`/v1/cases/${report.caseId}`)).body.tickets).toHaveLength(1);
});

test("a triage officer splits what triage took for one matter", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const officer = city.staff("triage-officer");
  const split = await officer.post(`/v1/cases/${caseId}/split`, { kind: "report", reason: "同时举报无证" });
  expect(split.status).toBe(200);
  await city.settled();
  expect(await city.case(split.body.splitInto ?? "")).toMatchObject({ kind: "report", splitFrom: caseId });
  const again = await officer.post(`/v1/cases/${caseId}/split`, { kind: "report", reason: "再拆" });
  expect(again).toMatchObject({ status: 409, body: { code: "AlreadySplit" } });
});

import { expect, test } from "vitest";
import { ownWords } from "../../local/cost/own-words.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { type City, type Person, satisfied, startCity } from "./city.ts";

const phone = "13877770000";
const requester = { name: "欧阳秘密", phone };

interface Entry {
  entryId: string;
  stage: string;
  due?: string;
  code?: string;
  items?: (Entry & { by: string })[];
}

/** Appeals in words of their own, so that none is merged into another. */
const appeal = (city: City, change: object = {}) =>
  city.open({ requester, ...ownWords(String(Math.random())), ...change });

interface Desk {
  officer: Person;
  screener: Person;
  supervisor: Person;
  hearer: Person;
}
const deskOf = (city: City): Desk => ({
  officer: city.person({ kind: "triage-officer", id: "officer-1" }),
  screener: city.person({ kind: "screening-officer", id: "screener-1" }),
  supervisor: city.person({ kind: "supervisor", id: "supervisor-1" }),
  hearer: city.person({ kind: "joint-office", id: "joint-1" }),
});

async function list(city: City, { officer, supervisor }: Desk, months = 6): Promise<string> {
  const { caseId } = await appeal(city);
  const evidence = "三十天内以同一话术投诉四十家";
  const proposed = await officer.post<Entry>(`/v1/cases/${caseId}/abnormal-listing`, { evidence, months });
  const { entryId } = proposed.body;
  const sameHand = city.person({ kind: "supervisor", id: "officer-1" });
  const decision = { decision: "list", reason: "证据充分" };
  expect((await sameHand.post<Entry>(`/v1/abnormal-list/${entryId}/decision`, decision)).status).toBe(403);
  expect((await supervisor.post<Entry>(`/v1/abnormal-list/${entryId}/decision`, decision)).body.stage).toBe("listed");
  return entryId;
}

test("from a proposal to a refusal: the requester is told why, and the violation is followed all the same", async () => {
  const city = await startCity();
  const desk = deskOf(city);
  const entryId = await list(city, desk);
  const { caseId, stage } = await appeal(city, { requester: { ...requester, phone: `+86 ${phone}` } });
  expect(stage).toBe("screening");
  const told = await city.partner.get<Record<string, unknown>>(`/v1/cases/${caseId}/abnormal-listing`);
  expect(told.body).toMatchObject({ listed: true, entryId, evidence: "三十天内以同一话术投诉四十家" });
  expect((await city.partner.get(`/v1/cases/${caseId}`)).body).toMatchObject({
    screening: "pending",
    listing: { entryId },
  });

  const refusal = {
    ...{ decision: "not-accepted", reason: "已就同一事实处理", remedy: "可申请行政复议" },
    violationLead: "店内冷库无证生产食品，请依法查处",
  };
  expect((await desk.officer.post(`/v1/cases/${caseId}/screening-decision`, refusal)).status).toBe(403);
  const refused = await desk.screener.post(`/v1/cases/${caseId}/screening-decision`, refusal);
  expect(refused.body).toMatchObject({ stage: "closed", outcome: "not-accepted" });
  await city.settled();
  const report = await city.case(refused.body.splitInto ?? "");
  expect(report).toMatchObject({ kind: "report", stage: "acceptance", splitFrom: caseId });
  expect(await city.story(report.caseId)).not.toContain("ScreeningDecided");
  const events = await city.events(caseId, city.partner);
  expect(events.find(({ type }) => type === "ScreeningDecided")?.said).toEqual({
    reason: "已就同一事实处理",
    remedy: "可申请行政复议",
  });
  const published = JSON.stringify(city.cloud.eventBridge.recentEvents());
  expect(published).toContain("ListingDecided");
  for (const secret of [phone, requesterHash(phone), "欧阳"]) expect(published).not.toContain(secret);
});

test("whoever is referred elsewhere is called back before the case is closed", async () => {
  const city = await startCity();
  const desk = deskOf(city);
  await list(city, desk);
  const { caseId } = await appeal(city);
  const referral = { decision: "referred", reason: "属劳动争议", remedy: "可向仲裁委申请", referTo: "arbitration" };
  const referred = await desk.screener.post(`/v1/cases/${caseId}/screening-decision`, referral);
  expect(referred.body).toMatchObject({
    stage: "callback",
    referredTo: "arbitration",
    clocks: [{ clock: "callback" }],
  });
  const told = (await city.events(caseId, city.partner)).find(({ type }) => type === "ScreeningDecided")?.said;
  expect(told).toMatchObject({ turnTo: { name: { zh: "望澜市劳动人事争议仲裁院" }, phone: "13800009101" } });
  const caller = city.staff("callback");
  const waiting = await caller.get<{ items: { caseId: string }[] }>("/v1/callbacks");
  expect(waiting.body.items.map((item) => item.caseId)).toContain(caseId);
  await city.until("PT2H");
  const answered = await caller.post(`/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(answered.body).toMatchObject({ stage: "closed", outcome: "referred" });
  await city.settled();
  expect(await city.executions(caseId)).toMatchObject([{ status: "SUCCEEDED" }]);
});

test("an appeal that nobody decides on lifts the entry, one that is heard by a third person at once", async () => {
  const city = await startCity();
  const desk = deskOf(city);
  const entryId = await list(city, desk);
  const { caseId } = await appeal(city);
  const words = { words: "我的每一次投诉都有小票" };
  const appealed = await city.partner.post<Entry>(`/v1/cases/${caseId}/abnormal-listing/appeal`, words);
  expect(appealed.body).toMatchObject({ listed: true, stage: "appealed" });
  const waiting = await desk.hearer.get<Entry>("/v1/abnormal-list?stage=appealed");
  expect(waiting.body.items?.map((item) => item.entryId)).toEqual([entryId]);
  const heard = { decision: "uphold", reason: "核实无误" };
  expect((await desk.supervisor.post(`/v1/abnormal-list/${entryId}/appeal-decision`, heard)).status).toBe(403);
  const upheld = await desk.hearer.post<Entry>(`/v1/abnormal-list/${entryId}/appeal-decision`, heard);
  expect(upheld.body.stage).toBe("listed");

  await city.partner.post(`/v1/cases/${caseId}/abnormal-listing/appeal`, words);
  await city.until("2026-03-09T17:31:00+08:00");
  expect((await appeal(city)).stage).not.toBe("screening");
  await city.until("P1D");
  expect((await desk.hearer.get<Entry>(`/v1/abnormal-list/${entryId}`)).body.stage).toBe("lifted");
});

/** A month of the city on a busy machine. */
test("an entry is over by itself, and the city hears of it", { timeout: 180_000 }, async () => {
  const city = await startCity();
  const desk = deskOf(city);
  const entryId = await list(city, desk, 1);
  await city.until("2026-04-01T23:00:00+08:00");
  expect((await appeal(city)).stage).toBe("screening");
  await city.until("2026-04-02T00:00:00+08:00");
  expect((await appeal(city)).stage).not.toBe("screening");
  await city.until("P1D");
  expect((await desk.hearer.get<Entry>(`/v1/abnormal-list/${entryId}`)).body.stage).toBe("expired");
  expect(JSON.stringify(city.cloud.eventBridge.recentEvents())).toContain("ListingExpired");
});

test("the weekly job proposes whoever stands out, and nobody is listed by it", async () => {
  const city = await startCity();
  const { supervisor } = deskOf(city);
  const shops = ["海鲜楼", "百味面馆", "老街茶庄", "东港烟酒行", "万家超市", "好运来饭店"];
  const claim = { title: "标签不合格要求赔偿", body: "外包装标签未标注生产许可证编号，要求商家退一赔十并依法处罚。" };
  for (const day of ["03", "04", "05"]) {
    await city.until(`2026-03-${day}T10:00:00+08:00`);
    for (const [n, respondent] of shops.slice(0, 4).entries()) {
      await city.open({ requester, ...claim, respondent: shops[(n + 2 * Number(day)) % shops.length] ?? respondent });
    }
  }
  await city.until("2026-03-10T12:00:00+08:00");
  const proposals = await supervisor.get<Entry>("/v1/abnormal-list");
  expect(proposals.body.items).toMatchObject([{ stage: "proposed", by: "weekly-job", found: { week: "2026-03-02" } }]);
  expect((await appeal(city)).stage).not.toBe("screening");
  // Nobody decides: silence refuses, and the week is not looked at again.
  await city.until("2026-03-19T12:00:00+08:00");
  expect((await supervisor.get<Entry>("/v1/abnormal-list")).body.items).toEqual([]);
});

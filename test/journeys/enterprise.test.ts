import { expect, test } from "vitest";
import type { CaseView } from "../../shared/api/case-view.ts";
import { resolution, satisfied, seafood, startCity } from "./city.ts";

const visit = {
  ...{ visitRef: "port-2026-01", contactPoint: "contact-point-port", enterprise: "望澜海产冷链有限公司" },
  contact: { name: "赵经理", phone: "13800000021" },
  date: "2026-03-02",
  needs: [
    {
      title: "冷库用电增容",
      body: "冷库扩建后用电容量不足，请尽快办理增容。",
      kind: "help",
      region: "01.01",
      category: "09.02.02",
    },
    { title: "建议简化检疫手续", body: "建议出口检疫改为线上预约。", kind: "suggestion", region: "01.01" },
  ],
};

interface Visit {
  visitId: string;
  enterprise?: string;
  needs: { caseId: string; externalRef?: string; stage: string }[];
}

test("an enterprise's key matter: both units named, told beforehand, and a project whose every hand-over is signed", async () => {
  const city = await startCity();
  const requester = { name: "赵经理", phone: "13800000021", enterprise: "望澜海产冷链有限公司" };
  const opened = await city.open({ ...seafood, channel: "enterprise-desk", requester });
  const { caseId } = opened;
  expect(opened).toMatchObject({ tracks: ["enterprise"], lead: { supervises: expect.any(String) } });
  const dueAt = opened.clocks.find(({ clock }) => clock === "first-response")?.dueAt;
  expect(dueAt).toBe("2026-03-02T07:00:00.000Z");
  const lead = city.unit(opened.lead?.unit ?? "");
  const supervising = city.unit(opened.lead?.supervises ?? "");
  const power = city.unit("power-company");
  const path = `/v1/cases/${caseId}`;
  await lead.post(`${path}/assignments/lead/acceptance`);

  const steps = [
    { title: "现场核查", unit: opened.lead?.unit, person: "王工", limit: { workingHours: 4 } },
    { title: "外线施工", limit: { workingDays: 2 } },
  ];
  expect((await lead.post(`${path}/at-once/plan`, { steps })).status).toBe(200);
  expect((await power.get(path)).status).toBe(404);
  await lead.post(`${path}/at-once/steps/1/start`, { person: "王工" });
  await city.until("PT1H");
  await lead.post(`${path}/at-once/steps/1/finish`, { note: "具备条件" });
  const work = await supervising.get<{ items: { task: string }[] }>(`/v1/units/${opened.lead?.supervises}/worklist`);
  expect(work.body.items.map(({ task }) => task)).toContain("at-once");
  const unowned = await supervising.post(`${path}/at-once/steps/1/signature`, { decision: "sign", note: "核对无误" });
  expect(unowned).toMatchObject({ status: 422, body: { code: "StepUnowned" } });
  const next = { unit: "power-company", person: "李工" };
  await supervising.post(`${path}/at-once/steps/1/signature`, { decision: "sign", note: "核对无误", next });
  expect(((await power.get<CaseView>(path)).body.tickets ?? [])[0]?.requester?.name).toBe("赵**");
  await power.post(`${path}/at-once/steps/2/start`, { person: "李工" });

  const now = async () => ({
    ...resolution,
    told: { ...resolution.told, at: new Date(city.cloud.clock.now()).toISOString() },
  });
  const early = await lead.post(`${path}/assignments/lead/resolution`, await now());
  expect(early).toMatchObject({ status: 409, body: { code: "PreliminaryResultOwed" } });
  await lead.post(`${path}/assignments/lead/preliminary-result`, { how: "visit", result: "本周内接通" });
  const toldEvents = (await city.events(caseId, city.partner)).filter(({ type }) => type === "PreliminaryResultTold");
  expect(toldEvents[0]?.said).toEqual({ result: "本周内接通" });
  const open = await lead.post(`${path}/assignments/lead/resolution`, await now());
  expect(open).toMatchObject({ status: 409, body: { code: "StepsOpen" } });

  // Nobody finishes in time: who that is stands in the history, and it goes up.
  await city.until("2026-03-06T18:00:00+08:00");
  const late = (await city.events(caseId)).find(({ type }) => type === "StepOverdue");
  expect(late?.data).toEqual({ step: 2, unit: "power-company", waitsFor: "finish" });
  await power.post(`${path}/at-once/steps/2/finish`, { note: "已接通" });
  await supervising.post(`${path}/at-once/steps/2/signature`, { decision: "sign", note: "现场核实" });
  const resolved = await lead.post<CaseView>(`${path}/assignments/lead/resolution`, await now());
  expect(resolved).toMatchObject({ status: 200, body: { project: [{ state: "signed" }, { state: "signed" }] } });
  expect((await city.partner.get<CaseView>(path)).body.project).toBeUndefined();
});

test("a visit of a contact point: each need becomes a case once, and the log shows what became of it", async () => {
  const city = await startCity();
  const point = city.person({ kind: "partner", partner: "contact-points" });
  const [first, again] = await Promise.all([
    point.post<Visit>("/v1/visits", visit),
    point.post<Visit>("/v1/visits", visit),
  ]);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body.needs.map(({ caseId }) => caseId)).toEqual(first.body.needs.map(({ caseId }) => caseId));
  await city.settled();
  const { visitId, needs } = first.body;
  const [need] = needs;
  if (need === undefined) throw new Error("no need became a case");
  expect((await city.case(need.caseId)).tracks).toEqual(["enterprise", "green-channel"]);
  const found = await point.get<{ items: CaseView[] }>("/v1/cases?externalRef=port-2026-01.1");
  expect(found.body.items[0]?.caseId).toBe(need.caseId);
  // A hundred writes are one transaction: so many needs go in one go, no more.
  const most = Array.from({ length: 15 }, (_, n) => ({
    title: `需求${n}`,
    body: `第${n}项：希望协助办理`,
    region: "01.01",
  }));
  const full = await point.post<Visit>("/v1/visits", { ...visit, visitRef: "port-2026-02", needs: most });
  expect([full.status, full.body.needs.length]).toEqual([201, 15]);
  const changed = await point.post("/v1/visits", { ...visit, note: "另有补充" });
  expect(changed).toMatchObject({ status: 409, body: { code: "VisitLogged" } });

  const opened = await city.case(need.caseId);
  const unit = city.unit(opened.lead?.unit ?? "");
  const path = `/v1/cases/${need.caseId}/assignments/lead`;
  await unit.post(`${path}/acceptance`);
  await city.until("PT1H");
  await unit.post(`${path}/preliminary-result`, { how: "contact-point", result: "本周内办结" });
  const told = { by: "联系点", how: "contact-point", at: new Date(city.cloud.clock.now()).toISOString() };
  expect((await unit.post(`${path}/resolution`, { ...resolution, told })).status).toBe(200);
  await city.staff("callback").post(`/v1/cases/${need.caseId}/callbacks/1/result`, satisfied);
  const own = await point.get<Visit>(`/v1/visits/${visitId}`);
  expect(own.body).toMatchObject({
    enterprise: visit.enterprise,
    needs: [{ stage: "closed", outcome: "satisfied" }, {}],
  });
  const seen = await city.staff("supervisor").get<Visit>(`/v1/visits/${visitId}`);
  expect(seen.body.enterprise).toBeUndefined();
  expect(seen.body.needs[0]?.externalRef).toBeUndefined();
  expect((await city.partner.get(`/v1/visits/${visitId}`)).status).toBe(404);
});

test("switching the track changes the deadlines", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const due = async () =>
    (await city.deadlines(caseId)).findLast(({ clock, state }) => clock === "resolve" && state === "running");
  const before = await due();
  const officer = city.staff("triage-officer");
  const correct = (tracks: string[]) =>
    officer.post(`/v1/cases/${caseId}/triage-correction`, { tracks, reason: "企业困难，走绿色通道" });
  await city.until("PT1H");
  expect((await correct(["green-channel"])).status).toBe(200);
  expect(await due()).toMatchObject({ track: "green-channel", dueAt: "2026-03-05T02:30:00.000Z" });
  await correct(["event"]);
  expect(await due()).toMatchObject({ track: "event", dueAt: "2026-03-02T14:00:00.000Z" });
  await correct([]);
  expect((await due())?.dueAt).toBe(before?.dueAt);
});

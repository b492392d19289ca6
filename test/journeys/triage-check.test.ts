import { expect, test } from "vitest";
import type { CaseView } from "../../shared/api/case-view.ts";
import { startCity } from "./city.ts";

/** Says nothing that a rule or the model could be sure of. */
const vague = { kind: undefined, category: undefined, title: "有事反映", body: "情况见附件，请尽快处理。" };
interface Queue {
  items: { caseId: string; task: string; dueAt: string }[];
}
interface Explained {
  confidence: number;
  steps: { type: string; explanation: { zh: string; en: string } }[];
}

test("what triage is unsure of waits for an officer, who corrects it; the case goes to the right unit, and says why", async () => {
  const city = await startCity();
  const officer = city.staff("triage-officer");
  const { caseId, stage } = await city.open(vague);
  expect(stage).toBe("triage-check");
  const { items } = (await officer.get<Queue>("/v1/triage-checks")).body;
  expect(items).toMatchObject([{ caseId, task: "triage-check" }]);

  const correction = { kind: "complaint", category: "01.01.01", region: "01.01", reason: "附件反映餐馆卫生" };
  const corrected = await officer.post<CaseView>(`/v1/cases/${caseId}/triage-correction`, correction);
  expect(corrected.status).toBe(200);
  await city.settled();
  expect(await city.case(caseId)).toMatchObject({ stage: "acceptance", lead: { unit: "station-gangqian" } });
  expect((await officer.get<Queue>("/v1/triage-checks")).body.items).toEqual([]);

  const supervisor = city.staff("supervisor");
  const triage = (await supervisor.get<Explained>(`/v1/cases/${caseId}/triage`)).body;
  expect(triage.confidence).toBeLessThan(0.5);
  expect(triage.steps.map(({ type }) => type)).toEqual(["CaseTriaged", "TriageCorrected"]);
  expect(triage.steps[1]?.explanation.zh).toContain("餐饮卫生");
  const { body } = await supervisor.get<{ steps: { unit: string; explanation: { en: string } }[] }>(
    `/v1/cases/${caseId}/routing`,
  );
  expect(body.steps[0]).toMatchObject({ unit: "station-gangqian" });
  expect((await city.partner.get(`/v1/cases/${caseId}/triage`)).status).toBe(403);
});

test("nobody looks: after two working hours the best candidate stands, and the case goes on", async () => {
  const city = await startCity();
  const { caseId } = await city.open(vague);
  await city.until("PT3H");
  expect(await city.story(caseId)).toEqual(expect.arrayContaining(["CaseTriaged", "TriageConfirmed"]));
  expect((await city.case(caseId)).stage).not.toBe("triage-check");
});

test("a case becomes graver at once, and less grave only when a second person agrees", async () => {
  const city = await startCity();
  const { caseId } = await city.open();
  const unit = city.unit("station-gangqian");
  const first = city.person({ kind: "supervisor", id: "first" });
  const second = city.person({ kind: "supervisor", id: "second" });
  const severity = (value: string) => ({ severity: value, reason: "现场有人受伤" });
  await unit.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  await unit.post(`/v1/cases/${caseId}/severity`, severity("major"));
  expect(await city.case(caseId)).toMatchObject({ severity: "major", attendance: { mode: "joint-on-site" } });

  await first.post(`/v1/cases/${caseId}/severity`, severity("general"));
  expect(await city.case(caseId)).toMatchObject({ severity: "major", lowering: { to: "general" } });
  const decision = { decision: "approve", reason: "核实为误报" };
  expect((await first.post(`/v1/cases/${caseId}/severity-lowering-decision`, decision)).status).toBe(403);
  expect((await second.get<Queue>("/v1/severity-lowerings")).body.items).toMatchObject([{ caseId }]);
  expect((await second.post(`/v1/cases/${caseId}/severity-lowering-decision`, decision)).status).toBe(200);
  expect((await city.case(caseId)).severity).toBe("general");
});

test("an urgent case is reported up by its unit, or goes up by itself", async () => {
  const city = await startCity();
  const { caseId } = await city.open({ severity: "urgent" });
  const unit = city.unit("station-gangqian");
  await unit.post(`/v1/cases/${caseId}/assignments/lead/acceptance`);
  const report = await unit.post<CaseView>(`/v1/cases/${caseId}/reports-up`, { to: "区总值班室", text: "已到现场" });
  expect(report.body.reportsUp).toBe(1);
  await city.until("PT25H");
  expect(await city.story(caseId)).toContain("CaseEscalated");
});

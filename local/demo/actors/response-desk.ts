import type { ResponseView } from "../../../shared/api/response-view.ts";
import { between } from "../chance.ts";
import type { City } from "../city.ts";
import { hour, minute } from "../local-hours.ts";

/** So many signals stay unanswered: the joint office is called for them. */
const silent = 0.08;
/** In so many sensitive matters something is published. */
const published = 0.3;

/**
 * All who respond to sensitive matters: the units answer their signals and report, the joint office follows each day,
 * decides whether anything is published, and settles when everything is done. Call it for a case that has a response; twice
 * is once.
 */
export function responseDesk({ callers, diary, chance, casebook }: City): (caseId: string) => void {
  const office = callers.as({ kind: "joint-office" });
  const begun = new Set<string>();
  const pathOf = (caseId: string) => `/v1/cases/${caseId}/sensitive-response`;
  const as = (unit: string) => (unit === "joint-office" ? office : callers.as({ kind: "unit", unit }));

  return (caseId) => {
    if (begun.has(caseId)) return;
    begun.add(caseId);
    const draw = chance("responds", casebook.numberOf(caseId));
    diary.at(diary.now() + between(draw, 2 * minute, 25 * minute), () => begin(caseId));
  };

  async function begin(caseId: string): Promise<void> {
    const { body } = await office.get<ResponseView>(pathOf(caseId));
    for (const { unit } of body.signals) {
      if (chance("acknowledges", casebook.numberOf(caseId), unit) < silent) continue;
      await as(unit).post(`${pathOf(caseId)}/acknowledgement`);
    }
    const situation = { to: "市委市政府总值班室", text: "已掌握情况，正在处置" };
    await office.post(`${pathOf(caseId)}/risk-reports`, situation);
    await goOn(caseId, 1);
  }

  /** Each day until it is settled: reports, then the ends of what is done. */
  async function goOn(caseId: string, day: number): Promise<void> {
    const { body } = await office.get<ResponseView>(pathOf(caseId));
    if (body.publication === undefined) await decide(caseId, body);
    for (const { task, unit, doneAt } of body.tasks) {
      if (doneAt !== undefined) continue;
      const path = `${pathOf(caseId)}/tasks/${task}`;
      // Handling by law ends with the case.
      if (day > 1 && task !== "lawful-handling") await as(unit).post(`${path}/completion`, { text: "已处置到位" });
      else await as(unit).post(`${path}/reports`, { text: "按要求推进，情况平稳" });
    }
    const followed = await office.post<ResponseView>(`${pathOf(caseId)}/follow-ups`, { text: "已核各单位进展" });
    if (followed.body.stage !== "settling") return diary.at(diary.now() + 23 * hour, () => goOn(caseId, day + 1));
    await office.post(`${pathOf(caseId)}/settlement`, { text: "处置到位，舆情平稳" });
  }

  async function decide(caseId: string, { tasks }: ResponseView): Promise<void> {
    const path = pathOf(caseId);
    const decision = chance("publishes", casebook.numberOf(caseId)) < published ? "publish" : "withhold";
    await office.post(`${path}/publication-decision`, { decision, reason: "按影响范围研究决定" });
    if (decision === "withhold") return;
    const writer = as(tasks.find(({ task }) => task === "public-guidance")?.unit ?? "joint-office");
    await writer.post(`${path}/drafts`, { text: "情况说明" });
    const approval = { decision: "approve", reason: "事实清楚，口径一致" };
    await callers.as({ kind: "supervisor", id: "bureau-chief" }).post(`${path}/drafts/1/decision`, approval);
    await office.post(`${path}/drafts/1/decision`, approval);
    await writer.post(`${path}/drafts/1/publication`, { where: "市政务新媒体" });
  }
}

import type { CaseView } from "../../../shared/api/case-view.ts";
import { atOnce } from "../at-once.ts";
import { between, oneOf } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { hour, minute } from "../local-hours.ts";
import { readWork, type Work } from "../work.ts";

/** Left to the clock: the default row, or the first receiver in a dispute. */
const leftAlone = 0.08;

/** The joint office chooses a unit where no row matches or the units do not agree; a few cases it lets the clock decide. */
export function jointOffice({ callers, diary, hours, casebook, chance, directory }: City, follow: Follow): Person {
  const caller = callers.as({ kind: "joint-office" });

  return diary.person(async () => {
    let next = hours.nextOf(["09:20", "14:20"], diary.now(), "office");
    await atOnce(await readWork(caller, "/v1/dispatches?", casebook), async (item) => {
      const at = designatesAt(item);
      if (at > diary.now()) next = Math.min(next, at);
      else await designate(item.caseId);
    });
    return next;
  });

  function designatesAt({ caseId, severity, since }: Work): number {
    const number = casebook.numberOf(caseId);
    if (chance("left-alone", number, since) < leftAlone) return Number.POSITIVE_INFINITY;
    const draw = chance("designates-after", number, since);
    const from = Date.parse(since);
    if (severity !== "general") return from + between(draw, 3 * minute, 28 * minute);
    return hours.officeTime(from, between(draw, 10 * minute, 1.8 * hour));
  }

  async function designate(caseId: string): Promise<void> {
    const { body } = await caller.get<CaseView>(`/v1/cases/${caseId}`);
    const unit = oneOf(chance("designated", casebook.numberOf(caseId), body.version), unitsFor(body));
    const reason = "按属地和职责指定办理";
    const answered = await caller.post<CaseView>(`/v1/cases/${caseId}/designation`, { unit, reason });
    casebook.heard(answered);
    follow(caseId);
  }

  /** Of the place, where it is known, and not among those that have given the case back. */
  function unitsFor({ region, returnedBy }: CaseView): string[] {
    const able = directory.units.filter(({ id, kind }) => kind !== "joint-office" && !returnedBy.includes(id));
    const near = able.filter(
      (unit) => region !== undefined && unit.region !== undefined && region.startsWith(unit.region),
    );
    return (near.length > 0 ? near : able).map(({ id }) => id);
  }
}

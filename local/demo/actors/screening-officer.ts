import type { CaseView } from "../../../shared/api/case-view.ts";
import { pick } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { readWork } from "../work.ts";

/** The screening officer decides once a working day on appeals of listed requesters. The sample city lists nobody. */
export function screeningOfficer({ callers, diary, hours, casebook, chance }: City, follow: Follow): Person {
  const caller = callers.as({ kind: "screening-officer" });
  return diary.person(async () => {
    for (const { caseId } of await readWork(caller, "/v1/screenings?", casebook)) {
      const draw = chance("screened", casebook.numberOf(caseId));
      const decision = pick(draw, { accepted: 70, "not-accepted": 10, returned: 10, referred: 10 });
      const remedy = decision === "accepted" ? {} : { remedy: "可依法申请行政复议或向人民法院起诉" };
      const referral = decision === "referred" ? { referTo: "arbitration" } : {};
      const body = { decision, reason: "已核对诉求事实", ...remedy, ...referral };
      casebook.heard(await caller.post<CaseView>(`/v1/cases/${caseId}/screening-decision`, body));
      follow(caseId);
    }
    return hours.nextOf(["10:30"], diary.now(), "office");
  });
}

import type { CaseView } from "../../../shared/api/case-view.ts";
import { between } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { minute } from "../local-hours.ts";
import { responseDesk } from "./response-desk.ts";

/** Whom the duty desk can call: filled in as people come to work. */
export interface Phones {
  units: Map<string, Person>;
  jointOffice?: Person;
  reviewers?: Person;
}

/** A case that the workflow is still moving is looked at again so often. */
const mostLooks = 5;

/**
 * The duty desk of the hotline centre reads a case a minute after something happened. Urgent and major cases cannot wait
 * for somebody to look at a list: the desk calls the unit, the reviewer or the joint office at any hour.
 */
export function dutyDesk(city: City, phones: Phones): Follow {
  const { callers, diary, chance, casebook } = city;
  const caller = callers.as({ kind: "supervisor", id: "duty-desk" });
  const respondTo = responseDesk(city);
  const follow = (caseId: string, looks = 1): void =>
    diary.at(diary.now() + minute, async () => {
      const { status, body } = await caller.get<CaseView>(`/v1/cases/${caseId}`);
      if (status !== 200) throw new Error(`case ${caseId} was answered ${status}: it has been accepted and is gone`);
      const { stage, lead, response } = body;
      if (response) respondTo(caseId);
      if ((stage === "triage" || stage === "routing") && looks < mostLooks) return follow(caseId, looks + 1);
      const person = stage === "dispatch" ? phones.jointOffice : urgentTo(body, lead?.unit);
      person?.lookAt(diary.now() + between(chance("called", casebook.numberOf(caseId), stage), minute, 12 * minute));
    });
  return follow;

  function urgentTo({ severity, stage }: CaseView, unit: string | undefined): Person | undefined {
    if (severity === "general") return undefined;
    if (stage === "review") return phones.reviewers;
    if (stage === "acceptance" || stage === "resolution") return phones.units.get(unit ?? "");
    return undefined;
  }
}

import type * as z from "zod";
import type { CaseView, TimelineView } from "../../../shared/api/case-view.ts";
import { atOnce } from "../at-once.ts";
import { between, pick } from "../chance.ts";
import type { City, Follow, Person } from "../city.ts";
import { readWork, type Work } from "../work.ts";

/** The reviewers of the hotline centre: they approve most resolutions, send some back, and decide on failed reworks. */
export function reviewers({ callers, diary, hours, casebook, chance }: City, follow: Follow): Person {
  const caller = callers.as({ kind: "supervisor", id: "reviewer" });

  return diary.person(async () => {
    let next = hours.nextOf(["09:40", "14:40", "17:10"], diary.now(), "office");
    await atOnce(await readWork(caller, "/v1/reviews?", casebook), async (item) => {
      const at = decidesAt(item);
      if (at > diary.now()) next = Math.min(next, at);
      else await decide(item);
    });
    return next;
  });

  /** Within the limit for most; office hours for general cases. */
  function decidesAt({ caseId, severity, since, dueAt }: Work): number {
    const share = between(chance("reviews-after", casebook.numberOf(caseId), since), 0.05, 1.1);
    const [from, to] = [Date.parse(since), Date.parse(dueAt)];
    return severity === "general" ? hours.officeShare(from, to, share * 0.8) : from + (to - from) * share;
  }

  async function decide({ caseId, since }: Work): Promise<void> {
    const { body } = await caller.get<z.infer<typeof TimelineView>>(`/v1/cases/${caseId}/timeline`);
    const failedRework = body.events.findLast(({ type }) => asks.includes(type))?.type === "ReviewRequested";
    const draw = chance("reviews", casebook.numberOf(caseId), since, body.events.length);
    const decision = failedRework
      ? pick(draw, { "rework-again": 45, "close-with-explanation": 55 })
      : pick(draw, { approve: 88, "send-back": 12 });
    const reasons = decision === "send-back" ? "证据不足，请补充现场处置情况" : "已核对办理过程与证据";
    const answered = await caller.post<CaseView>(`/v1/cases/${caseId}/review-decision`, { decision, reasons });
    casebook.heard(answered);
    follow(caseId);
  }
}

/** What puts a case before a reviewer. */
const asks = ["AssignmentResolved", "ReviewRequested"];

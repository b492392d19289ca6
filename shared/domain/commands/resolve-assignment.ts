import type { EventData } from "../../events/catalogue.ts";
import type { Case } from "../case.ts";
import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { close, running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { ownLead } from "../own-assignment.ts";
import { isOpen } from "../project.ts";
import { notNow, notSo } from "../refusal.ts";
import { acceptInPerson } from "./accept-assignment.ts";

export interface Resolution {
  result: EventData<"AssignmentResolved">["result"];
  measures: string;
  evidence: string[];
  replyText: string;
  /** Who told the requester, how and when. */
  told: { by: string; how: string; at: string };
}

/**
 * 办结: the unit reports done. Urgent, major, sensitive and reworked cases go to review first, the others straight to
 * callback; praise is passed on and closed. While under review the clocks show the time of submission; a resolution that
 * is sent back never stopped them.
 */
export function resolveAssignment(subject: WrittenCase, resolution: Resolution, context: Context): Decision {
  const slot = ownLead(subject, context.actor);
  if (subject.stage === "acceptance") throw notNow("NotAccepted", "accept the assignment before you resolve it");
  if (subject.stage !== "resolution") {
    throw notNow("AlreadyResolved", `the case is in stage ${subject.stage}: a resolution has been reported already`);
  }
  if (resolution.told.at > context.now) {
    throw notSo("ToldInFuture", "told.at lies in the future: tell the requester first, then report", "/told/at");
  }
  if (resolution.told.at < subject.receivedAt) {
    throw notSo(
      "ToldBeforeReceipt",
      `told.at lies before ${subject.receivedAt}, when the appeal was received`,
      "/told/at",
    );
  }
  if (subject.tracks.includes("enterprise") && subject.kind !== "praise" && subject.preliminaryToldAt === undefined) {
    throw notNow("PreliminaryResultOwed", "tell the enterprise the preliminary result first, then resolve");
  }
  if (isOpen(subject.project)) {
    throw notNow("StepsOpen", "steps of the at-once project are open: finish them and have them signed for first");
  }
  const reviewDue = needsReview(subject, context);
  return decide(subject, context, (draft) => {
    // Until now nobody of the unit had accepted what silence bound it to.
    if (slot.acceptedBy === "silence") acceptInPerson(draft, context, slot);
    // Whoever has been told the result has been responded to.
    if (subject.firstResponseAt === undefined) {
      const stopped = running(draft, "first-response");
      draft.emit("FirstResponseGiven", { slot: "lead", unit: slot.unit }, { clocks: { stopped } });
    }
    const own = running(draft, "resolve", "assignment");
    const next = starting(reviewDue ? "review" : "callback", subject, context, context.now);
    draft.emit(
      "AssignmentResolved",
      { slot: "lead", unit: slot.unit, result: resolution.result, reviewDue, toldAt: resolution.told.at },
      {
        clocks: {
          stopped: [...running(draft, "report-up"), ...(reviewDue ? [] : own)],
          ...(reviewDue ? { submitted: own } : {}),
          started: [next],
        },
        said: { ...resolution },
      },
    );
    if (subject.kind === "praise" && !reviewDue) close(draft, "praise-passed-on");
  });
}

function needsReview(subject: Case, { directory }: Context): boolean {
  const { review } = policyOf(directory, subject);
  return (
    review.severities.includes(subject.severity) ||
    (review.sensitive && subject.tracks.includes("sensitive")) ||
    (review.rework && subject.reworks > 0)
  );
}

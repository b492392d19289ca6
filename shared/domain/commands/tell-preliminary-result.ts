import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { ownLead } from "../own-assignment.ts";
import { notNow } from "../refusal.ts";
import { acceptInPerson } from "./accept-assignment.ts";

/**
 * 预办结果告知: the lead tells an enterprise what is likely to come of its appeal, before it resolves the case, so that the
 * enterprise can object while there is time. Once for each time the case is worked. Whoever was told that has been
 * responded to. Throws the Refusals NotEnterprise, AlreadyTold and NotBeingHandled.
 */
export function tellPreliminaryResult(
  subject: WrittenCase,
  said: { how: string; result: string; words?: string | undefined },
  context: Context,
): Decision {
  const slot = ownLead(subject, context.actor);
  if (!subject.tracks.includes("enterprise")) {
    throw notNow("NotEnterprise", "only an enterprise is told a preliminary result: resolve the case");
  }
  if (subject.stage !== "resolution") {
    throw notNow("NotBeingHandled", `the case is in stage ${subject.stage}: your unit is not handling it now`);
  }
  if (subject.preliminaryToldAt !== undefined) {
    throw notNow("AlreadyTold", `the enterprise was told at ${subject.preliminaryToldAt}: report progress instead`);
  }
  return decide(subject, context, (draft) => {
    if (slot.acceptedBy === "silence") acceptInPerson(draft, context, slot);
    if (subject.firstResponseAt === undefined) {
      const stopped = running(draft, "first-response");
      draft.emit("FirstResponseGiven", { slot: "lead", unit: slot.unit }, { clocks: { stopped } });
    }
    draft.emit("PreliminaryResultTold", { slot: "lead", unit: slot.unit }, { said });
  });
}

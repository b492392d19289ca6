import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { ownLead } from "../own-assignment.ts";
import { notNow } from "../refusal.ts";

/**
 * 首次响应: the lead has spoken to the requester, person to person. Stops the first-response clock. Possible once, at any
 * time before the resolution; for a resolved case the resolution was the response.
 */
export function giveFirstResponse(
  subject: WrittenCase,
  said: { how: string; summary: string },
  context: Context,
): Decision {
  const slot = ownLead(subject, context.actor);
  if (subject.firstResponseAt !== undefined) {
    throw notNow(
      "AlreadyResponded",
      `the first response was given at ${subject.firstResponseAt}: report progress instead`,
    );
  }
  if (subject.stage !== "acceptance" && subject.stage !== "resolution") {
    throw notNow("NotBeingHandled", `the case is in stage ${subject.stage}: your unit is not handling it now`);
  }
  return decide(subject, context, (draft) =>
    draft.emit(
      "FirstResponseGiven",
      { slot: "lead", unit: slot.unit },
      { clocks: { stopped: running(draft, "first-response") }, said },
    ),
  );
}

/** 办理进展: a note on how the work goes. Stops nothing. */
export function reportProgress(subject: WrittenCase, said: { note: string }, context: Context): Decision {
  const slot = ownLead(subject, context.actor);
  if (subject.stage !== "acceptance" && subject.stage !== "resolution") {
    throw notNow("NotBeingHandled", `the case is in stage ${subject.stage}: your unit is not handling it now`);
  }
  return decide(subject, context, (draft) =>
    draft.emit("ProgressReported", { slot: "lead", unit: slot.unit }, { said }),
  );
}

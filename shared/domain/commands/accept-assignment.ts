import type { Slot } from "../case.ts";
import { type Context, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { ownLead } from "../own-assignment.ts";
import { notNow } from "../refusal.ts";
import { answerableAt } from "../routing.ts";

/**
 * 签收: a person of the unit accepts. From now on this unit is the answerable one, or who stands above it where the case
 * has been escalated. Still possible after silence has bound the unit: then a person takes over what silence had accepted.
 */
export function acceptAssignment(subject: WrittenCase, context: Context): Decision {
  const slot = ownLead(subject, context.actor);
  const boundBySilence = subject.stage === "resolution" && slot.acceptedBy === "silence";
  if (subject.stage !== "acceptance" && !boundBySilence) {
    throw notNow("AlreadyAccepted", "the assignment has been accepted already");
  }
  return decide(subject, context, (draft) => acceptInPerson(draft, context, slot));
}

/** A person of the unit has taken the case over, by accepting it or by doing the work. */
export function acceptInPerson(draft: Draft, { directory }: Context, { unit }: Slot): void {
  draft.emit(
    "AssignmentAccepted",
    { slot: "lead", unit, by: "person", answerable: answerableAt(directory, unit, draft.case.level) },
    { clocks: { stopped: running(draft, "accept") } },
  );
}

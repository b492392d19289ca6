import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
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
  const answerable = answerableAt(context.directory, slot.unit, subject.level);
  return decide(subject, context, (draft) =>
    draft.emit(
      "AssignmentAccepted",
      { slot: "lead", unit: slot.unit, by: "person", answerable },
      { clocks: { stopped: running(draft, "accept") } },
    ),
  );
}

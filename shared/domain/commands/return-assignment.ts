import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { ownLead } from "../own-assignment.ts";
import { notNow, notSo } from "../refusal.ts";

/**
 * 退单: the unit gives the case back with a reason, within its accept limit. The case's own clocks go on; the next-best
 * unit follows. A designation cannot be returned, nor what silence has bound.
 */
export function returnAssignment(
  subject: WrittenCase,
  { reason, explanation }: { reason: string; explanation: string },
  context: Context,
): Decision {
  const slot = ownLead(subject, context.actor);
  if (slot.binding)
    throw notNow("DesignationBinding", "the joint office has designated your unit: a designation cannot be returned");
  const accept = subject.clocks.find(({ clock }) => clock === "accept");
  if (subject.stage !== "acceptance" || accept === undefined) {
    throw notNow("AlreadyAccepted", "an accepted assignment cannot be returned: ask the joint office");
  }
  if (context.now > accept.dueAt) {
    throw notNow(
      "TooLateToReturn",
      `the limit to accept or return ended at ${accept.dueAt}: silence has bound your unit`,
    );
  }
  const reasons = policyOf(context.directory, subject).returns.reasons.map(({ id }) => id);
  if (!reasons.includes(reason)) {
    throw notSo("UnknownReturnReason", `reason ${reason} is not on the list: ${reasons.join(", ")}`, "/reason");
  }
  return decide(subject, context, (draft) =>
    draft.emit(
      "AssignmentReturned",
      { slot: "lead", unit: slot.unit, reason },
      {
        clocks: {
          stopped: running(draft, "accept", "assignment"),
          started: [starting("routing", subject, context, context.now)],
        },
        said: { explanation },
      },
    ),
  );
}

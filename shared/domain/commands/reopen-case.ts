import { leadOf, refusedByScreening } from "../case.ts";
import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { higher } from "../dispatching.ts";
import { addMillis } from "../instant.ts";
import { starting } from "../limits.ts";
import { notNow } from "../refusal.ts";
import { workAgain } from "../reworking.ts";
import { answerableAt, levelOfUnit, unitAbove } from "../routing.ts";

const day = 86_400_000;

/**
 * Any ending can be reopened by the requester for a while. The unit that had the case is bound to it and all its clocks
 * start anew; a case that never had a unit is routed, and one that screening refused is screened again, so that reopening
 * is no way around it. The epoch rises: a new execution drives the case.
 */
export function reopenCase(subject: WrittenCase, said: { reason: string }, context: Context): Decision {
  const { directory, now } = context;
  if (subject.stage !== "closed") throw notNow("NotClosed", "the case is open: add a supplement instead");
  const { withinDays } = policyOf(directory, subject).reopening;
  const until = addMillis(subject.closedAt, withinDays * day);
  if (now > until) throw notNow("TooLateToReopen", `the case could be reopened until ${until}: open a new one`);
  const slot = leadOf(subject);
  return decide(subject, context, (draft) => {
    draft.emit(
      "CaseReopened",
      { epoch: subject.epoch + 1, round: subject.callbackRounds },
      {
        clocks: {
          started: [
            starting("first-response", subject, context, now),
            starting("resolve", subject, context, now),
            starting(refusedByScreening(subject.outcome) ? "screening" : "routing", subject, context, now),
          ],
        },
        said,
      },
    );
    if (slot === undefined) return;
    const { unit, guides, supervises = unitAbove(directory, unit) } = slot;
    const level = higher(subject.level, levelOfUnit(directory, unit));
    const answerable = answerableAt(directory, unit, level);
    draft.emit(
      "AssignmentDispatched",
      { slot: "lead", unit, by: "reopening", level, guides, supervises, binding: true, answerable },
      { clocks: workAgain(draft, context, now) },
    );
  });
}

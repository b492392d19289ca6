import { awaitsScreening, type ClosedStage, leadOf } from "../case.ts";
import { type Context, type Decision, type Draft, decide, policyOf, type WrittenCase } from "../decision.ts";
import { higher } from "../dispatching.ts";
import { addMillis } from "../instant.ts";
import { starting } from "../limits.ts";
import { mergedAway } from "../merged.ts";
import { notNow } from "../refusal.ts";
import { startedReporting } from "../reporting-up.ts";
import { workAgain } from "../reworking.ts";
import { answerableAt, levelOfUnit, unitAbove } from "../routing.ts";

const day = 86_400_000;

/**
 * Any ending can be reopened by the requester for a while. The unit that had the case is bound to it and all its clocks
 * start anew; a case that never had a unit is routed, and one that screening refused is screened again, so that reopening
 * is no way around it. The epoch rises: a new execution drives the case.
 */
export function reopenCase(subject: WrittenCase, said: { reason: string }, context: Context): Decision {
  const closed = reopenable(subject, context);
  return decide(subject, context, (draft) => reopen(draft, closed, context, said));
}

export type ClosedCase = WrittenCase & ClosedStage;

/** The case, if it is closed and not for too long. Throws the Refusals NotClosed and TooLateToReopen. */
export function reopenable(subject: WrittenCase, { directory, now }: Context): ClosedCase {
  if (subject.mergedInto !== undefined) throw mergedAway(subject.mergedInto);
  if (subject.stage !== "closed") throw notNow("NotClosed", "the case is open: add a supplement instead");
  const { withinDays } = policyOf(directory, subject).reopening;
  const until = addMillis(subject.closedAt, withinDays * day);
  if (now > until) {
    throw notNow(
      "TooLateToReopen",
      `the case could be reopened until ${until}: send a new ticket under a new reference`,
    );
  }
  return subject;
}

/** Adds the events of a reopening. */
export function reopen(draft: Draft, closed: ClosedCase, context: Context, said?: { reason: string }): void {
  const { directory, now } = context;
  const next = awaitsScreening(closed, closed.outcome) ? "screening" : "routing";
  const clocks = [
    starting("first-response", closed, context, now),
    starting("resolve", closed, context, now),
    starting(next, closed, context, now),
    ...startedReporting(closed, context, { stage: next }),
  ];
  draft.emit(
    "CaseReopened",
    { epoch: closed.epoch + 1, round: closed.callbackRounds },
    { clocks: { started: clocks }, ...(said === undefined ? {} : { said }) },
  );
  const slot = leadOf(closed);
  if (slot === undefined) return;
  const { unit, guides, supervises = unitAbove(directory, unit) } = slot;
  const level = higher(closed.level, levelOfUnit(directory, unit));
  const answerable = answerableAt(directory, unit, level);
  draft.emit(
    "AssignmentDispatched",
    { slot: "lead", unit, by: "reopening", level, guides, supervises, binding: true, answerable },
    { clocks: workAgain(draft, context, now) },
  );
}

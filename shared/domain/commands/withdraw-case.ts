import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { starting } from "../limits.ts";
import { isOwn, mergedAway, othersTicket } from "../merged.ts";
import { notNow } from "../refusal.ts";

/**
 * 撤诉: the requester wants to withdraw. Callback staff must confirm it with them; until then the work and every clock go
 * on, so that nobody can make a case disappear. A report stands whatever the reporter wishes: the violation is followed up, also when an officer has
 * called it something else since.
 */
export function requestWithdrawal(subject: WrittenCase, said: { reason: string }, context: Context): Decision {
  // The matter is worked by what another ticket asks for; that one alone can be withdrawn.
  if (subject.mergedInto !== undefined) throw mergedAway(subject.mergedInto);
  if (!isOwn(context.actor, subject)) throw othersTicket();
  if (subject.stage === "closed") throw notNow("CaseClosed", "the case is closed: there is nothing to withdraw");
  if (subject.withdrawal !== undefined)
    throw notNow("WithdrawalPending", "a withdrawal is waiting to be confirmed already");
  if (subject.kind === "report" || subject.wasReport) {
    throw notNow("ReportStands", "a report is followed up even if the reporter withdraws: it cannot be taken back");
  }
  return decide(subject, context, (draft) =>
    draft.emit(
      "WithdrawalRequested",
      { round: subject.callbackRounds + 1 },
      { clocks: { started: [starting("withdrawal", subject, context, context.now)] }, said },
    ),
  );
}

import type { EventData } from "../../events/catalogue.ts";
import { isOwnWork } from "../access.ts";
import { localDate, localTime } from "../calendar/working-days.ts";
import { type CallbackRound, isReferral } from "../case.ts";
import {
  type Context,
  calendarOf,
  type Decision,
  type Draft,
  decide,
  policyOf,
  type WrittenCase,
} from "../decision.ts";
import { close, running } from "../dispatching.ts";
import { isDeskOf } from "../event-desk.ts";
import { starting } from "../limits.ts";
import { listInLedger } from "../listing.ts";
import { notAllowed, notNow, notThere } from "../refusal.ts";
import { orderRework } from "../reworking.ts";

export type AttemptOutcome = EventData<"CallbackAttempted">["outcome"];

export interface CallbackAnswer {
  resolved: "yes" | "partly" | "no";
  satisfiedWithHandling: number;
  satisfiedWithResult: number;
  words: string;
}

/**
 * 回访: an attempt that brought no answer. Attempts count once a local day, within the hours in which people may be
 * called. After the last one the case closes as unreached; a withdrawal that nobody confirms is no withdrawal, and the
 * case goes on. Whoever asks to be called later was reached: it counts for nothing, and the clock goes on, so that no case
 * is put off day after day.
 */
export function recordAttempt(
  subject: WrittenCase,
  round: number,
  { outcome, note }: { outcome: AttemptOutcome; note?: string | undefined },
  context: Context,
): Decision {
  const { purpose, callback } = roundOf(subject, round, context);
  const policy = policyOf(context.directory, subject);
  const today = dayToCall(subject, context);
  if (callback.attempts.includes(today)) {
    throw notNow("AlreadyTriedToday", "an attempt counts once a day: try again tomorrow");
  }
  return decide(subject, context, (draft) => {
    const clock = purpose === "withdrawal" ? "withdrawal" : "callback";
    const attempt = callback.attempts.length + 1;
    const started =
      outcome === "call-later"
        ? []
        : [starting(clock, subject, context, context.now, [{ budget: policy.callback.nextAttempt }])];
    draft.emit(
      "CallbackAttempted",
      { round, purpose, attempt, outcome, localDate: today },
      { clocks: { started }, said: { note } },
    );
    if (outcome === "call-later" || attempt < policy.callback.attempts) return;
    // A referral stands although nobody was reached: reopened, the case is screened again.
    if (purpose === "satisfaction") return close(draft, isReferral(subject) ? "referred" : "unreached");
    draft.emit(
      "WithdrawalDecided",
      { round, decision: "unreached" },
      { clocks: { stopped: running(draft, "withdrawal") } },
    );
  });
}

/**
 * The requester answered. Resolved and satisfied with handling and result: the case closes. Otherwise it goes on the
 * ledger and is worked again one level up; when rework has failed often enough, a reviewer decides how it goes on.
 */
export function recordResult(subject: WrittenCase, round: number, answer: CallbackAnswer, context: Context): Decision {
  const { purpose } = roundOf(subject, round, context);
  const onTheSpot = isDeskOf(context.directory, context.actor, subject);
  if (context.actor.kind === "partner" && !onTheSpot) {
    throw notAllowed("NotTheDesk", "only the desk of an event asks for itself; callback staff ask all others");
  }
  if (purpose !== "satisfaction") {
    throw notNow("WithdrawalPending", "this round asks whether the requester withdraws: answer with withdrawal");
  }
  // Whoever stands at the desk need not be called.
  if (!onTheSpot) dayToCall(subject, context);
  const { callback, rework } = policyOf(context.directory, subject);
  const { resolved, satisfiedWithHandling, satisfiedWithResult, words } = answer;
  const satisfied =
    resolved === "yes" && Math.min(satisfiedWithHandling, satisfiedWithResult) >= callback.satisfiedFrom;
  return decide(subject, context, (draft) => {
    draft.emit(
      "CallbackCompleted",
      { round, resolved, satisfiedWithHandling, satisfiedWithResult, satisfied },
      { clocks: { stopped: running(draft, "callback") }, said: { words } },
    );
    // Nobody of the city works a referred appeal: whoever is not content with that reopens it, and it is screened again.
    if (isReferral(subject)) return close(draft, "referred");
    if (satisfied) return close(draft, "satisfied");
    listInLedger(draft, context, resolved === "yes" ? "unsatisfied" : "unresolved");
    if (subject.reworks < rework.beforeDecision) return orderRework(draft, context);
    const started = [starting("review", subject, context, context.now)];
    draft.emit("ReviewRequested", { subject: "failed-rework" }, { clocks: { started } });
  });
}

/**
 * Callback staff asked whether the requester really withdraws. Denied: the case goes on as if nothing had been said. What
 * triage has found to be a report since the withdrawal was asked for stands: it can be denied only.
 */
export function decideWithdrawal(
  subject: WrittenCase,
  round: number,
  decision: "confirmed" | "denied",
  words: string,
  context: Context,
): Decision {
  if (context.actor.kind === "partner") throw notAllowed("NotTheDesk", "callback staff confirm withdrawals");
  const { purpose } = roundOf(subject, round, context);
  if (purpose !== "withdrawal")
    throw notNow("NoWithdrawalPending", "this round asks how the handling went: answer that");
  if (decision === "confirmed" && subject.kind === "report") {
    throw notNow(
      "ReportStands",
      "a report is followed up even if the reporter withdraws: tell them, and answer denied",
    );
  }
  dayToCall(subject, context);
  return decide(subject, context, (draft: Draft) => {
    const stopped = running(draft, "withdrawal");
    draft.emit("WithdrawalDecided", { round, decision }, { clocks: { stopped }, said: { words } });
    if (decision === "confirmed") close(draft, "withdrawn");
  });
}

function roundOf(
  subject: WrittenCase,
  round: number,
  { actor }: Context,
): { purpose: "satisfaction" | "withdrawal"; callback: CallbackRound } {
  if (isOwnWork(actor, subject)) {
    throw notAllowed("OwnWork", "neither the handling unit nor who resolved the case calls back");
  }
  if (subject.withdrawal?.round === round) return { purpose: "withdrawal", callback: subject.withdrawal };
  if (subject.stage === "callback" && subject.callback.round === round) {
    return { purpose: "satisfaction", callback: subject.callback };
  }
  if (round <= subject.callbackRounds) throw notNow("RoundOver", `round ${round} is over`);
  throw notThere("NoSuchRound", `the case has no callback round ${round}`);
}

/** Today's local date, if people may be called now. */
function dayToCall(subject: WrittenCase, { directory, now }: Context): string {
  const calendar = calendarOf(directory, subject);
  const { window } = policyOf(directory, subject).callback;
  const today = localDate(calendar, now);
  if (now < localTime(calendar, today, window.from) || now >= localTime(calendar, today, window.to)) {
    throw notNow("OutsideCallHours", `people are called from ${window.from} to ${window.to} local time`);
  }
  return today;
}

import { type Severity, severities } from "../../directory/names.ts";
import { isOwnWork } from "../access.ts";
import { callIn } from "../attending.ts";
import { type Context, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { notAllowed, notNow, notSo } from "../refusal.ts";
import { retimedForHigher, retimedForLower } from "../regrading.ts";
import { startedReporting } from "../reporting-up.ts";
import { isHeld } from "../screening.ts";

/**
 * A person gives a case another severity. Raising counts at once; lowering is only proposed, and counts when a second
 * person agrees. Throws the Refusals CaseClosed, SameSeverity, LoweringPending.
 */
export function changeSeverity(
  subject: WrittenCase,
  { severity, reason }: { severity: Severity; reason: string },
  context: Context,
): Decision {
  if (subject.stage === "closed")
    throw notNow("CaseClosed", "the case is closed: nothing hangs on its severity any more");
  if (severity === subject.severity) throw notSo("SameSeverity", `the case is ${severity} already`, "/severity");
  return decide(subject, context, (draft) => {
    if (isGraver(severity, subject.severity)) return raiseSeverity(draft, severity, "person", context, { reason });
    if (subject.lowering !== undefined) {
      throw notNow(
        "LoweringPending",
        "lowering the severity has been proposed already: a second person decides on that",
      );
    }
    const started = [starting("lowering", subject, context, context.now)];
    draft.emit("SeverityLoweringProposed", { to: severity }, { clocks: { started }, said: { reason } });
  });
}

/**
 * A second person decides whether a severity is lowered, and nobody of the handling unit: it gains time by it. Throws the
 * Refusals NoLoweringProposed, OwnProposal and OwnWork.
 */
export function decideLowering(
  subject: WrittenCase,
  { decision, reason }: { decision: "approve" | "refuse"; reason: string },
  context: Context,
): Decision {
  const { lowering } = subject;
  if (lowering === undefined)
    throw notNow("NoLoweringProposed", "nobody has proposed to lower the severity of this case");
  if (lowering.proposedBy === context.actor.id) {
    throw notAllowed(
      "OwnProposal",
      "whoever proposed to lower the severity does not decide on it: a second person must",
    );
  }
  if (isOwnWork(context.actor, subject))
    throw notAllowed("OwnWork", "nobody lowers the severity of a case that they, or their unit, handle");
  const approved = decision === "approve";
  return decide(subject, context, (draft) => {
    draft.emit(
      "SeverityLoweringDecided",
      { to: lowering.to, decision: approved ? "approved" : "refused", by: "person" },
      {
        clocks: {
          stopped: running(
            draft,
            "lowering",
            ...(approved && lowering.to === "general" ? (["report-up"] as const) : []),
          ),
          started: approved ? retimedForLower(subject, lowering.to, context) : [],
        },
        said: { reason },
      },
    );
    callIn(draft, context);
  });
}

/**
 * Makes a case graver from now on; does nothing when it is as grave already. Neither screening nor an officer's check holds
 * up what is urgent or major, nor does a referral: it is routed at once.
 */
export function raiseSeverity(
  draft: Draft,
  to: Severity,
  cause: "person" | "supplement" | "merge" | "track",
  context: Context,
  said?: Record<string, unknown>,
): void {
  const from = draft.case.severity;
  if (!isGraver(to, from)) return;
  const held = isHeld(draft.case);
  // Its own clocks ended when screening sent the requester elsewhere.
  const again = held && draft.case.stage === "callback" ? (["first-response", "resolve"] as const) : [];
  const started = [
    ...again.map((clock) => starting(clock, { ...draft.case, severity: to }, context, context.now)),
    ...retimedForHigher(draft.case, to, context),
    ...startedReporting(draft.case, context, { severity: to, ...(held ? { stage: "routing" } : {}) }),
    ...(held ? [starting("routing", draft.case, context, context.now)] : []),
  ];
  const stopped = running(draft, "screening", ...(again.length > 0 ? (["callback"] as const) : []));
  draft.emit(
    "SeverityChanged",
    { from, to, cause },
    { clocks: { stopped, started }, ...(said === undefined ? {} : { said }) },
  );
  callIn(draft, context);
}

export function isGraver(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) > severities.indexOf(b);
}

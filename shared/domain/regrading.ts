import type { ClockName, Kind, Severity, Track } from "../directory/names.ts";
import type { Case } from "./case.ts";
import { leadOf } from "./case.ts";
import type { CaseClock, ClockTerms } from "./case-clock.ts";
import type { Context } from "./decision.ts";
import type { Instant } from "./instant.ts";
import { starting } from "./limits.ts";

/** Clocks whose limit hangs on the severity and which a change of it concerns: what a unit and the officers must do. */
const bySeverity: readonly ClockName[] = [
  "triage-check",
  "screening",
  "dispatch",
  "designation",
  "accept",
  "first-response",
  "resolve",
  "assignment",
];

/**
 * The clocks of a case that becomes graver. The shorter limits count from now: nobody could have kept a deadline that
 * was not there. What is due earlier than that already stays as it is, so that raising never gives time.
 */
export function retimedForHigher(subject: Case, severity: Severity, context: Context): ClockTerms[] {
  return changing(subject).flatMap((clock) => {
    const terms = starting(clock.clock, { ...subject, severity }, context, context.now);
    return terms.dueAt < clock.dueAt ? [terms] : [];
  });
}

/**
 * The clocks of a case that turns out to have been received earlier, by a ticket that was merged into it: the same limits
 * from that receipt. A deadline that has passed already passes no earlier, and what is being reworked counts from there.
 */
export function retimedForEarlier(subject: Case, receivedAt: Instant, context: Context): ClockTerms[] {
  if (receivedAt >= subject.receivedAt || subject.reworks > 0) return [];
  return changing(subject).flatMap(({ clock, dueAt }) => {
    if ((clock !== "resolve" && clock !== "first-response") || dueAt <= context.now) return [];
    const terms = starting(clock, subject, context, receivedAt);
    return terms.dueAt < dueAt ? [terms] : [];
  });
}

/** The clocks of a case that becomes less grave: the longer limits, from where each clock started in the first place. */
export function retimedForLower(subject: Case, severity: Severity, context: Context): ClockTerms[] {
  return changing(subject).flatMap((clock) => {
    const terms = starting(clock.clock, { ...subject, severity }, context, firstStart(subject, clock));
    return terms.dueAt > clock.dueAt ? [terms] : [];
  });
}

/**
 * The clocks of a case that is of another kind, or on other tracks, than it was taken for; those that stop are left out.
 * The limits of another kind count from the same start. A track that is new counts from now, as nobody could have kept its
 * deadlines, and gives no time; one that is gone gives back the longer limits, from where each clock started in the first
 * place. What is being reworked gains no time by it.
 */
export function retimedForCorrection(
  subject: Case,
  { kind, tracks }: { kind: Kind; tracks: Track[] },
  context: Context,
  stopped: readonly ClockName[],
): ClockTerms[] {
  const kept = subject.tracks.filter((track) => tracks.includes(track));
  const otherKind = kind !== subject.kind && subject.severity === "general";
  return changing(subject)
    .filter(({ clock }) => !stopped.includes(clock))
    .flatMap((running) => {
      const { clock, startAt } = running;
      const isWork = clock === "resolve" || clock === "assignment";
      let terms: ClockTerms = running;
      if (otherKind && isWork) terms = starting(clock, { ...subject, kind }, context, startAt);
      if (kept.length < subject.tracks.length && !(isWork && subject.reworks > 0)) {
        const longer = starting(clock, { ...subject, kind, tracks: kept }, context, firstStart(subject, running));
        if (longer.dueAt > terms.dueAt) terms = longer;
      }
      if (kept.length < tracks.length) {
        const shorter = starting(clock, { ...subject, kind, tracks }, context, context.now);
        if (shorter.dueAt < terms.dueAt) terms = shorter;
      }
      return terms === running ? [] : [terms];
    });
}

/** A clock under review stands still until the review is decided. */
function changing({ clocks }: Case): CaseClock[] {
  return clocks.filter(({ clock, submittedAt }) => bySeverity.includes(clock) && submittedAt === undefined);
}

/** The case's own clocks run from its receipt, a unit's from its dispatch; a clock that raising started anew began there. */
function firstStart(subject: Case, { clock, startAt }: CaseClock): string {
  if (clock === "resolve" || clock === "first-response") return subject.reworks > 0 ? startAt : subject.receivedAt;
  if (clock === "accept" || clock === "assignment") return leadOf(subject)?.dispatchedAt ?? startAt;
  return startAt;
}

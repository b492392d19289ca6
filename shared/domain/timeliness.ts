import { type TimelinessMark, timelinessMarks } from "../directory/names.ts";
import type { Policy } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { dueAt } from "./calendar/deadline.ts";
import type { Case } from "./case.ts";
import { evolve } from "./evolve.ts";
import type { HistoryEvent } from "./history.ts";
import type { Instant } from "./instant.ts";

/** One of the five marks of an event's case (五及时). */
export interface Timeliness {
  mark: TimelinessMark;
  budget: Budget;
  /** From when it counts; undefined while the mark before it is open. */
  startAt?: Instant;
  dueAt?: Instant;
  /** When it was reached; undefined while it is open, and for what was never reached. */
  at?: Instant;
  /** Whether it was reached in time; undefined while there still is time, or nothing to be in time for. */
  kept?: boolean;
}

/**
 * 五及时 of a case, told from its history alone: received (the ticket came to us), accepted (the centre took it on), passed
 * on (a unit has it), handled (the unit has reported done), answered (the requester was told). The first counts from the
 * channel's receipt, the next two from the mark before, the last two from the receipt, or from when the case was
 * reopened. What is worked again is handled and answered only when that is done.
 */
export function timelinessOf(
  history: readonly HistoryEvent[],
  policy: Policy,
  calendar: Calendar,
  now: Instant,
): Timeliness[] {
  const at: Partial<Record<TimelinessMark, Instant>> = {};
  let state: Case | undefined;
  let begun: Instant | undefined;
  for (const event of history) {
    state = evolve(state, event);
    at.received ??= event.at;
    begun ??= state.receivedAt;
    if (!held.has(state.stage) && state.stage !== "closed") at.accepted ??= event.at;
    if (event.type === "AssignmentDispatched") at["passed-on"] ??= event.at;
    if (event.type === "CaseReopened") begun = event.at;
    if (event.type === "AssignmentResolved") {
      at.handled = event.at;
      at.answered = event.data.toldAt ?? event.at;
    } else if (!done.has(state.stage)) {
      delete at.handled;
      delete at.answered;
    }
  }
  const from: Record<TimelinessMark, Instant | undefined> = {
    received: state?.receivedAt,
    accepted: at.received,
    "passed-on": at.accepted,
    handled: begun,
    answered: begun,
  };
  const over = state?.stage === "closed";
  return timelinessMarks.map((mark) => {
    const budget = policy.events.timeliness[mark];
    const [startAt, reached] = [from[mark], at[mark]];
    if (startAt === undefined) return { mark, budget };
    const due = dueAt(calendar, startAt, budget);
    const kept = reached !== undefined ? reached <= due : now > due && !over ? false : undefined;
    return {
      ...{ mark, budget, startAt, dueAt: due },
      ...(reached === undefined ? {} : { at: reached }),
      ...(kept === undefined ? {} : { kept }),
    };
  });
}

/** Where the centre has not taken a case on yet, and where a unit has done its part. */
const held = new Set(["triage", "triage-check", "screening"]);
const done = new Set(["review", "callback", "closed"]);

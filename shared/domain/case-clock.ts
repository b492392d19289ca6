import type { ClockName, Track } from "../directory/names.ts";
import type { Milestone, MilestonePlan, Policy } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { dueAt, fractionOf, fractionOfClockTime, runsInWorkingTime } from "./calendar/deadline.ts";
import { CalendarNotPublished } from "./calendar/published-year.ts";
import { localTime, shiftWorkingDays } from "./calendar/working-days.ts";
import { earliest, type Instant } from "./instant.ts";

/** A running clock of a case: deadline = start + budget, in the named calendar version. */
export interface CaseClock {
  clock: ClockName;
  startAt: Instant;
  budget: Budget;
  calendar: string;
  dueAt: Instant;
  /** The track whose limit this is, where it is not the one of kind and severity. */
  track?: Track | undefined;
  /** The history event that started it: with the milestone's key, this names a milestone once and for all. */
  since: number;
  /** How many milestones have fired, in the plan's order, and when the last one did. */
  fired: number;
  lastFiredAt?: Instant;
  /** A resolution is under review: no milestone fires, and if it is sent back the clock never stopped. */
  submittedAt?: Instant;
}

/** The terms under which a clock starts. */
export type ClockTerms = Omit<CaseClock, "since" | "fired" | "lastFiredAt" | "submittedAt">;

/** Throws CalendarNotPublished when the deadline would fall into a year without a published calendar. */
export function clockTerms(clock: ClockName, startAt: Instant, budget: Budget, calendar: Calendar): ClockTerms {
  return { clock, startAt, budget, calendar: calendar.version, dueAt: dueAt(calendar, startAt, budget) };
}

/** Budgets of two working days or more follow the long plan (remind, yellow, due, red …), all others the short one. */
export function planOf(policy: Policy, clock: CaseClock): MilestonePlan {
  const plans = policy.milestones[clock.clock];
  return "workingDays" in clock.budget && clock.budget.workingDays >= 2 ? plans.long : plans.short;
}

export interface NextMilestone {
  milestone: Pick<Milestone, "key" | "effects">;
  at: Instant;
}

/**
 * The milestone that this clock reaches next. There always is one: after its plan has run out, the plan's `every`
 * repeats. Throws CalendarNotPublished.
 */
export function nextMilestone(policy: Policy, calendar: Calendar, clock: CaseClock): NextMilestone {
  const plan = planOf(policy, clock);
  const milestone = plan.milestones[clock.fired];
  if (milestone !== undefined) return { milestone, at: momentOf(milestone, calendar, clock) };
  const repeat = clock.fired - plan.milestones.length + 1;
  const after = clock.lastFiredAt ?? clock.dueAt;
  return {
    milestone: { key: `again-${repeat}`, effects: plan.every.effects },
    at: dueAt(calendar, after, plan.every.budget),
  };
}

/** When a milestone of a clock is due. Throws CalendarNotPublished. */
export function momentOf({ at }: Milestone, calendar: Calendar, clock: CaseClock): Instant {
  if ("due" in at) return clock.dueAt;
  if ("workingDaysBefore" in at) return shiftWorkingDays(calendar, clock.dueAt, -at.workingDaysBefore);
  if ("workingDaysAfter" in at) return shiftWorkingDays(calendar, clock.dueAt, at.workingDaysAfter);
  return runsInWorkingTime(clock.budget)
    ? fractionOf(calendar, clock.startAt, clock.dueAt, at.fraction)
    : fractionOfClockTime(clock.startAt, clock.dueAt, at.fraction);
}

/**
 * When somebody must look at the case next: the earliest milestone over all its running clocks. A milestone beyond the
 * published calendar is looked at again when its year begins: by then the calendar is there, or the case stalls with
 * that cause. Undefined when no clock runs.
 */
export function nextDueAt(policy: Policy, calendar: Calendar, clocks: CaseClock[]): Instant | undefined {
  const [first, ...others] = clocks.filter((clock) => clock.submittedAt === undefined).map(lookAt);
  return first === undefined ? undefined : earliest(first, ...others);

  function lookAt(clock: CaseClock): Instant {
    try {
      return nextMilestone(policy, calendar, clock).at;
    } catch (error) {
      if (error instanceof CalendarNotPublished) return localTime(calendar, `${error.year}-01-01`, "00:00");
      throw error;
    }
  }
}

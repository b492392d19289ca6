import { addMillis, fromMillis, type Instant, toMillis } from "../instant.ts";
import type { Budget, WorkingTime } from "./budget.ts";
import type { Calendar } from "./calendar.ts";
import { shiftWorkingDays } from "./working-days.ts";
import { addWorkingTime, workingTimeBetween } from "./working-time.ts";
import { localDay, minutesOf, momentOf } from "./zone.ts";

const minute = 60_000;
const hour = 3_600_000;

/** Whether a budget runs in working time: if so, shares of it are taken with `fractionOf`, else `fractionOfClockTime`. */
export function runsInWorkingTime(budget: Budget): budget is WorkingTime {
  return "workingDays" in budget || "workingHours" in budget;
}

/**
 * When a budget that starts at a moment is used up. Working days: the closing hour of the n-th working day after the
 * start day, which does not count. Working hours: never in non-working time. Clock time: at any hour, and it asks no
 * calendar year, so an urgent case has its deadline even where the calendar is not published.
 * Throws CalendarNotPublished for working time.
 */
export function dueAt(calendar: Calendar, startAt: Instant, budget: Budget): Instant {
  if ("workingDays" in budget) return shiftWorkingDays(calendar, startAt, budget.workingDays);
  if ("workingHours" in budget) return addWorkingTime(calendar, startAt, Math.round(budget.workingHours * hour));
  if ("hours" in budget) return addMillis(startAt, Math.round(budget.hours * hour));
  if ("minutes" in budget) return addMillis(startAt, Math.round(budget.minutes * minute));
  return nextTimeOfDay(calendar, startAt, budget.sameDayUntil);
}

/**
 * When a share of the working time between start and deadline has passed: 0.5 for half, above 1 for steps past the
 * deadline. 0 is the start. Throws CalendarNotPublished; a RangeError for a negative share or a deadline before the
 * start.
 */
export function fractionOf(calendar: Calendar, startAt: Instant, due: Instant, fraction: number): Instant {
  return addWorkingTime(calendar, startAt, share(workingTimeBetween(calendar, startAt, due), fraction));
}

/** The same in clock time. */
export function fractionOfClockTime(startAt: Instant, due: Instant, fraction: number): Instant {
  return addMillis(startAt, share(toMillis(due) - toMillis(startAt), fraction));
}

function share(millis: number, fraction: number): number {
  if (millis < 0 || !(fraction >= 0)) throw new RangeError(`${fraction} of ${millis} ms is no share of a budget`);
  return Math.round(millis * fraction);
}

function nextTimeOfDay({ zone }: Calendar, after: Instant, time: string): Instant {
  const start = toMillis(after);
  const minutes = minutesOf(time);
  const today = localDay(zone, start);
  const cutOff = momentOf(zone, today, minutes);
  return fromMillis(cutOff > start ? cutOff : momentOf(zone, today + 1, minutes));
}

import { fromMillis, type Instant, toMillis } from "../instant.ts";
import type { Calendar } from "./calendar.ts";
import { type PublishedYear, publishedYear } from "./published-year.ts";
import { localDay, yearOf } from "./zone.ts";

/**
 * Whether a moment lies in a session, its first and its last instant included: a deadline on the closing hour is a
 * deadline in working time. Throws CalendarNotPublished.
 */
export function isWorkingTime(calendar: Calendar, at: Instant): boolean {
  const moment = toMillis(at);
  const { closes, opens } = publishedYear(calendar, localYear(calendar, moment));
  const session = lastAtOrBefore(opens, moment);
  return session >= 0 && moment <= (closes[session] ?? 0);
}

/** The moment itself in working time, else when the next session opens. Throws CalendarNotPublished. */
export function nextWorkingTime(calendar: Calendar, at: Instant): Instant {
  if (isWorkingTime(calendar, at)) return at;
  const moment = toMillis(at);
  for (let year = localYear(calendar, moment); ; year++) {
    const { opens } = publishedYear(calendar, year);
    const open = opens[lastAtOrBefore(opens, moment) + 1];
    if (open !== undefined) return fromMillis(open);
  }
}

/**
 * The moment at which `millis` milliseconds of working time have passed since `from`. Never in non-working time: what
 * ends with a session ends at that session's end, not where the next begins. Nothing to pass gives `from` back.
 * Laws: add(add(s, a), b) = add(s, a + b); between(s, add(s, w)) = w; later or longer never ends earlier.
 * Throws CalendarNotPublished; a RangeError unless `millis` is a whole number and not negative.
 */
export function addWorkingTime(calendar: Calendar, from: Instant, millis: number): Instant {
  if (!Number.isSafeInteger(millis) || millis < 0) throw new RangeError(`${millis} ms is no length of working time`);
  const moment = toMillis(from);
  let year = localYear(calendar, moment);
  let layout = publishedYear(calendar, year);
  if (millis === 0) return from;
  let worked = workedBefore(layout, moment) + millis;
  while (worked > layout.worked) {
    worked -= layout.worked;
    layout = publishedYear(calendar, ++year);
  }
  // The last session that begins with less than `worked` behind it.
  const session = lastAtOrBefore(layout.workedBefore, worked - 1);
  return fromMillis((layout.opens[session] ?? 0) + worked - (layout.workedBefore[session] ?? 0));
}

/**
 * Milliseconds of working time from one moment to another; negative when `to` is the earlier.
 * Law: between(a, b) + between(b, c) = between(a, c). Throws CalendarNotPublished, also for a year only crossed.
 */
export function workingTimeBetween(calendar: Calendar, from: Instant, to: Instant): number {
  if (to < from) return 0 - workingTimeBetween(calendar, to, from);
  const [start, end] = [toMillis(from), toMillis(to)];
  const [firstYear, lastYear] = [localYear(calendar, start), localYear(calendar, end)];
  let worked = -workedBefore(publishedYear(calendar, firstYear), start);
  for (let year = firstYear; year < lastYear; year++) worked += publishedYear(calendar, year).worked;
  return worked + workedBefore(publishedYear(calendar, lastYear), end);
}

/** Milliseconds of working time in the year before a moment of it. */
function workedBefore({ opens, closes, workedBefore }: PublishedYear, moment: number): number {
  const session = lastAtOrBefore(opens, moment);
  if (session < 0) return 0;
  const open = opens[session] ?? 0;
  return (workedBefore[session] ?? 0) + Math.min(moment, closes[session] ?? open) - open;
}

function localYear({ zone }: Calendar, moment: number): number {
  return yearOf(localDay(zone, moment));
}

/** The index of the last of some ascending values that is at most `value`; −1 when all are greater. */
function lastAtOrBefore(ascending: number[], value: number): number {
  let [low, high] = [-1, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

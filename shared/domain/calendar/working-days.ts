import { fromMillis, type Instant, toMillis } from "../instant.ts";
import type { Calendar } from "./calendar.ts";
import { publishedYear, publishedYearOf } from "./published-year.ts";
import { type Day, dateOf, dayOf, localDay, minutesOf, momentOf, yearOf } from "./zone.ts";

/** Whether people work on a date, `YYYY-MM-DD`. Throws CalendarNotPublished; a RangeError for what is no date. */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  const day = dayOf(date);
  const { firstDay, workingDaysBefore } = publishedYearOf(calendar, day);
  return workingDaysBefore[day - firstDay] !== workingDaysBefore[day - firstDay + 1];
}

/** The local date of a moment, `YYYY-MM-DD`. Needs no published year. */
export function localDate(calendar: Calendar, at: Instant): string {
  return dateOf(localDay(calendar.zone, toMillis(at)));
}

/**
 * The moment of a local time of day, `HH:MM`, on a date. Needs no published year. A time that a change of the clocks
 * skips is the moment of the change; of one that comes twice, the first.
 */
export function localTime(calendar: Calendar, date: string, time: string): Instant {
  return fromMillis(momentOf(calendar.zone, dayOf(date), minutesOf(time)));
}

/**
 * The end of the last session of a working day, `YYYY-MM-DD`. Throws CalendarNotPublished; a RangeError for a day on
 * which nobody works, as it has no closing hour.
 */
export function closingHour(calendar: Calendar, date: string): Instant {
  if (!isWorkingDay(calendar, date)) throw new RangeError(`${date} has no closing hour: nobody works on it`);
  return closingHourOf(calendar, dayOf(date));
}

/**
 * The closing hour of the n-th working day after the local date of a moment, before it when `days` is negative: the
 * day of the moment itself does not count. Zero gives the moment back, so that a ladder −1, 0, +1, +3, +5 reads as
 * data. Throws CalendarNotPublished, also when the way there crosses an unpublished year.
 */
export function shiftWorkingDays(calendar: Calendar, from: Instant, days: number): Instant {
  if (!Number.isInteger(days)) throw new RangeError(`${days} is not a whole number of working days`);
  if (days === 0) return from;
  return closingHourOf(calendar, workingDayFrom(calendar, localDay(calendar.zone, toMillis(from)), days));
}

/**
 * How many working days lie after the local date of `from` up to and including that of `to`; negative when `to` is the
 * earlier. So much of a budget is used, or a deadline missed by. Throws CalendarNotPublished.
 */
export function workingDaysBetween(calendar: Calendar, from: Instant, to: Instant): number {
  if (to < from) return 0 - workingDaysBetween(calendar, to, from);
  const [first, last] = [localDay(calendar.zone, toMillis(from)), localDay(calendar.zone, toMillis(to))];
  let days = workingDaysUpTo(calendar, last) - workingDaysUpTo(calendar, first);
  for (let year = yearOf(first); year < yearOf(last); year++) days += publishedYear(calendar, year).workingDays.length;
  return days;
}

/** Working days of the year of `day`, that day included. */
function workingDaysUpTo(calendar: Calendar, day: Day): number {
  const { firstDay, workingDaysBefore } = publishedYearOf(calendar, day);
  return workingDaysBefore[day - firstDay + 1] ?? 0;
}

function workingDayFrom(calendar: Calendar, day: Day, days: number): Day {
  let year = yearOf(day);
  let layout = publishedYear(calendar, year);
  // Position among the working days of the year: the first is 0, and one before it is in the year before.
  let position =
    (layout.workingDaysBefore[day - layout.firstDay + (days > 0 ? 1 : 0)] ?? 0) + days - (days > 0 ? 1 : 0);
  while (position >= layout.workingDays.length) {
    position -= layout.workingDays.length;
    layout = publishedYear(calendar, ++year);
  }
  while (position < 0) {
    layout = publishedYear(calendar, --year);
    position += layout.workingDays.length;
  }
  return layout.workingDays[position] ?? Number.NaN;
}

function closingHourOf(calendar: Calendar, day: Day): Instant {
  return fromMillis(momentOf(calendar.zone, day, minutesOf(calendar.hours.at(-1)?.to ?? "00:00")));
}

import { dateOf, dayOf } from "./zone.ts";

/** The same day so many months later; the last of the month where it has no such day. Dates are `YYYY-MM-DD`. */
export function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const first = Date.UTC(year, month - 1 + months, 1);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(dayOf(new Date(first).toISOString().slice(0, 10)) + Math.min(day, last) - 1);
}

/** The Monday of the week that a date is in. */
export function mondayOf(date: string): string {
  const day = dayOf(date);
  // Day 0, the first of January 1970, was a Thursday.
  return dateOf(day - ((((day + 3) % 7) + 7) % 7));
}

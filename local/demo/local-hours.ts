import type { Calendar } from "../../shared/domain/calendar/calendar.ts";
import { isWorkingDay, localDate, localTime } from "../../shared/domain/calendar/working-days.ts";
import { addWorkingTime, nextWorkingTime, workingTimeBetween } from "../../shared/domain/calendar/working-time.ts";
import { fromMillis, toMillis } from "../../shared/domain/instant.ts";
import type { Millis } from "../clock.ts";

export const minute: Millis = 60_000;
export const hour: Millis = 60 * minute;
export const day: Millis = 24 * hour;

/** The city's time, in the milliseconds of the clock. */
export interface LocalHours {
  /** The local date, `YYYY-MM-DD`. */
  date(at: Millis): string;
  /** The moment of a local time of day, `09:30`, on a date. */
  moment(date: string, time: string): Millis;
  /** The moment itself in office hours, else when the next session opens. */
  inOffice(at: Millis): Millis;
  /** A share of the way from one moment to another in working time, office hours only; more than 1 goes beyond. */
  officeShare(from: Millis, to: Millis, share: number): Millis;
  /** So much working time after a moment. */
  officeTime(from: Millis, length: Millis): Millis;
  /** The first of some local times of day after a moment; `office` looks at working days only. */
  nextOf(times: string[], after: Millis, on: "office" | "every"): Millis;
}

export function localHours(calendar: Calendar): LocalHours {
  const hours: LocalHours = {
    date: (at) => localDate(calendar, fromMillis(at)),
    moment: (date, time) => toMillis(localTime(calendar, date, time)),
    inOffice: (at) => toMillis(nextWorkingTime(calendar, fromMillis(at))),
    officeTime: (from, length) => toMillis(addWorkingTime(calendar, fromMillis(from), Math.round(length))),
    officeShare(from, to, share) {
      const whole = workingTimeBetween(calendar, fromMillis(from), fromMillis(to));
      return hours.officeTime(from, Math.max(whole, hour) * share);
    },
    nextOf(times, after, on) {
      for (let at = after; ; at += day) {
        const date = hours.date(at);
        if (on === "office" && !isWorkingDay(calendar, date)) continue;
        const next = times.map((time) => hours.moment(date, time)).find((moment) => moment > after);
        if (next !== undefined) return next;
      }
    },
  };
  return hours;
}

import type { Directory } from "../directory/directory.ts";
import type { Unit } from "../directory/places-and-people.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { isWorkingTime } from "./calendar/working-time.ts";
import type { Instant } from "./instant.ts";

/** What a unit's own hours make of a calendar, kept as long as the directory is: laying a year out is the slow part. */
const derived = new WeakMap<Unit, WeakMap<Calendar, Calendar>>();

/** The calendar that a unit works by: the days are the calendar's, the hours its own where it has some. */
export function calendarOfUnit(unit: Unit, calendar: Calendar): Calendar {
  if (unit.hours === undefined) return calendar;
  const known = derived.get(unit) ?? new WeakMap<Calendar, Calendar>();
  derived.set(unit, known);
  const own = known.get(calendar) ?? { ...calendar, hours: unit.hours };
  known.set(calendar, own);
  return own;
}

/**
 * Whether somebody of a unit is at work at a moment, by its own hours. Throws CalendarNotPublished, and a RangeError for an
 * unknown unit.
 */
export function isAtWork(directory: Directory, id: string, calendar: Calendar, at: Instant): boolean {
  const unit = directory.units.find((one) => one.id === id);
  if (unit === undefined) throw new RangeError(`The directory has no unit ${id}`);
  return isWorkingTime(calendarOfUnit(unit, calendar), at);
}

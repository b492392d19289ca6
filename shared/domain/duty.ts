import type { Directory } from "../directory/directory.ts";
import type { Days, DutyOfficer } from "../directory/roster.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { localDate, localTime } from "./calendar/working-days.ts";
import { dateOf, dayOf } from "./calendar/zone.ts";
import type { Instant } from "./instant.ts";
import { unitAbove } from "./routing.ts";

/** A shift that a unit must have somebody for, by the rule of the roster that says so. `from` is in it, `to` is not. */
export interface Duty {
  /** The day on which the shift begins, local, `YYYY-MM-DD`. */
  date: string;
  unit: string;
  rule: string;
  shift: string;
  from: Instant;
  to: Instant;
}

/** Somebody on duty, and how to reach them at any hour. */
export interface Reached {
  name: string;
  phone: string;
}

/** Who is on duty for a unit (值班). */
export interface OnDuty {
  unit: string;
  duties: Duty[];
  /** Empty: nobody, though `duties` may say that somebody must be. */
  officers: Reached[];
}

/** Who is on duty for a unit at a moment: the officers of its shifts then, and those of events on their days. */
export function onDuty(directory: Directory, unit: string, at: Instant): OnDuty {
  const calendar = calendarInForce(directory, at);
  const today = localDate(calendar, at);
  const duties = [dayAfter(today, -1), today]
    .flatMap((date) => dutiesOn(directory, calendar, date))
    .filter((duty) => duty.unit === unit && duty.from <= at && at < duty.to);
  const ofEvents = eventOfficers(directory, unit, today);
  const rostered = directory.roster.officers.filter((officer) => duties.some((duty) => takes(officer, duty)));
  const officers = [...ofEvents, ...rostered].map(({ name, phone }) => ({ name, phone }));
  return { unit, duties, officers: unique(officers, ({ name, phone }) => `${name} ${phone}`) };
}

/**
 * Whoever answers for a unit at a moment, never silence: its own officers, else those of the nearest unit above it that
 * has somebody on duty; when nobody has, the joint office with nobody named. Throws a RangeError for an unknown unit.
 */
export function answering(directory: Directory, unit: string, at: Instant): OnDuty {
  const found = onDuty(directory, unit, at);
  const above = unitAbove(directory, unit);
  return found.officers.length > 0 || above === undefined ? found : answering(directory, above, at);
}

/**
 * Shifts that nobody takes, from one local date to another, both included: an alarm for whoever keeps the roster. A shift
 * that several rules ask for is listed once.
 */
export function uncoveredShifts(directory: Directory, from: string, to: string): Duty[] {
  const uncovered: Duty[] = [];
  for (let date = from; date <= to; date = dayAfter(date, 1)) {
    const calendar = calendarInForce(directory, `${date}T12:00:00.000Z`);
    for (const duty of dutiesOn(directory, calendar, date)) {
      if (directory.roster.officers.some((officer) => takes(officer, duty))) continue;
      if (eventOfficers(directory, duty.unit, date).length === 0) uncovered.push(duty);
    }
  }
  return unique(uncovered, ({ unit, from: start, to: end }) => `${unit} ${start} ${end}`);
}

function dutiesOn(directory: Directory, calendar: Calendar, date: string): Duty[] {
  const { rules, members } = directory.roster;
  return rules
    .filter(({ days }) => speaksOn(directory, calendar, days, date))
    .flatMap(({ id: rule, units, shifts }) =>
      (units === "members" ? members : units).flatMap((unit) =>
        shifts.map((shift) => ({
          ...{ date, unit, rule, shift: shift.id },
          from: localTime(calendar, date, shift.from),
          to: localTime(calendar, shift.to > shift.from ? date : dayAfter(date, 1), shift.to),
        })),
      ),
    );
}

function speaksOn({ roster, events }: Directory, calendar: Calendar, days: Days, date: string): boolean {
  if (days === "everyday") return true;
  if (days === "holidays") {
    // A year that is not published yet may have a holiday on any day: rather too many on duty than nobody.
    return calendar.years[date.slice(0, 4)]?.holidays.includes(date) ?? true;
  }
  if (days === "events") return events.some(({ from, to }) => from <= date && date <= to);
  if ("event" in days) return events.some(({ id, from, to }) => id === days.event && from <= date && date <= to);
  const season = roster.seasons.find(({ id }) => id === days.season);
  if (season === undefined) return false;
  const day = date.slice(5);
  const [begun, ended] = [day >= season.from, day > season.to];
  return season.from <= season.to ? begun && !ended : begun || !ended;
}

function takes(officer: DutyOfficer, { unit, shift, date }: Duty): boolean {
  if (officer.unit !== unit || officer.shifts?.includes(shift) === false) return false;
  if (officer.weekdays?.includes(isoWeekday(date)) === false) return false;
  if ((officer.from ?? date) > date || (officer.until !== undefined && officer.until <= date)) return false;
  return !officer.leave.some(({ from, to }) => from <= date && date <= to);
}

function eventOfficers({ events }: Directory, unit: string, date: string): (Reached & { unit: string })[] {
  return events
    .filter(({ from, to }) => from <= date && date <= to)
    .flatMap(({ officers }) => officers.filter((officer) => officer.unit === unit));
}

/** The calendar of the policy in force at a moment: its holidays and its zone are what people live by. */
export function calendarInForce({ policies, calendars }: Directory, at: Instant): Calendar {
  const inForce = policies.find(({ effectiveFrom, effectiveTo }) => {
    const day = at.slice(0, 10);
    return effectiveFrom <= day && (effectiveTo === undefined || day < effectiveTo);
  });
  const calendar = calendars.find(({ version }) => version === inForce?.calendar) ?? calendars[0];
  if (calendar === undefined) throw new RangeError("The directory has no calendar");
  return calendar;
}

function dayAfter(date: string, days: number): string {
  return dateOf(dayOf(date) + days);
}

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** The first entry of each key. */
function unique<T>(entries: readonly T[], keyOf: (entry: T) => string): T[] {
  return [...Map.groupBy(entries, keyOf).values()].flatMap((group) => group.slice(0, 1));
}

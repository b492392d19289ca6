import type { Calendar } from "./calendar.ts";
import { type Day, dayLength, dayOf, minutesOf, momentOf, yearOf } from "./zone.ts";

/**
 * A computation needs a date of a year that the calendar does not list. It is an error for the operator, who publishes
 * the next version when the State Council has announced the year's holidays; nothing here ever guesses.
 */
export class CalendarNotPublished extends Error {
  override readonly name = "CalendarNotPublished";
  readonly version: string;
  readonly year: number;

  constructor(version: string, year: number) {
    super(`calendar ${version} has no year ${year}: publish it before a deadline can be computed there`);
    this.version = version;
    this.year = year;
  }
}

/** The working time of one local calendar year, laid out for binary search. Moments in milliseconds since 1970. */
export interface PublishedYear {
  firstDay: Day;
  workingDays: Day[];
  /** `workingDaysBefore[i]`: how many working days lie before day `i` of the year; one more entry than days. */
  workingDaysBefore: number[];
  /** Sessions in order, as many a working day as the calendar has hours. */
  opens: number[];
  closes: number[];
  /** `workedBefore[i]`: milliseconds of working time in the year before session `i`; one more entry than sessions. */
  workedBefore: number[];
  /** Milliseconds of working time in the whole year. */
  worked: number;
}

/** A calendar is immutable, so the object itself is the key. */
const published = new WeakMap<Calendar, Map<number, PublishedYear>>();

/** The layout of a year, built once for a calendar object. Throws CalendarNotPublished. */
export function publishedYear(calendar: Calendar, year: number): PublishedYear {
  const years = published.get(calendar) ?? new Map<number, PublishedYear>();
  const layout = years.get(year) ?? layOut(calendar, year);
  published.set(calendar, years.set(year, layout));
  return layout;
}

/** The same for the year that a day lies in. */
export function publishedYearOf(calendar: Calendar, day: Day): PublishedYear {
  return publishedYear(calendar, yearOf(day));
}

function layOut({ version, zone, hours, restDays, years }: Calendar, year: number): PublishedYear {
  const rules = years[String(year)];
  if (!rules) throw new CalendarNotPublished(version, year);
  const firstDay = Date.UTC(year, 0, 1) / dayLength;
  const endDay = Date.UTC(year + 1, 0, 1) / dayLength;
  const holidays = new Set(rules.holidays.map(dayOf));
  const makeUpDays = new Set(rules.makeUpDays.map(dayOf));
  const sessions = hours.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }));
  const layout: PublishedYear = {
    firstDay,
    workingDays: [],
    workingDaysBefore: [0],
    opens: [],
    closes: [],
    workedBefore: [0],
    worked: 0,
  };
  for (let day = firstDay; day < endDay; day++) {
    if (makeUpDays.has(day) || !(holidays.has(day) || restDays.includes(isoWeekday(day)))) {
      layout.workingDays.push(day);
      for (const { from, to } of sessions) {
        const open = momentOf(zone, day, from);
        const close = momentOf(zone, day, to);
        layout.opens.push(open);
        layout.closes.push(close);
        layout.worked += close - open;
        layout.workedBefore.push(layout.worked);
      }
    }
    layout.workingDaysBefore.push(layout.workingDays.length);
  }
  return layout;
}

/** 1970-01-01 was a Thursday. */
function isoWeekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

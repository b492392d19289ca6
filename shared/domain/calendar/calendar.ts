import * as z from "zod";
import { TimeOfDay } from "./time-of-day.ts";

/** One session of an office day, local time: `{ from: "09:00", to: "12:00" }`. */
const Session = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from < to, { error: "a session ends after it begins", path: ["to"] });

const Year = z.strictObject({
  /** Dates without work, besides the weekly rest days. One may fall on a rest day: lists are published whole. */
  holidays: z.array(z.iso.date()),
  /** Rest days on which people work all the same (调休上班). */
  makeUpDays: z.array(z.iso.date()),
});

/**
 * The working time of a city's offices: plain data, versioned, never edited in place. A deadline names the version
 * it was computed in. Only the years listed are published; see `CalendarNotPublished`.
 */
export const Calendar = z
  .strictObject({
    /** For example `cn-2025-2026.1`. */
    version: z.string().min(1),
    /** IANA name of the zone that dates and hours are read in, `Asia/Shanghai`. */
    zone: z.string().refine(isZoneName, { error: "not an IANA time zone, write for example Asia/Shanghai" }),
    /** The sessions of every working day, in order. */
    hours: z
      .array(Session)
      .min(1)
      .refine((hours) => hours.every(({ from }, index) => index === 0 || from >= (hours[index - 1]?.to ?? "")), {
        error: "sessions follow one another and do not overlap",
      }),
    /** Weekly rest days by ISO 8601 number: Monday is 1, Sunday is 7. */
    restDays: z
      .array(z.int().min(1).max(7))
      .max(6)
      .refine((days) => new Set(days).size === days.length, { error: "a weekday is named twice" }),
    years: z.record(z.string().regex(/^\d{4}$/), Year),
  })
  .check(({ value: { years, restDays }, issues }) => {
    for (const [year, { holidays, makeUpDays }] of Object.entries(years)) {
      const seen = new Set<string>();
      for (const [list, dates] of Object.entries({ holidays, makeUpDays })) {
        for (const [index, date] of dates.entries()) {
          const message = fault(date, list);
          if (message) issues.push({ code: "custom", message, input: date, path: ["years", year, list, index] });
          seen.add(date);
        }
      }
      function fault(date: string, list: string): string | undefined {
        if (!date.startsWith(`${year}-`)) return `${date} is not a date of ${year}`;
        if (seen.has(date)) return `${date} is named twice`;
        if (list === "makeUpDays" && !restDays.includes(isoWeekday(date))) {
          return `${date} is no weekly rest day, nothing is made up on it`;
        }
        return undefined;
      }
    }
  });
export type Calendar = z.infer<typeof Calendar>;

function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function isZoneName(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

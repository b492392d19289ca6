import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";

/**
 * Calendars: each version once, its years without a gap between them. A clock that runs from one year into the next but
 * one would stop at the missing one.
 */
export function calendarProblems({ calendars }: Directory): Problem[] {
  const twice = repeated(calendars, ({ version }) => version).map(({ index, key }) => ({
    path: ["calendars", index, "version"],
    message: `calendar ${key} is listed twice; rename one`,
  }));
  const gaps = calendars.flatMap(({ version, years }, index) => {
    const listed = Object.keys(years).map(Number).sort();
    if (listed.length === 0) {
      return [{ path: ["calendars", index, "years"], message: `calendar ${version} has no year; add one` }];
    }
    return listed.slice(1).flatMap((year, position) => {
      const before = listed[position] ?? year;
      if (year === before + 1) return [];
      const message = `calendar ${version} jumps from ${before} to ${year}; add the years between`;
      return [{ path: ["calendars", index, "years", String(year)], message }];
    });
  });
  return [...twice, ...gaps];
}

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Calendar } from "../../shared/domain/calendar/calendar.ts";
import { dueAt, fractionOf } from "../../shared/domain/calendar/deadline.ts";
import {
  closingHour,
  isWorkingDay,
  localDate,
  localTime,
  shiftWorkingDays,
  workingDaysBetween,
} from "../../shared/domain/calendar/working-days.ts";
import {
  addWorkingTime,
  isWorkingTime,
  nextWorkingTime,
  workingTimeBetween,
} from "../../shared/domain/calendar/working-time.ts";
import { fromMillis, type Instant, latest } from "../../shared/domain/instant.ts";

const minute = 60_000;
const hour = 60 * minute;
const statutory = Calendar.parse(parse(readFileSync("sample/calendars/statutory.yaml", "utf8")));
const years = { "2025": { holidays: ["2025-01-01"], makeUpDays: [] }, "2026": { holidays: [], makeUpDays: [] } };

function office(zone: string, hours: Calendar["hours"], restDays = [6, 7]): Calendar {
  return Calendar.parse({ version: `test-${zone}`, zone, hours, restDays, years });
}

const roundTheClock = office("America/New_York", [{ from: "00:00", to: "23:59" }], []);
const nightShift = [
  { from: "00:00", to: "02:15" },
  { from: "02:30", to: "02:45" },
  { from: "03:00", to: "08:00" },
  { from: "22:00", to: "23:59" },
];
const calendars: [string, Calendar][] = [
  ["the statutory calendar", statutory],
  ["New York, nights, every day", office("America/New_York", nightShift, [])],
  ["New York, round the clock", roundTheClock],
  ["Casablanca, which leaves its summer time for Ramadan", office("Africa/Casablanca", nightShift, [7])],
  ["Lord Howe, which moves by half an hour", office("Australia/Lord_Howe", nightShift, [])],
  ["Santiago, which skips midnight", office("America/Santiago", [{ from: "00:00", to: "12:00" }], [])],
];

const instantIn = (from: string, to: string) =>
  fc.integer({ min: Date.parse(from), max: Date.parse(to) }).map((millis) => fromMillis(millis));
/** Leaves a quarter of 2026 to run into. */
const start = instantIn("2025-01-02T00:00:00Z", "2026-09-30T00:00:00Z");
const anyTime = instantIn("2025-01-02T00:00:00Z", "2026-12-30T00:00:00Z");
const length = fc.oneof(
  fc.integer({ min: 0, max: 200 * hour }),
  fc.integer({ min: 0, max: 800 }).map((quarters) => quarters * (hour / 4)),
);

describe.each(calendars)("working time of %s", (_name, calendar) => {
  const check = (...args: Parameters<typeof fc.property<[Instant, number, number, Instant]>>) =>
    fc.assert(fc.property(...args), { numRuns: 60 });

  it("between is the inverse of add", () => {
    check(start, length, length, anyTime, (s, w) => {
      expect(workingTimeBetween(calendar, s, addWorkingTime(calendar, s, w))).toBe(w);
    });
  });

  it("is additive, between and add", () => {
    check(start, length, length, anyTime, (s, a, b, t) => {
      expect(addWorkingTime(calendar, addWorkingTime(calendar, s, a), b)).toBe(addWorkingTime(calendar, s, a + b));
      const middle = addWorkingTime(calendar, s, a);
      expect(workingTimeBetween(calendar, s, middle) + workingTimeBetween(calendar, middle, t)).toBe(
        workingTimeBetween(calendar, s, t) + 0,
      );
    });
  });

  it("is monotone: more never ends earlier, later never ends earlier, and it never passes faster than the clock", () => {
    check(start, length, length, start, (s, a, b, t) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      expect(addWorkingTime(calendar, s, less) <= addWorkingTime(calendar, s, more)).toBe(true);
      const [first, second] = s < t ? [s, t] : [t, s];
      expect(addWorkingTime(calendar, first, a + 1) <= addWorkingTime(calendar, second, a + 1)).toBe(true);
      const between = workingTimeBetween(calendar, first, second);
      expect(between).toBeGreaterThanOrEqual(0);
      expect(between).toBeLessThanOrEqual(Date.parse(second) - Date.parse(first));
    });
  });

  it("never ends in non-working time, and ends with the session rather than with the next one's opening", () => {
    check(start, length, length, anyTime, (s, w) => {
      const end = addWorkingTime(calendar, s, w + 1);
      expect(isWorkingTime(calendar, end)).toBe(true);
      expect(workingTimeBetween(calendar, fromMillis(Date.parse(end) - 1), end)).toBe(1);
    });
  });

  it("passes from the next opening on, and not before", () => {
    check(start, length, length, anyTime, (s) => {
      const open = nextWorkingTime(calendar, s);
      expect(isWorkingTime(calendar, open)).toBe(true);
      expect(workingTimeBetween(calendar, s, open)).toBe(0);
    });
  });

  it("is what counting day by day with Temporal gives", () => {
    check(start, length, length, anyTime, (s, _a, _b, t) => {
      const until = latest(s, t);
      expect(workingTimeBetween(calendar, s, until)).toBe(countDayByDay(calendar, s, until));
    });
  });

  it("has shares in order, the whole of which is the deadline", () => {
    check(
      start,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 100 }),
      anyTime,
      (s, workingDays, percent) => {
        const due = dueAt(calendar, s, { workingDays });
        expect(fractionOf(calendar, s, due, 1) <= due).toBe(true);
        expect(workingTimeBetween(calendar, fractionOf(calendar, s, due, 1), due)).toBe(0);
        const at = fractionOf(calendar, s, due, percent / 100);
        expect(s <= at && at <= due).toBe(true);
      },
    );
  });
});

describe.each(calendars)("working days of %s", (_name, calendar) => {
  const days = fc.integer({ min: 1, max: 30 });

  it("a deadline is the closing hour of a working day after the start day, with just that many days used", () => {
    fc.assert(
      fc.property(start, days, (s, workingDays) => {
        const due = dueAt(calendar, s, { workingDays });
        expect(due > s).toBe(true);
        expect(workingDaysBetween(calendar, s, due)).toBe(workingDays);
      }),
    );
  });

  it("forward and back leads to the day it began on", () => {
    fc.assert(
      fc.property(start, days, days, (s, there, more) => {
        const due = shiftWorkingDays(calendar, s, there);
        expect(shiftWorkingDays(calendar, shiftWorkingDays(calendar, due, more), -more)).toBe(due);
        expect(shiftWorkingDays(calendar, due, more)).toBe(shiftWorkingDays(calendar, s, there + more));
        expect(due).toBe(closingHour(calendar, localDate(calendar, due)));
      }),
    );
  });
});

describe("days on which the clocks change", () => {
  // New York: forward 2026-03-08 02:00 → 03:00, back 2026-11-01 02:00 → 01:00.
  const moment = (date: string) => localTime(roundTheClock, date, "00:00");

  it("are an hour shorter and an hour longer", () => {
    expect(workingTimeBetween(roundTheClock, moment("2026-03-08"), moment("2026-03-09"))).toBe(23 * hour - minute);
    expect(workingTimeBetween(roundTheClock, moment("2026-11-01"), moment("2026-11-02"))).toBe(25 * hour - minute);
  });

  it("leave office hours of the day alone", () => {
    const newYork = office("America/New_York", [{ from: "09:00", to: "17:00" }], []);
    expect(dueAt(newYork, "2026-03-07T21:00:00.000Z", { workingHours: 2 })).toBe("2026-03-08T14:00:00.000Z");
    expect(dueAt(newYork, "2026-03-07T21:00:00.000Z", { workingDays: 1 })).toBe("2026-03-08T21:00:00.000Z");
    expect(dueAt(newYork, "2026-10-31T20:00:00.000Z", { workingDays: 1 })).toBe("2026-11-01T22:00:00.000Z");
    expect(dueAt(newYork, "2026-03-08T01:00:00.000Z", { sameDayUntil: "22:00" })).toBe("2026-03-08T03:00:00.000Z");
    expect(dueAt(newYork, "2026-03-08T05:00:00.000Z", { sameDayUntil: "22:00" })).toBe("2026-03-09T02:00:00.000Z");
  });

  it("give a skipped time the moment of the change, and a time that comes twice its first", () => {
    expect(localTime(roundTheClock, "2026-03-08", "02:30")).toBe("2026-03-08T07:00:00.000Z");
    expect(localTime(roundTheClock, "2026-11-01", "01:30")).toBe("2026-11-01T05:30:00.000Z");
  });

  it("agree with Temporal about local dates and times in every zone", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    fc.assert(
      fc.property(zones, instantIn("2000-01-01T00:00:00Z", "2040-01-01T00:00:00Z"), (zone, instant) => {
        const there = { ...statutory, zone };
        const now = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).with({ second: 0, millisecond: 0 });
        const local = now.toPlainDateTime();
        expect(localDate(there, instant)).toBe(local.toPlainDate().toString());
        expect(localTime(there, local.toPlainDate().toString(), local.toString().slice(11, 16))).toBe(
          fromMillis(local.toZonedDateTime(zone).epochMilliseconds),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

it("one computation takes microseconds (printed, not judged)", () => {
  const starts = fc.sample(start, 1000);
  const computations: [string, (s: Instant) => unknown][] = [
    ["dueAt, 5 working days", (s) => dueAt(statutory, s, { workingDays: 5 })],
    ["dueAt, 4 working hours", (s) => dueAt(statutory, s, { workingHours: 4 })],
    ["workingTimeBetween", (s) => workingTimeBetween(statutory, s, "2026-12-01T00:00:00.000Z")],
    ["fractionOf", (s) => fractionOf(statutory, s, "2026-12-01T00:00:00.000Z", 0.5)],
  ];
  for (const [name, compute] of computations) {
    for (const s of starts) compute(s);
    const began = performance.now();
    for (let round = 0; round < 20; round++) for (const s of starts) compute(s);
    console.log(`${name}: ${((performance.now() - began) / 20).toFixed(2)} µs`);
  }
});

/** The definition, written out slowly: every session of every working day, cut to the span. */
function countDayByDay(calendar: Calendar, from: Instant, to: Instant): number {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const last = Temporal.PlainDate.from(localDate(calendar, to));
  let millis = 0;
  let date = Temporal.PlainDate.from(localDate(calendar, from));
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (!isWorkingDay(calendar, date.toString())) continue;
    for (const session of calendar.hours) {
      const [open, close] = [moment(date, session.from), moment(date, session.to)];
      millis += Math.max(0, Math.min(close, end) - Math.max(open, begin));
    }
  }
  return millis;

  function moment(day: Temporal.PlainDate, time: string): number {
    const local = day.toPlainDateTime(time);
    const early = local.toZonedDateTime(calendar.zone, { disambiguation: "earlier" });
    const skipped = !early.toPlainDateTime().equals(local);
    // In a gap the two readings lie on both sides of the change, which `earlier` finds going forward.
    return (skipped ? (early.getTimeZoneTransition("next") ?? early) : early).epochMilliseconds;
  }
}

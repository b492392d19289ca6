import { readFileSync } from "node:fs";
import chineseDays from "chinese-days";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Budget } from "../../shared/domain/calendar/budget.ts";
import { Calendar } from "../../shared/domain/calendar/calendar.ts";
import { dueAt, fractionOf, fractionOfClockTime, runsInWorkingTime } from "../../shared/domain/calendar/deadline.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
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
import { dateOf, dayOf } from "../../shared/domain/calendar/zone.ts";
import { addMillis, earliest, fromMillis, type Instant, latest, toMillis } from "../../shared/domain/instant.ts";

const hour = 3_600_000;
const statutory = Calendar.parse(parse(readFileSync("sample/calendars/statutory.yaml", "utf8")));

/** `2026-09-30 16:00` in China. */
const china = (text: string): Instant => fromMillis(Date.parse(`${text.replace(" ", "T")}:00+08:00`));

describe("the statutory calendar", () => {
  it("agrees with chinese-days on every date of 2025 and 2026", () => {
    const disagreeing: string[] = [];
    for (let day = dayOf("2025-01-01"); day <= dayOf("2026-12-31"); day++) {
      const date = dateOf(day);
      if (isWorkingDay(statutory, date) !== chineseDays.isWorkday(date)) disagreeing.push(date);
    }
    expect(disagreeing).toEqual([]);
  });

  it("is not published for 2027, where chinese-days takes New Year for a workday", () => {
    expect(chineseDays.isWorkday("2027-01-01")).toBe(true);
    expect(() => isWorkingDay(statutory, "2027-01-01")).toThrow(CalendarNotPublished);
  });

  it("has people at work on a make-up Saturday, and not on a holiday that is a Thursday", () => {
    expect(isWorkingDay(statutory, "2026-10-10")).toBe(true);
    expect(isWorkingTime(statutory, china("2026-10-10 10:00"))).toBe(true);
    expect(isWorkingDay(statutory, "2026-10-01")).toBe(false);
  });
});

describe("working-day budgets", () => {
  it.each([
    // start, working days, due
    ["2026-09-30 16:00", 5, "2026-10-13 17:30"],
    ["2026-09-25 10:00", 15, "2026-10-22 17:30"],
    ["2026-09-30 00:00", 1, "2026-10-08 17:30"],
    ["2026-09-30 23:59", 1, "2026-10-08 17:30"],
    ["2026-10-09 11:00", 1, "2026-10-10 17:30"],
    ["2026-02-13 09:00", 2, "2026-02-24 17:30"],
    ["2025-12-31 17:31", 1, "2026-01-04 17:30"],
    ["2025-01-01 00:00", 248, "2025-12-31 17:30"],
  ])("from %s, %i working days end %s", (start, workingDays, due) => {
    expect(dueAt(statutory, china(start), { workingDays })).toBe(china(due));
  });

  it("take the start day from the zone, not from UTC", () => {
    expect(localDate(statutory, "2026-03-02T16:30:00.000Z")).toBe("2026-03-03");
    expect(dueAt(statutory, "2026-03-02T16:30:00.000Z", { workingDays: 1 })).toBe(china("2026-03-04 17:30"));
  });

  it("put the ladder at closing hours around the due day", () => {
    const due = china("2026-10-13 17:30");
    expect([-1, 0, 1, 3, 5].map((days) => shiftWorkingDays(statutory, due, days))).toEqual([
      china("2026-10-12 17:30"),
      due,
      china("2026-10-14 17:30"),
      china("2026-10-16 17:30"),
      china("2026-10-20 17:30"),
    ]);
    expect(shiftWorkingDays(statutory, china("2026-10-08 17:30"), -1)).toBe(china("2026-09-30 17:30"));
    expect(shiftWorkingDays(statutory, china("2026-01-04 09:00"), -1)).toBe(china("2025-12-31 17:30"));
  });

  it("are counted the same way afterwards", () => {
    expect(workingDaysBetween(statutory, china("2026-09-30 16:00"), china("2026-10-13 17:30"))).toBe(5);
    expect(workingDaysBetween(statutory, china("2025-01-01 00:00"), china("2026-01-04 09:00"))).toBe(249);
    expect(workingDaysBetween(statutory, china("2026-10-13 17:30"), china("2026-09-30 16:00"))).toBe(-5);
  });

  it("refuse half days", () => {
    expect(() => shiftWorkingDays(statutory, china("2026-10-13 17:30"), 0.5)).toThrow(RangeError);
    expect(Budget.safeParse({ workingDays: 0.5 }).success).toBe(false);
  });
});

describe("working-hour budgets", () => {
  it.each([
    // start, working hours, due
    ["2026-09-30 16:00", 1.5, "2026-09-30 17:30"],
    ["2026-09-30 16:00", 4, "2026-10-08 11:30"],
    ["2026-09-28 11:00", 1, "2026-09-28 12:00"],
    ["2026-09-28 12:00", 1, "2026-09-28 14:30"],
    ["2026-09-28 12:40", 2, "2026-09-28 15:30"],
    ["2026-09-28 20:00", 7, "2026-09-29 17:30"],
    ["2025-12-31 17:00", 1, "2026-01-04 09:30"],
  ])("from %s, %d working hours end %s", (start, workingHours, due) => {
    expect(dueAt(statutory, china(start), { workingHours })).toBe(china(due));
  });

  it("run 7 hours a day", () => {
    expect(workingTimeBetween(statutory, china("2026-09-28 00:00"), china("2026-09-29 00:00"))).toBe(7 * hour);
    expect(workingTimeBetween(statutory, china("2026-10-01 00:00"), china("2026-10-08 09:00"))).toBe(0);
    expect(workingTimeBetween(statutory, china("2026-09-28 14:00"), china("2026-09-28 11:00"))).toBe(-1.5 * hour);
  });

  it("refuse a length that is negative or finer than a millisecond", () => {
    expect(() => addWorkingTime(statutory, china("2026-09-28 09:00"), -1)).toThrow(RangeError);
    expect(() => addWorkingTime(statutory, china("2026-09-28 09:00"), 0.5)).toThrow(RangeError);
  });

  it("count the moment a session ends as working time", () => {
    expect(isWorkingTime(statutory, china("2026-09-28 17:30"))).toBe(true);
    expect(isWorkingTime(statutory, addMillis(china("2026-09-28 17:30"), 1))).toBe(false);
    expect(nextWorkingTime(statutory, china("2026-09-30 17:30"))).toBe(china("2026-09-30 17:30"));
    expect(nextWorkingTime(statutory, china("2026-09-30 20:00"))).toBe(china("2026-10-08 09:00"));
    expect(nextWorkingTime(statutory, china("2025-12-31 20:00"))).toBe(china("2026-01-04 09:00"));
  });
});

describe("clock-time budgets", () => {
  it("fall at any hour, on any day", () => {
    expect(dueAt(statutory, china("2026-09-30 16:00"), { hours: 72 })).toBe(china("2026-10-03 16:00"));
    expect(dueAt(statutory, china("2026-10-01 02:50"), { minutes: 30 })).toBe(china("2026-10-01 03:20"));
  });

  it("hold where no calendar is published: an urgent case never waits for it", () => {
    expect(dueAt(statutory, china("2027-01-01 08:00"), { hours: 2 })).toBe(china("2027-01-01 10:00"));
    expect(dueAt(statutory, china("2027-01-01 08:00"), { sameDayUntil: "22:00" })).toBe(china("2027-01-01 22:00"));
  });

  it("end at the cut-off of the day; from the cut-off on, at that of the next", () => {
    const until = { sameDayUntil: "22:00" };
    expect(dueAt(statutory, china("2026-10-01 00:00"), until)).toBe(china("2026-10-01 22:00"));
    expect(dueAt(statutory, china("2026-10-01 21:59"), until)).toBe(china("2026-10-01 22:00"));
    expect(dueAt(statutory, china("2026-10-01 22:00"), until)).toBe(china("2026-10-02 22:00"));
  });

  it("are another type than working time", () => {
    expect(runsInWorkingTime(Budget.parse({ workingHours: 4 }))).toBe(true);
    expect(runsInWorkingTime(Budget.parse({ hours: 4 }))).toBe(false);
    expect(Budget.safeParse({ hours: 4, workingHours: 4 }).success).toBe(false);
    expect(Budget.safeParse({ hours: 0 }).success).toBe(false);
    expect(Budget.safeParse({ sameDayUntil: "24:30" }).success).toBe(false);
  });
});

describe("shares of a budget", () => {
  it("half of 5 working days is reached in working time", () => {
    const start = china("2026-09-30 16:00");
    const due = dueAt(statutory, start, { workingDays: 5 });
    // 1.5 h on the start day and five days of 7 h: half is 18.25 h, of which 2.75 h fall on the third day.
    expect(fractionOf(statutory, start, due, 0.5)).toBe(china("2026-10-10 11:45"));
    expect(fractionOf(statutory, start, due, 0)).toBe(start);
    expect(fractionOf(statutory, start, due, 1)).toBe(due);
  });

  it("go past the deadline for the upper steps of the ladder", () => {
    const start = china("2026-09-28 09:00");
    const due = dueAt(statutory, start, { workingHours: 4 });
    expect(fractionOf(statutory, start, due, 1.25)).toBe(china("2026-09-28 15:30"));
    expect(fractionOf(statutory, start, due, 2)).toBe(china("2026-09-29 10:00"));
    expect(fractionOfClockTime("2026-09-30T22:00:00.000Z", "2026-10-01T00:00:00.000Z", 1.25)).toBe(
      "2026-10-01T00:30:00.000Z",
    );
  });

  it("refuse a deadline before its start", () => {
    const [early, late] = [china("2026-09-28 09:00"), china("2026-09-28 10:00")];
    expect(() => fractionOf(statutory, late, early, 0.5)).toThrow(RangeError);
    expect(() => fractionOfClockTime(late, early, 0.5)).toThrow(RangeError);
    expect(() => fractionOfClockTime(early, late, -0.5)).toThrow(RangeError);
  });
});

describe("a year that is not published", () => {
  const gap: Calendar = { ...statutory, version: "gap", years: { "2024": emptyYear(), "2026": emptyYear() } };

  it.each<[string, () => unknown, number]>([
    ["the deadline lies in it", () => dueAt(statutory, china("2026-12-31 09:00"), { workingDays: 1 }), 2027],
    ["the start lies in it", () => dueAt(statutory, china("2024-12-31 09:00"), { workingDays: 1 }), 2024],
    ["a walk back enters it", () => shiftWorkingDays(statutory, china("2025-01-01 09:00"), -1), 2024],
    ["working hours run into it", () => dueAt(statutory, china("2026-12-31 17:00"), { workingHours: 0.6 }), 2027],
    ["no working time is to pass in it", () => addWorkingTime(statutory, china("2027-01-01 09:00"), 0), 2027],
    ["the walk only crosses it", () => dueAt(gap, china("2024-12-31 09:00"), { workingDays: 300 }), 2025],
    [
      "time between only crosses it",
      () => workingTimeBetween(gap, "2024-05-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"),
      2025,
    ],
    [
      "days between only cross it",
      () => workingDaysBetween(gap, "2024-05-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"),
      2025,
    ],
    ["a moment of it is asked for", () => isWorkingTime(statutory, china("2027-01-01 00:00")), 2027],
    ["the next opening lies in it", () => nextWorkingTime(statutory, china("2026-12-31 18:00")), 2027],
    ["a closing hour of it is asked for", () => closingHour(statutory, "2027-03-01"), 2027],
  ])("is an error for the operator, not a guess, when %s", (_when, compute, year) => {
    expect(compute).toThrow(CalendarNotPublished);
    expect(compute).toThrow(expect.objectContaining({ year }));
  });

  it("does not matter to what ends with the last session of the year before", () => {
    expect(dueAt(statutory, china("2026-12-31 17:00"), { workingHours: 0.5 })).toBe(china("2026-12-31 17:30"));
    expect(dueAt(statutory, china("2026-12-30 17:00"), { workingDays: 1 })).toBe(china("2026-12-31 17:30"));
  });

  it("is told by local time", () => {
    expect(isWorkingTime(statutory, "2026-12-31T15:59:59.999Z")).toBe(false);
    expect(() => isWorkingTime(statutory, "2026-12-31T16:00:00.000Z")).toThrow(CalendarNotPublished);
  });

  function emptyYear() {
    return { holidays: [], makeUpDays: [] };
  }
});

describe("dates and instants", () => {
  it("give closing hours of working days only", () => {
    expect(closingHour(statutory, "2026-10-10")).toBe(china("2026-10-10 17:30"));
    expect(() => closingHour(statutory, "2026-10-11")).toThrow(RangeError);
    expect(localTime(statutory, "2026-10-31", "18:00")).toBe(china("2026-10-31 18:00"));
  });

  it.each(["2026-02-29", "2026-2-1", "20260201", "2026-02-01T00:00:00Z", ""])("refuse the date %j", (date) => {
    expect(() => isWorkingDay(statutory, date)).toThrow(RangeError);
  });

  it.each(["2026-09-30T08:00:00Z", "2026-09-30T16:00:00.000+08:00", "2026-02-30T08:00:00.000Z", "2026-09-30", ""])(
    "refuse the instant %j",
    (instant) => {
      expect(() => toMillis(instant)).toThrow(RangeError);
    },
  );

  it("pick the earliest and the latest", () => {
    const [a, b, c] = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", "2026-01-02T00:00:00.000Z"] as const;
    expect(earliest(b, c, a)).toBe(a);
    expect(latest(b, c, a)).toBe(c);
  });
});

describe("a calendar file", () => {
  const valid = () => structuredClone(statutory);
  it.each<[string, (calendar: ReturnType<typeof valid>) => void]>([
    ["a date in another year", (c) => c.years["2026"]?.holidays.push("2027-01-01")],
    ["a date that does not exist", (c) => c.years["2026"]?.holidays.push("2026-02-29")],
    ["a date both free and made up", (c) => c.years["2026"]?.makeUpDays.push("2026-10-03")],
    ["a date twice", (c) => c.years["2026"]?.holidays.push("2026-01-01")],
    ["a make-up day on which people work anyway", (c) => c.years["2026"]?.makeUpDays.push("2026-03-02")],
    ["sessions in the wrong order", (c) => c.hours.reverse()],
    ["sessions that overlap", (c) => c.hours.push({ from: "17:00", to: "18:00" })],
    ["a session that ends before it begins", (c) => c.hours.push({ from: "19:00", to: "18:00" })],
    ["a time that does not exist", (c) => c.hours.push({ from: "18:00", to: "18:60" })],
    ["a session until midnight", (c) => c.hours.push({ from: "18:00", to: "24:00" })],
    ["no hours", (c) => c.hours.splice(0)],
    ["an unknown zone", (c) => Object.assign(c, { zone: "Asia/Weihai" })],
    ["an offset for a zone", (c) => Object.assign(c, { zone: "+08:00" })],
    ["weekday 0", (c) => c.restDays.push(0)],
    ["a weekday twice", (c) => c.restDays.push(7)],
    ["a year of two digits", (c) => Object.assign(c.years, { "26": { holidays: [], makeUpDays: [] } })],
    ["a field nobody reads", (c) => Object.assign(c, { holidays: [] })],
  ])("is refused with %s", (_fault, spoil) => {
    const calendar = valid();
    expect(Calendar.safeParse(calendar).success).toBe(true);
    spoil(calendar);
    expect(Calendar.safeParse(calendar).success).toBe(false);
  });
});

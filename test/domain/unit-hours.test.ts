import { expect, test } from "vitest";
import { addWorkingTime } from "../../shared/domain/calendar/working-time.ts";
import { calendarOfUnit, isAtWork } from "../../shared/domain/unit-hours.ts";
import { local } from "../builders/story.ts";
import { smallCity } from "../directory/small-city.ts";

const plain = smallCity();
const hours = [{ from: "08:00", to: "20:00" }];
const city = smallCity({ units: plain.units.map((unit) => (unit.id === "water" ? { ...unit, hours } : unit)) });
const [calendar] = city.calendars as [(typeof city.calendars)[number]];
const working = (unit: string, at: string) => isAtWork(city, unit, calendar, local(at));

test("a unit works the hours of the calendar, or its own where it has some, on the calendar's days", () => {
  for (const time of ["08:30", "12:30", "19:59"]) {
    expect(working("water", `2026-09-28 ${time}`)).toBe(true);
    expect(working("bureau", `2026-09-28 ${time}`)).toBe(false);
  }
  expect(working("bureau", "2026-09-28 10:00")).toBe(true);
  expect(working("water", "2026-09-28 20:01")).toBe(false);
  expect(working("water", "2026-10-01 10:00")).toBe(false);
  expect(() => working("nobody", "2026-09-28 10:00")).toThrow(RangeError);
});

test("working time of a unit is counted in its own hours, by one calendar for all questions", () => {
  const water = city.units.find(({ id }) => id === "water");
  if (water === undefined) throw new Error("no water");
  const own = calendarOfUnit(water, calendar);
  expect(calendarOfUnit(water, calendar)).toBe(own);
  expect(addWorkingTime(own, local("2026-09-28 18:00"), 4 * 3_600_000)).toBe(local("2026-09-29 10:00"));
});

import { describe, expect, test } from "vitest";
import type { CityEvent } from "../../shared/directory/city-event.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { Roster } from "../../shared/directory/roster.ts";
import { answering, onDuty, uncoveredShifts } from "../../shared/domain/duty.ts";
import { local } from "../builders/story.ts";
import { smallCity } from "../directory/small-city.ts";

const name = { zh: "名", en: "Name" };
const shifts = [
  { id: "day", from: "08:00", to: "20:00" },
  { id: "night", from: "20:00", to: "08:00" },
];
const officer = (unit: string, change: object = {}) => ({
  id: unit,
  unit,
  name: unit,
  phone: "13800000001",
  ...change,
});

type Rule = { id: string; days: Roster["rules"][number]["days"]; units: string[] | "members"; shifts?: object[] };

function city(parts: {
  rules: Rule[];
  officers: object[];
  members?: string[];
  seasons?: object[];
  events?: CityEvent[];
}) {
  const { rules, events = [], ...roster } = parts;
  const written = Roster.parse({ ...roster, rules: rules.map((rule) => ({ name, shifts, ...rule })) });
  return smallCity({ roster: written, events });
}

const everyday: Rule = { id: "everyday", days: "everyday", units: ["north"] };
const names = (directory: ReturnType<typeof city>, unit: string, at: string) =>
  onDuty(directory, unit, local(at)).officers.map((one) => one.name);

describe("who is on duty", () => {
  test("is whoever takes the shift, at night too, which belongs to the day it began on", () => {
    const directory = city({
      rules: [everyday],
      officers: [
        officer("north", { id: "sun", name: "sun", shifts: ["day"] }),
        // 2026-09-28 is a Monday.
        officer("north", { id: "moon", name: "moon", shifts: ["night"], weekdays: [1] }),
      ],
    });
    expect(names(directory, "north", "2026-09-28 07:59")).toEqual([]);
    expect(names(directory, "north", "2026-09-28 08:00")).toEqual(["sun"]);
    expect(names(directory, "north", "2026-09-28 20:00")).toEqual(["moon"]);
    expect(names(directory, "north", "2026-09-29 07:59")).toEqual(["moon"]);
    expect(names(directory, "north", "2026-09-29 08:00")).toEqual(["sun"]);
    expect(onDuty(directory, "north", local("2026-09-29 03:00")).duties).toEqual([
      {
        ...{ date: "2026-09-28", unit: "north", rule: "everyday", shift: "night" },
        ...{ from: local("2026-09-28 20:00"), to: local("2026-09-29 08:00") },
      },
    ]);
  });

  test("is nobody on leave, nobody before beginning, nobody from the day it ends", () => {
    const directory = city({
      rules: [everyday],
      officers: [
        officer("north", {
          from: "2026-09-10",
          until: "2026-09-20",
          leave: [{ from: "2026-09-12", to: "2026-09-13" }],
        }),
      ],
    });
    const on = (day: number) => names(directory, "north", `2026-09-${day} 12:00`).length;
    expect([9, 10, 11, 12, 13, 14, 19, 20].map((day) => on(day === 9 ? 30 : day))).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
  });

  test("in a season, also one that runs over New Year, and on both its days", () => {
    const directory = city({
      seasons: [{ id: "winter", name, from: "11-15", to: "03-15" }],
      rules: [{ id: "winter", days: { season: "winter" }, units: ["water"] }],
      officers: [officer("water")],
    });
    const on = (date: string) => names(directory, "water", `${date} 12:00`).length === 1;
    expect(["2026-11-14", "2026-11-15", "2026-12-31", "2027-01-01", "2027-03-15", "2027-03-16"].map(on)).toEqual([
      ...[false, true, true, true, true, false],
    ]);
  });

  test("on holidays of the calendar; in a year it does not have, every day", () => {
    const directory = city({
      rules: [{ id: "holidays", days: "holidays", units: "members" }],
      members: ["water", "bureau"],
      officers: [officer("water")],
    });
    expect(names(directory, "water", "2026-10-01 12:00")).toEqual(["water"]);
    expect(names(directory, "water", "2026-09-28 12:00")).toEqual([]);
    expect(names(directory, "water", "2028-09-28 12:00")).toEqual(["water"]);
  });

  test("for an event on its days: its own officers, and whom the roster asks for", () => {
    const festival: CityEvent = {
      ...{ id: "festival", name, from: "2026-07-24", to: "2026-07-25", region: "02.01", desk: "event-desk" },
      officers: [{ unit: "beach", name: "guard", phone: "13800000002" }],
    };
    const directory = city({
      events: [festival],
      rules: [{ id: "festival", days: { event: "festival" }, units: ["water"] }],
      officers: [officer("water")],
    });
    for (const unit of ["beach", "water"]) {
      expect(names(directory, unit, "2026-07-23 23:00")).toEqual([]);
      expect(names(directory, unit, "2026-07-25 23:00")).toHaveLength(1);
    }
  });

  test("is never nobody: the nearest unit above answers, at last the joint office", () => {
    const directory = city({ rules: [everyday], officers: [officer("north", { shifts: ["day"] })] });
    expect(answering(directory, "harbour", local("2026-09-28 12:00"))).toMatchObject({
      unit: "north",
      officers: [{ name: "north" }],
    });
    expect(answering(directory, "harbour", local("2026-09-28 22:00"))).toMatchObject({ unit: "office", officers: [] });
  });
});

describe("uncovered shifts", () => {
  test("are those that somebody must take and nobody does, once however many rules ask", () => {
    const directory = city({
      rules: [everyday, { ...everyday, id: "again" }],
      officers: [officer("north", { shifts: ["day"], leave: [{ from: "2026-09-29", to: "2026-09-29" }] })],
    });
    const found = uncoveredShifts(directory, "2026-09-28", "2026-09-29");
    expect(found.map(({ date, shift }) => `${date} ${shift}`)).toEqual([
      "2026-09-28 night",
      "2026-09-29 day",
      "2026-09-29 night",
    ]);
  });

  test("of the sample there are none in its two years", () => {
    expect(uncoveredShifts(loadDirectory("sample"), "2025-01-01", "2026-12-31")).toEqual([]);
  });
});

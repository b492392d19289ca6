import { describe, expect, test } from "vitest";
import type { AbnormalEntry } from "../../shared/directory/abnormal-list.ts";
import type { Area, Position } from "../../shared/directory/area.ts";
import { checkDirectory } from "../../shared/directory/check.ts";
import type { CityEvent } from "../../shared/directory/city-event.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { Question } from "../../shared/directory/question.ts";
import type { ReplyTemplate } from "../../shared/directory/reply-template.ts";
import { Roster } from "../../shared/directory/roster.ts";
import { listed } from "../builders/listed.ts";
import { smallCity } from "./small-city.ts";

const city = smallCity();
const problems = (parts: Partial<Directory>) => checkDirectory(smallCity(parts));
const messages = (parts: Partial<Directory>) => problems(parts).map(({ message }) => message);
const name = { zh: "名", en: "Name" };

describe("areas", () => {
  const square = (west: number, south: number, east: number, north: number): Area => {
    const ring: Position[] = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    return { type: "Polygon", coordinates: [ring] };
  };
  const mapped = (areas: Record<string, Area>) =>
    messages({ regions: city.regions.map((region) => ({ ...region, area: areas[region.code] })) });
  const north = square(0, 0, 10, 10);

  test("of neighbours share a border, also one drawn apart by a hair, and lie within their district", () => {
    expect(mapped({ "01": north, "01.01": square(0, 0, 5, 10), "01.02": square(5, 0, 10, 10) })).toEqual([]);
    expect(mapped({ "01": north, "01.01": square(-0.0005, 0, 5.0005, 10), "01.02": square(5, 0, 10, 10) })).toEqual([]);
    expect(mapped({ "01": north, "02": square(10, 0, 20, 10) })).toEqual([]);
  });

  test("that overlap are refused, whichever is the smaller", () => {
    const overlap = "the areas of regions 01.02 and 01.01 overlap; draw the border between them once";
    expect(mapped({ "01.01": square(0, 0, 5.1, 10), "01.02": square(5, 0, 10, 10) })).toEqual([overlap]);
    expect(mapped({ "01.01": square(0, 0, 10, 10), "01.02": square(3, 3, 3.01, 3.01) })).toEqual([overlap]);
    expect(mapped({ "01": north, "02": square(9, 9, 20, 20) })).toHaveLength(1);
  });

  test("outside their district are refused; a district without an area refuses nothing", () => {
    expect(mapped({ "01": north, "01.01": square(8, 8, 11, 10) })).toEqual([
      "the area of region 01.01 lies partly outside 01; correct one of the two",
    ]);
    expect(mapped({ "01.01": square(8, 8, 11, 10) })).toEqual([]);
  });

  test("that enclose nothing are refused, and one that crosses itself upsets nobody", () => {
    expect(mapped({ "01": square(3, 3, 3, 5) })).toEqual(["the area of region 01 encloses nothing; draw it"]);
    const bow: Area = {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [10, 10],
          [10, 0],
          [0, 9],
          [0, 0],
        ],
      ],
    };
    expect(mapped({ "01": bow, "01.01": square(1, 4, 2, 5), "02": square(20, 0, 30, 10) })).toEqual([]);
  });

  test("a lake in one district may be another's island", () => {
    const ring = square(0, 0, 10, 10).coordinates[0] as Position[];
    const lake = square(4, 4, 6, 6);
    const around: Area = { type: "Polygon", coordinates: [ring, lake.coordinates[0] as Position[]] };
    expect(mapped({ "01": around, "02": lake })).toEqual([]);
    expect(mapped({ "01": around, "02": square(4, 4, 7, 6) })).toHaveLength(1);
  });
});

describe("calendars", () => {
  test("with a year missing between two others are refused, and those without any", () => {
    const [calendar] = city.calendars as [Directory["calendars"][number]];
    const years = (...listed: string[]) =>
      messages({
        calendars: [
          { ...calendar, years: Object.fromEntries(listed.map((year) => [year, { holidays: [], makeUpDays: [] }])) },
        ],
      });
    expect(years("2025", "2026")).toEqual([]);
    expect(years("2025", "2027")).toEqual([
      `calendar ${calendar.version} jumps from 2025 to 2027; add the years between`,
    ]);
    expect(years()).toEqual([`calendar ${calendar.version} has no year; add one`]);
  });
});

describe("the roster", () => {
  const shifts = [{ id: "day", from: "08:00", to: "20:00" }];
  const rule = { id: "r1", name, days: "everyday", units: ["north"], shifts };
  const officer = { id: "o1", unit: "north", name: "o", phone: "1380000" };
  const roster = (parts: object) =>
    problems({ roster: Roster.parse({ rules: [rule], officers: [officer], ...parts }) });

  test.each([
    ["members", { members: ["west"] }, ["members", 0], "no unit west"],
    ["a rule's units", { rules: [{ ...rule, units: ["north", "west"] }] }, ["rules", 0, "units", 1], "no unit west"],
    [
      "members where there are none",
      { rules: [rule, { ...rule, id: "r2", units: "members" }] },
      ["rules", 1, "units"],
      "no members",
    ],
    ["a season", { rules: [{ ...rule, days: { season: "s1" } }] }, ["rules", 0, "days"], "no season s1"],
    ["an event", { rules: [{ ...rule, days: { event: "e1" } }] }, ["rules", 0, "days"], "no event e1"],
    ["a rule twice", { rules: [rule, rule] }, ["rules", 1, "id"], "listed twice"],
    [
      "a shift twice",
      { rules: [{ ...rule, shifts: [...shifts, ...shifts] }] },
      ["rules", 0, "shifts", 1, "id"],
      "listed twice",
    ],
    ["an officer's unit", { officers: [{ ...officer, unit: "west" }] }, ["officers", 0, "unit"], "no unit west"],
    [
      "an officer nobody asks for",
      { officers: [{ ...officer, unit: "south" }] },
      ["officers", 0, "unit"],
      "no rule has",
    ],
    [
      "an officer's shift",
      { officers: [{ ...officer, shifts: ["dusk"] }] },
      ["officers", 0, "shifts", 0],
      "no shift dusk",
    ],
    [
      "an officer's dates",
      { officers: [{ ...officer, from: "2026-02-01", until: "2026-02-01" }] },
      ["officers", 0, "until"],
      "ends before",
    ],
    [
      "a leave's dates",
      { officers: [{ ...officer, leave: [{ from: "2026-02-02", to: "2026-02-01" }] }] },
      ["officers", 0, "leave", 0, "to"],
      "ends before",
    ],
  ])("refuses %s that cannot be", (_what, parts, path, message) => {
    const [problem, ...others] = roster(parts);
    expect(problem?.path).toEqual(["roster", ...path]);
    expect(problem?.message).toContain(message);
    expect(others).toEqual([]);
  });

  test("with a shift that nobody takes is no problem: people fall ill", () => {
    expect(roster({ officers: [] })).toEqual([]);
  });
});

describe("events", () => {
  const event: CityEvent = {
    ...{ id: "fair", name, from: "2026-05-01", to: "2026-05-03", region: "01", desk: "event-desk", officers: [] },
  };

  test("name a region, a channel and units that exist, and are listed once", () => {
    expect(messages({ events: [event] })).toEqual([]);
    expect(messages({ events: [{ ...event, region: "09" }] })[0]).toContain("no region 09");
    expect(messages({ events: [{ ...event, desk: "fax" }] })[0]).toContain("no channel fax");
    const officers = [{ unit: "west", name: "o", phone: "1380000" }];
    expect(problems({ events: [{ ...event, officers }] })[0]?.path).toEqual(["events", 0, "officers", 0, "unit"]);
    expect(messages({ events: [event, event] })[0]).toContain("listed twice");
  });
});

describe("reply templates", () => {
  const template: ReplyTemplate = {
    ...{ id: "food", category: "01", version: 1, requires: ["result", "contact"] },
    wording: { zh: "{result}，{contact}", en: "{result}, {contact}" },
  };
  const with_ = (change: Partial<ReplyTemplate>) => messages({ replyTemplates: [{ ...template, ...change }] });

  test("say what they require in both languages, and leave no place that nobody fills", () => {
    expect(with_({})).toEqual([]);
    expect(with_({ wording: { ...template.wording, en: "{result}" } })).toEqual([
      "says nothing about contact; write {contact} where it goes",
    ]);
    expect(with_({ wording: { ...template.wording, zh: "{result}{contact}{weather}" } })[0]).toContain("{weather}");
  });

  test("belong to a category, one to a version of it", () => {
    expect(with_({ category: "09" })[0]).toContain("no category 09");
    const next = { ...template, id: "food-2" };
    expect(messages({ replyTemplates: [template, next] })).toEqual([
      "there is a version 1 for category 01 already; raise the version",
    ]);
    expect(messages({ replyTemplates: [template, { ...next, version: 2 }] })).toEqual([]);
  });
});

describe("questions", () => {
  const question = (code: string) => Question.parse({ code, datatype: "string", name });
  const asking = (asked: Record<string, Question[]>) =>
    problems({ categories: city.categories.map((category) => ({ ...category, questions: asked[category.code] })) });

  test("are asked once, by a category or by one above it", () => {
    expect(asking({ "01": [question("q1")], "01.01.01": [question("q2")], "02": [question("q1")] })).toEqual([]);
    expect(asking({ "01": [question("q1")], "01.01.01": [question("q2"), question("q1")] })).toMatchObject([
      { path: ["categories", 2, "questions", 1, "code"] },
    ]);
    expect(asking({ "01": [question("q1"), question("q1")] })).toHaveLength(1);
  });

  test("have values if and only if they are lists", () => {
    const values = [{ key: "no", name }];
    const valid = (datatype: string, more: object) =>
      Question.safeParse({ code: "q1", datatype, name, ...more }).success;
    expect([valid("singlevaluelist", { values }), valid("multivaluelist", {})]).toEqual([true, false]);
    expect([valid("number", {}), valid("text", { values })]).toEqual([true, false]);
  });
});

describe("the abnormal list", () => {
  const entry = (change: Partial<AbnormalEntry>) =>
    messages({ abnormalList: [listed("1380000", { appealTo: "office", ...change })] });

  test("an entry ends within twelve months, on the day itself at the latest", () => {
    expect(entry({ from: "2026-03-01", until: "2027-03-01" })).toEqual([]);
    expect(entry({ from: "2026-03-01", until: "2027-03-02" })[0]).toContain("12 months at most; end it on 2027-03-01");
    expect(entry({ from: "2028-02-29", until: "2029-02-28" })).toEqual([]);
    expect(entry({ from: "2028-02-29", until: "2029-03-01" })).toHaveLength(1);
    expect(entry({ from: "2026-03-01", until: "2026-03-01" })[0]).toContain("ends before it begins");
  });

  test("nobody approves what they proposed, and somebody hears appeals", () => {
    expect(entry({ proposedBy: "a", approvedBy: "a" })).toEqual([
      "a has proposed this entry; another person approves it",
    ]);
    expect(entry({ appealTo: "west" })[0]).toContain("no unit west");
  });
});

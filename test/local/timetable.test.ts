import { describe, expect, test } from "vitest";
import { parseSchedule } from "../../local/timetable.ts";

const start = "2030-01-01T08:00:30Z"; // a Tuesday
const following = (expression: string, count: number, timeZone = "UTC", after = start) => {
  const moments = parseSchedule(expression, timeZone, Date.parse(start));
  const found: string[] = [];
  for (let at = moments(Date.parse(after)); at !== undefined && found.length < count; at = moments(at)) {
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
};

describe("a rate", () => {
  test("counts from the beginning of the schedule", () => {
    expect(following("rate(5 minutes)", 2)).toEqual(["2030-01-01T08:05", "2030-01-01T08:10"]);
    expect(following("rate(1 day)", 1, "UTC", "2030-03-01T00:00:00Z")).toEqual(["2030-03-01T08:00"]);
  });
  test("says one hour, or several hours", () => {
    for (const wrong of ["rate(1 hours)", "rate(5 minute)", "rate(0 minutes)", "rate(1 week)"]) {
      expect(() => following(wrong, 1)).toThrow("no rate");
    }
  });
});

describe("a cron expression", () => {
  const examples: [expression: string, expected: string[]][] = [
    [
      "cron(0 18 ? * MON-FRI *)",
      ["2030-01-01T18:00", "2030-01-02T18:00", "2030-01-03T18:00", "2030-01-04T18:00", "2030-01-07T18:00"],
    ],
    ["cron(0 9 ? * 2 *)", ["2030-01-07T09:00", "2030-01-14T09:00"]],
    ["cron(0/15 8-9 * * ? *)", ["2030-01-01T08:15", "2030-01-01T08:30", "2030-01-01T08:45", "2030-01-01T09:00"]],
    ["cron(30 1 1 * ? *)", ["2030-02-01T01:30", "2030-03-01T01:30"]],
    ["cron(0 0 L * ? *)", ["2030-01-31T00:00", "2030-02-28T00:00"]],
    ["cron(0 0 ? * 6L *)", ["2030-01-25T00:00", "2030-02-22T00:00"]],
    ["cron(0 0 ? * 3#2 *)", ["2030-01-08T00:00", "2030-02-12T00:00"]],
    [
      "cron(0 8 15W * ? *)",
      [
        "2030-01-15T08:00",
        "2030-02-15T08:00",
        "2030-03-15T08:00",
        "2030-04-15T08:00",
        "2030-05-15T08:00",
        "2030-06-14T08:00",
      ],
    ],
    ["cron(0 0 1 1,7 ? 2031-2032)", ["2031-01-01T00:00", "2031-07-01T00:00", "2032-01-01T00:00", "2032-07-01T00:00"]],
  ];
  test.each(examples)("%s", (expression, expected) => {
    expect(following(expression, expected.length)).toEqual(expected);
  });
  test("follows the clock on the wall of its zone", () => {
    expect(following("cron(0 8 * * ? *)", 2, "Asia/Shanghai")).toEqual(["2030-01-02T00:00", "2030-01-03T00:00"]);
    const summer = following("cron(0 8 * * ? *)", 2, "Europe/Berlin", "2030-03-30T00:00:00Z");
    expect(summer).toEqual(["2030-03-30T07:00", "2030-03-31T06:00"]);
  });
  test("has six fields, of which one day is ?", () => {
    expect(() => following("cron(0 18 * * *)", 1)).toThrow("six fields");
    expect(() => following("cron(0 18 * * * *)", 1)).toThrow("with ?");
    expect(() => following("cron(0 25 * * ? *)", 1)).toThrow("cron(0 25 * * ? *)");
    expect(() => following("cron(0 8 * * ? *)", 1, "Mars/Olympus")).toThrow("Mars/Olympus");
  });
  test("comes to an end with its last year", () => {
    expect(following("cron(0 0 1 1 ? 2031)", 5)).toEqual(["2031-01-01T00:00"]);
  });
});

test("a moment comes once, in its zone", () => {
  expect(following("at(2030-01-02T08:00:00)", 5, "Asia/Shanghai")).toEqual(["2030-01-02T00:00"]);
  expect(following("at(2029-01-02T08:00:00)", 5)).toEqual([]);
  expect(() => following("at(tomorrow)", 1)).toThrow("no moment");
});

test("anything else is no schedule", () => {
  expect(() => following("every hour", 1)).toThrow("use rate(…), cron(…) or at(…)");
});

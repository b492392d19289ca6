import { describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { shareOf } from "../../shared/domain/limits.ts";
import { dispatched, local, opened, route, type Story, triaged } from "../builders/story.ts";

/** When the milestones of a clock were due, in the order in which they fired. */
const fired = (story: Story, clock: string) =>
  story.history.flatMap((event) =>
    event.type === "MilestoneReached" && event.data.clock === clock
      ? [[event.data.milestone, event.data.reachedAt]]
      : [],
  );
const apply = (story: Story) => story.by(workflow("milestones"), applyDueMilestones);

describe("milestones of an assignment", () => {
  test("of two working days or more: half, a working day before, due, a working day after, then again and again", () => {
    const story = dispatched({ kind: "consultation" }).until(local("2026-10-27 18:00"));
    expect(fired(story, "assignment")).toEqual([
      ["remind", local("2026-09-29 14:00")],
      ["yellow", local("2026-09-29 17:30")],
      ["due", local("2026-09-30 17:30")],
      ["red", local("2026-10-08 17:30")],
      ["again-1", local("2026-10-14 17:30")],
      ["again-2", local("2026-10-21 17:30")],
    ]);
  });

  test("of a shorter budget: 50, 75, 100, 125 percent, at any hour", () => {
    const story = dispatched({ severity: "urgent" }).until(local("2026-10-03 09:00"));
    expect(fired(story, "assignment").map(([milestone, at]) => [milestone, at])).toEqual([
      ["remind", local("2026-09-29 21:00")],
      ["yellow", local("2026-09-30 15:00")],
      ["due", local("2026-10-01 09:00")],
      ["red", local("2026-10-02 03:00")],
    ]);
  });

  test("late is fine: everything due is applied at once, in order of time, and only once", () => {
    const story = dispatched().at(local("2026-10-27 18:00"));
    const events = apply(story).filter(({ type }) => type === "MilestoneReached");
    const due = events.map((event) => (event.type === "MilestoneReached" ? event.data.reachedAt : ""));
    expect(due).toEqual([...due].sort());
    while (apply(story).length > 0);
    expect(story.state.nextDueAt?.localeCompare(story.now)).toBe(1);
    expect(new Set(story.history.map(({ hash }) => hash)).size).toBe(story.history.length);
  });

  test("never early", () => {
    const story = dispatched();
    const { nextDueAt } = story.state;
    story.at(new Date(Date.parse(nextDueAt ?? "") - 1).toISOString());
    expect(apply(story)).toEqual([]);
  });

  test("a long outage is caught up with in transactions of bounded size", () => {
    const story = dispatched({ severity: "urgent" }).at(local("2026-11-30 09:00"));
    const sizes: number[] = [];
    for (let events = apply(story); events.length > 0; events = apply(story)) sizes.push(events.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(90);
  });
});

describe("shares of a limit", () => {
  const least = { workingDays: 1 };
  test.each([
    [{ workingDays: 5 }, { workingDays: 3 }],
    [{ workingDays: 1 }, { workingDays: 1 }],
    [{ workingHours: 3 }, { workingHours: 1.5 }],
    [{ hours: 72 }, { hours: 36 }],
    [{ minutes: 30 }, { minutes: 15 }],
    [{ sameDayUntil: "22:00" }, { sameDayUntil: "22:00" }],
  ])("half of %j is %j", (budget, half) => expect(shareOf(budget, 0.5, least)).toEqual(half));
});

describe("a year whose calendar is not published", () => {
  test("a deadline that would fall into it is an error, and the case stays as it was", () => {
    const at = local("2026-12-30 09:00");
    const story = opened({}, { at });
    expect(() => triaged({}, { at })).toThrow(CalendarNotPublished);
    expect(story.state.stage).toBe("triage");
    // What runs in clock time needs no calendar.
    expect(triaged({ severity: "urgent" }, { at }).state.stage).toBe("routing");
  });

  test("a milestone beyond it is looked at again when the year begins", () => {
    const story = dispatched({ kind: "consultation" }, { at: local("2026-12-28 09:00") });
    story.until(local("2026-12-31 23:59"));
    // The red card would be due one working day after 30 December, the bureau's turn in the new year.
    expect(fired(story, "assignment").at(-1)).toEqual(["red", local("2026-12-31 17:30")]);
    expect(story.state.nextDueAt).toBe(local("2027-01-01 00:00"));
    expect(() => apply(story.at(local("2027-01-01 00:00")))).toThrow(CalendarNotPublished);
  });

  test("one clock that reaches into it holds up no other", () => {
    const story = dispatched({ kind: "consultation" }, { at: local("2026-12-28 09:00") });
    story.until(local("2026-12-31 17:30"));
    expect(fired(story, "resolve")).toEqual([
      ["due", local("2026-12-30 17:30")],
      ["one-level-up", local("2026-12-31 17:30")],
    ]);
    // Clock time goes on in the new year: the first response's reminder a day after the last.
    expect(fired(story, "first-response").at(-1)?.[0]).toBe("again-2");
    story.at(local("2027-01-01 09:00"));
    expect(apply(story).map(({ type }) => type)).toEqual(["MilestoneReached"]);
    expect(() => apply(story)).toThrow(CalendarNotPublished);
  });
});

test("a case that waits for its automatic step is looked at every hour", () => {
  const story = triaged().until(local("2026-09-28 11:30"));
  expect(story.state.stage).toBe("routing");
  expect(fired(story, "routing")).toEqual([
    ["due", local("2026-09-28 09:05")],
    ["again-1", local("2026-09-28 10:05")],
    ["again-2", local("2026-09-28 11:05")],
  ]);
  route(story);
  expect(story.state.stage).toBe("acceptance");
});

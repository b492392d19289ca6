import { describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { designateUnit } from "../../shared/domain/commands/designate-unit.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { harbour, jointOffice, noise, north, unit, water, waterCompany } from "../builders/city.ts";
import {
  accept,
  accepted,
  dispatched,
  giveBack,
  hour,
  leadOf,
  local,
  minute,
  opened,
  resolve,
  route,
  triaged,
} from "../builders/story.ts";

const designate = (story: ReturnType<typeof dispatched>, to: string) =>
  story.by(jointOffice, (state, context) => designateUnit(state, { unit: to, reason: "theirs" }, context));

describe("routing", () => {
  test("the unit of the most specific row leads, with its guide and its supervisor", () => {
    const { state } = dispatched();
    expect(state).toMatchObject({
      stage: "acceptance",
      lead: { unit: "harbour", by: "matrix", row: "food", guides: "bureau", supervises: "north", binding: false },
      level: "station",
      answerable: "harbour",
      firstReceiver: "harbour",
    });
  });

  test("routing twice is routing once", () => {
    const story = dispatched();
    expect(story.by(workflow("routing"), routeCase)).toEqual([]);
  });

  test("what no row knows goes to the joint office, which may send it to any handling unit", () => {
    const story = dispatched(noise);
    expect(story.state).toMatchObject({ stage: "dispatch", question: "no-row" });
    expect(() => designate(story, "nowhere")).toThrow(expect.objectContaining({ code: "UnknownUnit" }));
    expect(() => designate(story, "office")).toThrow(expect.objectContaining({ code: "UnknownUnit" }));
    designate(story, "water");
    expect(story.state).toMatchObject({ stage: "acceptance", lead: { unit: "water", binding: false } });
    expect(() => designate(story, "north")).toThrow(expect.objectContaining({ code: "NotAwaitingDesignation" }));
  });

  test("silence of the joint office sends it by the default row after two working hours", () => {
    const story = dispatched(noise).until(local("2026-09-28 11:00"));
    expect(story.state).toMatchObject({ stage: "acceptance", lead: { unit: "office", by: "default-row" } });
  });
});

describe("accepting", () => {
  test("only the unit that has the case can answer it; for all others it does not exist", () => {
    const story = dispatched();
    expect(() => story.by(north, acceptAssignment)).toThrow(expect.objectContaining({ code: "NoSuchAssignment" }));
    expect(() => story.by(jointOffice, acceptAssignment)).toThrow(
      expect.objectContaining({ code: "NoSuchAssignment" }),
    );
    accept(story);
    expect(story.state).toMatchObject({ stage: "resolution", lead: { state: "accepted", acceptedBy: "person" } });
    expect(() => accept(story)).toThrow(expect.objectContaining({ code: "AlreadyAccepted" }));
  });

  test("there is nothing to accept before routing", () => {
    expect(() => opened().by(harbour, acceptAssignment)).toThrow(expect.objectContaining({ code: "NoSuchAssignment" }));
  });

  test("silence binds: the unit is taken as accepting, gets a card, and a person may still take over", () => {
    const story = dispatched().until(local("2026-09-30 17:30"));
    expect(story.state).toMatchObject({ stage: "resolution", lead: { acceptedBy: "silence" }, cards: { yellow: 2 } });
    expect(story.last("AssignmentAccepted").data.by).toBe("silence");
    expect(() => giveBack(story)).toThrow(expect.objectContaining({ code: "AlreadyAccepted" }));
    accept(story);
    expect(story.state).toMatchObject({ stage: "resolution", lead: { acceptedBy: "person" } });
  });

  test("first receiver stays answerable when silence binds another unit, until a person there accepts", () => {
    const story = dispatched();
    giveBack(story);
    route(story);
    expect(story.state).toMatchObject({ lead: { unit: "north" }, answerable: "harbour" });
    story.until(local("2026-09-30 17:30"));
    expect(story.state).toMatchObject({ stage: "resolution", lead: { unit: "north" }, answerable: "harbour" });
    accept(story);
    expect(story.state.answerable).toBe("north");
  });
});

describe("returning", () => {
  test("the next-best unit follows, the case's clocks go on, and no card of the first unit goes with it", () => {
    const story = dispatched();
    const clock = (name: string) => story.state.clocks.find((one) => one.clock === name);
    const [resolveBefore, responseBefore] = [clock("resolve"), clock("first-response")];
    giveBack(story.after(hour));
    expect(story.state).toMatchObject({ stage: "routing", returnedBy: ["harbour"] });
    expect([clock("accept"), clock("assignment")]).toEqual([undefined, undefined]);
    route(story);
    expect(story.state).toMatchObject({ lead: { unit: "north", row: "market" }, level: "district" });
    expect([clock("resolve"), clock("first-response")]).toEqual([resolveBefore, responseBefore]);
    expect(clock("assignment")?.startAt).toBe(story.now);
  });

  test("a reason comes from the list", () => {
    expect(() => giveBack(dispatched(), "too-much-work")).toThrow(
      expect.objectContaining({ code: "UnknownReturnReason", pointer: "/reason" }),
    );
  });

  test("an accepted case cannot be returned, nor one whose accept limit is over", () => {
    expect(() => giveBack(accepted())).toThrow(expect.objectContaining({ code: "AlreadyAccepted" }));
    const late = dispatched().at(local("2026-09-30 17:31"));
    expect(() => giveBack(late)).toThrow(expect.objectContaining({ code: "TooLateToReturn" }));
    expect(() => giveBack(dispatched().at(local("2026-09-30 17:30")))).not.toThrow();
  });

  test("the second return is a dispute: the joint office designates, and a designation cannot be returned", () => {
    const story = dispatched();
    giveBack(story);
    route(story);
    giveBack(story);
    route(story);
    expect(story.state).toMatchObject({ stage: "dispatch", question: "dispute", returnedBy: ["harbour", "north"] });
    expect(story.dueAt("designation")).toBe(local("2026-09-29 17:30"));
    designate(story, "harbour");
    expect(story.state).toMatchObject({ stage: "acceptance", lead: { unit: "harbour", binding: true } });
    expect(() => giveBack(story)).toThrow(expect.objectContaining({ code: "DesignationBinding" }));
    story.until(local("2026-09-30 17:30"));
    expect(story.state).toMatchObject({ stage: "resolution", lead: { acceptedBy: "silence" } });
  });

  test("no designation in time: the first receiver is designated", () => {
    const story = dispatched();
    giveBack(story);
    route(story);
    giveBack(story);
    route(story);
    story.until(local("2026-09-29 17:30"));
    expect(story.state).toMatchObject({ lead: { unit: "harbour", by: "first-receiver", binding: true } });
  });

  test("a case that only one unit could lead is in dispute as soon as that unit returns it", () => {
    const story = dispatched(water);
    expect(leadOf(story)).toEqual(waterCompany);
    giveBack(story);
    route(story);
    expect(story.state).toMatchObject({ stage: "dispatch", question: "dispute" });
  });

  test("urgent and major disputes are settled in 30 minutes", () => {
    const story = dispatched({ severity: "urgent", ...water });
    giveBack(story);
    route(story);
    expect(story.dueAt("designation")).toBe(local("2026-09-28 09:30"));
  });
});

describe("the ladder", () => {
  test("giving a late case back does not take it down again", () => {
    // Nobody knows whose noise it is, and the joint office takes its time: received more than two weeks ago.
    const story = triaged({ ...noise, receivedAt: local("2026-09-10 09:00") });
    story.until(local("2026-09-28 09:01"));
    route(story);
    expect(story.state).toMatchObject({ stage: "dispatch", level: "joint-office", answerable: "office" });
    designate(story, "harbour");
    accept(story);
    expect(story.state).toMatchObject({ lead: { unit: "harbour" }, level: "joint-office", answerable: "office" });
  });

  test("a unit that got the case when it was late already gets no card for that", () => {
    const story = dispatched({ receivedAt: local("2026-09-14 09:00") }).until(local("2026-09-28 09:05"));
    expect(story.types()).toContain("SupervisionOrdered");
    expect(story.state).toMatchObject({ overdue: true, cards: { yellow: 0, red: 0 } });
  });

  test("whoever reports done between the deadline and its milestone is late all the same", () => {
    const story = accepted({ severity: "urgent" });
    resolve(story.at(local("2026-10-01 09:00")));
    expect(story.state.overdue).toBe(false);
    const late = accepted({ severity: "urgent" });
    resolve(late.at(local("2026-10-01 09:01")));
    expect(late.state).toMatchObject({ stage: "review", overdue: true });
  });

  test("an unanswered case climbs station, district, city bureau, joint office, and each step names who is answerable", () => {
    const story = accepted();
    story.until(local("2026-10-20 09:00"));
    const climbed = story.history.filter(({ type }) => type === "CaseEscalated");
    expect(climbed.map(({ data }) => data)).toMatchObject([
      { fromLevel: "station", toLevel: "district", answerable: "north", clock: "resolve" },
      { fromLevel: "district", toLevel: "city-bureau", answerable: "bureau" },
      { fromLevel: "city-bureau", toLevel: "joint-office", answerable: "office" },
    ]);
    // Due after five working days, around the National Day holiday; then one, three and five working days.
    expect(climbed.map(({ at }) => at)).toEqual([
      local("2026-10-12 17:30"),
      local("2026-10-14 17:30"),
      local("2026-10-16 17:30"),
    ]);
    expect(
      story.history.filter(({ type }) => type === "CardIssued").map(({ data, at }) => ({ data, at })),
    ).toMatchObject([
      { data: { colour: "yellow", clock: "first-response", unit: "harbour" }, at: local("2026-09-29 09:00") },
      { data: { colour: "yellow", clock: "assignment" }, at: local("2026-10-09 17:30") },
      { data: { colour: "red", clock: "assignment" }, at: local("2026-10-12 17:30") },
    ]);
    expect(story.last("LedgerEntryListed").data).toMatchObject({ cause: "overdue", unit: "harbour", month: "2026-10" });
  });
});

test("a step that another unit's clerk tries after the case has moved on changes nothing", () => {
  const story = dispatched();
  giveBack(story.after(minute));
  route(story);
  expect(() => story.by(harbour, acceptAssignment)).toThrow(expect.objectContaining({ code: "NoSuchAssignment" }));
  expect(() => story.by(unit("hill"), acceptAssignment)).toThrow(expect.objectContaining({ code: "NoSuchAssignment" }));
});

import { describe, expect, it } from "vitest";
import type { Actor } from "../../shared/domain/actor.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { recordResult } from "../../shared/domain/commands/call-back.ts";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { listAtCloseOut } from "../../shared/domain/commands/list-at-close-out.ts";
import { calendarOf, policyOf } from "../../shared/domain/decision.ts";
import { timelinessOf } from "../../shared/domain/timeliness.ts";
import { workItems } from "../../shared/table/work-items.ts";
import { city, food, harbour, partner } from "../builders/city.ts";
import {
  accept,
  accepted,
  answers,
  dispatched,
  hour,
  local,
  minute,
  onTracks,
  opened,
  resolve,
  route,
  type Story,
  triage,
  triaged,
} from "../builders/story.ts";

const monday = local("2026-03-02 09:30");
const desk = { ...food, channel: "event-desk" };
const refused = (code: string) => expect.objectContaining({ code });
const closeOut = (story: Story, date: string, last = false) =>
  story.by(workflow("close-out"), (state, context) => listAtCloseOut(state, { event: "fair", date, last }, context));
const marks = ({ history, state, directory, now }: Story) =>
  Object.fromEntries(
    timelinessOf(history, policyOf(directory, state), calendarOf(directory, state), now).map(
      ({ mark, at, dueAt, kept }) => [mark, { at, dueAt, kept }],
    ),
  );

describe("a case of an event", () => {
  it("is one that came by the event's desk on one of its days, or whose ticket says so", () => {
    expect(triaged(desk, { at: monday }).state).toMatchObject({ event: "fair", tracks: ["event"] });
    expect(triaged(desk, { at: local("2026-02-27 09:30") }).state.event).toBeUndefined();
    const named = triaged({ ...food, event: "fair" }, { at: local("2026-02-27 09:30") });
    expect(named.state).toMatchObject({ event: "fair", tracks: ["event"] });
    expect(() => opened({ ...food, event: "no-such" })).toThrow(refused("UnknownEvent"));
  });

  it("is one whose words speak of the event that runs there, and of none when none does", () => {
    const tracks = [...city.triage.tracks, { track: "event" as const, words: [{ word: "博览会", weight: 5 }] }];
    const directory = { ...city, triage: { ...city.triage, tracks } };
    const about = { ...food, body: "博览会现场的餐饮有问题" };
    expect(triaged(about, { at: monday, directory }).state).toMatchObject({ event: "fair", tracks: ["event"] });
    const winter = triaged(about, { at: local("2026-01-05 09:30"), directory });
    expect(winter.state).toMatchObject({ tracks: [] });
    expect(winter.last("CaseTriaged").data.evidence.map(({ field }) => field)).not.toContain("track");
    const hill = triaged({ ...about, region: "01.02" }, { at: monday, directory });
    expect(hill.state.event).toBeUndefined();
  });

  it("can be made one by a person, who names the event or takes the one that runs there", () => {
    const story = dispatched(food, { at: monday });
    onTracks(story, "event");
    expect(story.state.event).toBe("fair");
    onTracks(story);
    expect(story.state.event).toBeUndefined();
    story.by({ kind: "triage-officer", id: "o" }, (state, context) =>
      correctTriage(state, { event: "fair", reason: "展会投诉" }, context),
    );
    expect(story.state).toMatchObject({ event: "fair", tracks: ["event"] });
  });

  it("stands on the event's list from its first moment until it is closed", () => {
    const listed = (story: Story) => workItems(story.state).filter(({ task }) => task === "event");
    const story = opened(desk, { at: monday });
    expect(listed(story)).toMatchObject([{ workPk: "EVENT#fair", workSk: `${monday}#${story.state.caseId}` }]);
    triage(story, desk);
    route(story.after(minute));
    accept(story);
    resolve(story.after(hour));
    expect(listed(story)).toMatchObject([{ workSk: `${monday}#${story.state.caseId}` }]);
    answers(story, "satisfied");
    expect(listed(story)).toEqual([]);
  });
});

describe("the five marks of timeliness (五及时)", () => {
  it("each have a limit, counted from the mark before or from the receipt", () => {
    const receivedAt = local("2026-03-02 09:27");
    const story = opened({ ...desk, receivedAt }, { at: monday });
    triage(story.after(minute), desk);
    route(story.after(20 * minute));
    accept(story);
    expect(marks(story)).toEqual({
      received: { at: monday, dueAt: local("2026-03-02 09:32"), kept: true },
      accepted: { at: local("2026-03-02 09:31"), dueAt: local("2026-03-02 09:45"), kept: true },
      "passed-on": { at: local("2026-03-02 09:51"), dueAt: local("2026-03-02 09:46"), kept: false },
      handled: { at: undefined, dueAt: local("2026-03-02 22:00"), kept: undefined },
      answered: { at: undefined, dueAt: local("2026-03-02 22:00"), kept: undefined },
    });
    resolve(story.after(hour));
    expect(marks(story)).toMatchObject({
      handled: { at: story.now, kept: true },
      answered: { at: story.now, kept: true },
    });
  });

  it("what is worked again is not handled yet, and what is open at the cut-off is late", () => {
    const story = accepted(desk, { at: monday }).after(hour);
    resolve(story);
    answers(story, "unsatisfied");
    expect(marks(story).handled).toMatchObject({ at: undefined, kept: undefined });
    story.until(local("2026-03-02 22:01"));
    expect(marks(story).handled).toMatchObject({ kept: false });
  });
});

describe("on the spot", () => {
  const asks = (story: Story, by: Actor) => {
    const answer = { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 5, words: "" } as const;
    return story.by(by, (state, context) => recordResult(state, 1, answer, context));
  };

  it("the desk asks whether the requester is satisfied, at any hour", () => {
    const story = accepted(desk, { at: monday }).at(local("2026-03-02 21:00"));
    resolve(story);
    expect(story.dueAt("callback")).toBe(local("2026-03-02 22:00"));
    asks(story, partner);
    expect(story.state).toMatchObject({ stage: "closed", outcome: "satisfied" });
  });

  it("no other platform does, and never the handling unit", () => {
    const other = accepted(food, { at: monday }).after(hour);
    resolve(other);
    expect(() => asks(other, partner)).toThrow(refused("NotTheDesk"));
    const story = accepted(desk, { at: monday }).after(hour);
    resolve(story);
    expect(() => asks(story, { ...partner, partner: "another" })).toThrow(refused("NotTheDesk"));
    expect(() => asks(story, { ...partner, unit: "harbour" })).toThrow(refused("OwnWork"));
    expect(() => asks(story, { ...partner, id: harbour.id })).toThrow(refused("OwnWork"));
  });
});

describe("the daily close-out (日结日清)", () => {
  it("lists what is open and takes it one level up, once a day", () => {
    const story = accepted(desk, { at: monday }).until(local("2026-03-02 22:00"));
    closeOut(story, "2026-03-02");
    expect(story.state).toMatchObject({
      closeOut: { date: "2026-03-02", tail: false },
      level: "district",
      answerable: "north",
    });
    expect(closeOut(story.after(hour), "2026-03-02")).toEqual([]);
    closeOut(story.at(local("2026-03-03 22:00")), "2026-03-03");
    expect(story.state).toMatchObject({ level: "city-bureau", answerable: "bureau" });
  });

  it("hands what the last day leaves open to the joint office, and goes on until nothing is", () => {
    const story = accepted(desk, { at: local("2026-10-30 09:30") }).at(local("2026-10-31 22:00"));
    closeOut(story, "2026-10-31", true);
    expect(story.state).toMatchObject({ closeOut: { tail: true }, level: "joint-office", answerable: "office" });
    expect(workItems(story.state).map(({ task }) => task)).toContain("tail");
    closeOut(story.after(24 * hour), "2026-11-01", true);
    expect(story.state.closeOut?.date).toBe("2026-11-01");
    resolve(story);
    answers(story.at(local("2026-11-02 10:00")), "satisfied");
    expect(story.state.closeOut).toBeUndefined();
    expect(workItems(story.state)).toEqual([]);
    expect(closeOut(story.after(hour), "2026-11-02", true)).toEqual([]);
  });

  it("leaves cases of other events, and of none, alone", () => {
    expect(closeOut(accepted(food, { at: monday }), "2026-03-02")).toEqual([]);
  });
});

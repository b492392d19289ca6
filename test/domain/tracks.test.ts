import { describe, expect, it } from "vitest";
import { policyOf } from "../../shared/domain/decision.ts";
import { explainClocks } from "../../shared/domain/explain-clocks.ts";
import { explainTriage } from "../../shared/domain/explain-triage.ts";
import { city, food } from "../builders/city.ts";
import { accepted, answers, dispatched, hour, local, minute, onTracks, resolve, triaged } from "../builders/story.ts";

const monday = local("2026-03-02 09:30");
const enterprise = { ...food, body: "我公司反映餐饮配送问题" };

describe("limits by track", () => {
  it("an enterprise hears from a person within four working hours or a day, whichever ends first", () => {
    expect(triaged(food, { at: monday }).dueAt("first-response")).toBe(local("2026-03-03 09:30"));
    expect(triaged(enterprise, { at: monday }).dueAt("first-response")).toBe(local("2026-03-02 15:00"));
    // On Saturday four working hours end on Monday afternoon: the day comes first.
    const saturday = local("2026-03-07 09:30");
    expect(triaged(enterprise, { at: saturday }).dueAt("first-response")).toBe(local("2026-03-08 09:30"));
  });

  it("explain names the track whose limit it is", () => {
    const { history, state, directory } = triaged(enterprise, { at: monday });
    const [calendar = city.calendars[0]] = city.calendars;
    if (calendar === undefined) throw new Error("no calendar");
    const clocks = explainClocks(history, policyOf(directory, state), calendar);
    const response = clocks.findLast(({ clock }) => clock === "first-response");
    expect(response).toMatchObject({ track: "enterprise", budget: { workingHours: 4 } });
    expect(response?.explanation).toMatchObject({ en: expect.stringContaining("track enterprise") });
    expect(clocks.find(({ clock }) => clock === "resolve")?.track).toBeUndefined();
  });

  it("the green channel has urgent limits, and the case stays what it is", () => {
    const story = dispatched(food, { at: monday });
    onTracks(story.after(hour), "green-channel");
    expect(story.state.severity).toBe("general");
    expect(story.dueAt("first-response")).toBe(local("2026-03-02 12:30"));
    expect(story.dueAt("accept")).toBe(local("2026-03-02 12:30"));
    expect(story.dueAt("resolve")).toBe(local("2026-03-05 10:30"));
    expect(story.dueAt("report-up")).toBeUndefined();
  });

  it("what belongs to an event is done by ten the same evening; what comes later, by ten the next", () => {
    const story = accepted(food, { at: monday });
    onTracks(story, "event");
    expect(story.dueAt("resolve")).toBe(local("2026-03-02 22:00"));
    expect(story.dueAt("assignment")).toBe(local("2026-03-02 22:00"));
    const late = accepted(food, { at: local("2026-03-02 22:00") });
    onTracks(late, "event");
    expect(late.dueAt("resolve")).toBe(local("2026-03-03 22:00"));
  });

  it("a rework on a track is limited by it as well", () => {
    const story = accepted(food, { at: monday });
    onTracks(story, "event");
    resolve(story.after(hour));
    answers(story, "unsatisfied");
    expect(story.dueAt("resolve")).toBe(local("2026-03-02 22:00"));
  });
});

describe("another track", () => {
  it("counts from now, and never gives time", () => {
    const story = dispatched(food, { at: monday });
    const before = story.dueAt("resolve");
    onTracks(story.at(local("2026-03-09 09:00")), "green-channel");
    expect(story.dueAt("resolve")).toBe(before);
  });

  it("there and back gives the old deadlines", () => {
    const story = dispatched(food, { at: monday });
    const before = story.state.clocks.map(({ clock, dueAt }) => [clock, dueAt]).sort();
    onTracks(story.after(minute), "event", "green-channel");
    expect(story.dueAt("resolve")).toBe(local("2026-03-02 22:00"));
    onTracks(story.after(minute), "green-channel");
    expect(story.dueAt("resolve")).toBe(local("2026-03-05 09:30"));
    onTracks(story.after(minute));
    expect(story.state.clocks.map(({ clock, dueAt }) => [clock, dueAt]).sort()).toEqual(before);
  });

  it("is told of in the explanation of triage", () => {
    const story = dispatched(food, { at: monday });
    onTracks(story, "enterprise", "green-channel");
    const { steps } = explainTriage(story.history, story.state, story.directory);
    expect(steps.at(-1)?.explanation.en).toContain("tracks: enterprise, green channel");
    expect(steps.at(-1)?.explanation.zh).toContain("专线：企业诉求、绿色通道");
  });

  it("gains a rework no time when it is taken away", () => {
    const story = accepted(food, { at: monday });
    onTracks(story, "event");
    resolve(story.after(hour));
    answers(story, "unsatisfied");
    onTracks(story);
    expect(story.dueAt("resolve")).toBe(local("2026-03-02 22:00"));
  });
});

import { describe, expect, it } from "vitest";
import type { Actor } from "../../shared/domain/actor.ts";
import { type Correction, confirmTriage, correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { decideScreening } from "../../shared/domain/commands/decide-screening.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { replay } from "../../shared/domain/evolve.ts";
import { city, food, partner, screener } from "../builders/city.ts";
import { accept, accepted, dispatched, hour, local, resolved, route, type Story, triaged } from "../builders/story.ts";

const officer: Actor = { kind: "triage-officer", id: "officer-1" };
/** A city whose officer looks at everything that was not told outright. */
const careful = { ...city, triage: { ...city.triage, officerBelow: 0.9 } };
const monday = local("2026-03-02 09:30");
/** Says nothing that a rule knows. */
const vague = { title: "有事反映", body: "请处理", kind: undefined, category: undefined, region: "01.01" } as const;

const unsure = (parts: object = {}, listed = false) =>
  triaged({ ...vague, ...parts }, { at: monday, directory: careful, listed });
const correct = (story: Story, correction: Omit<Correction, "reason">) =>
  story.by(officer, (state, context) => correctTriage(state, { reason: "看过原文", ...correction }, context));
const confirm = (story: Story) => story.by(officer, confirmTriage);

describe("a reading that is less certain than the directory wants", () => {
  it("waits for a triage officer for two working hours, while the case's own clocks run", () => {
    const story = unsure();
    expect(story.state).toMatchObject({ stage: "triage-check", nextDueAt: local("2026-03-02 11:30") });
    expect(story.dueAt("first-response")).toBe(local("2026-03-03 09:30"));
  });

  it("stands when nobody looks in time", () => {
    const story = unsure().until(local("2026-03-02 11:30"));
    expect(story.last("TriageConfirmed").data).toEqual({ by: "silence" });
    expect(story.state.stage).toBe("routing");
  });

  it("stands when an officer says so, once", () => {
    const story = unsure();
    confirm(story);
    expect(story.state.stage).toBe("routing");
    expect(() => confirm(story)).toThrow(expect.objectContaining({ code: "NothingToCheck" }));
  });

  it("does not hold up what is urgent: it is routed, and the officer has half an hour", () => {
    const story = unsure({ severity: "urgent" });
    expect(story.state.stage).toBe("routing");
    expect(story.dueAt("triage-check")).toBe(local("2026-03-02 10:00"));
    route(story);
    story.until(local("2026-03-02 10:00"));
    expect(story.last("TriageConfirmed").data).toEqual({ by: "silence" });
    expect(story.state.stage).not.toBe("routing");
  });

  it("is looked at after screening where both are needed", () => {
    const story = unsure({}, true);
    expect(story.state.stage).toBe("screening");
    story.by(screener, (state, context) => decideScreening(state, { decision: "accepted", reason: "有事实" }, context));
    expect(story.state.stage).toBe("triage-check");
    confirm(story);
    expect(story.state.stage).toBe("routing");
  });

  it("that is certain enough goes on by itself", () => {
    expect(triaged(food, { at: monday, directory: careful }).state.stage).toBe("routing");
  });
});

describe("a correction", () => {
  it("sends a case that waited for it to the unit of what it really is", () => {
    const story = unsure();
    correct(story, { kind: "complaint", category: "02.01" });
    route(story);
    expect(story.state).toMatchObject({ stage: "acceptance", category: "02.01", lead: { unit: "water" } });
    expect(story.last("TriageCorrected").data).toMatchObject({ category: "02.01", rerouted: true });
  });

  it("takes a case from a unit that has not accepted it, and gives that unit's clocks back", () => {
    const story = dispatched(food, { at: monday });
    correct(story, { category: "02.01" });
    expect(story.state.stage).toBe("routing");
    expect(story.state.clocks.map(({ clock }) => clock).sort()).toEqual(["first-response", "resolve", "routing"]);
    route(story);
    expect(story.state).toMatchObject({ stage: "acceptance", lead: { unit: "water" }, firstReceiver: "harbour" });
  });

  it("takes no case out of the hands of a unit that has accepted it", () => {
    const story = accepted(food, { at: monday });
    correct(story, { category: "02.01" });
    expect(story.state).toMatchObject({ stage: "resolution", category: "02.01", lead: { unit: "harbour" } });
  });

  it("counts the limits of the corrected kind from where the clocks started", () => {
    const story = accepted({ ...food, kind: "complaint" }, { at: monday });
    story.after(3 * hour);
    correct(story, { kind: "consultation" });
    expect(story.dueAt("resolve")).toBe(local("2026-03-04 17:30"));
    expect(story.state.clocks.find(({ clock }) => clock === "resolve")?.startAt).toBe(monday);
  });

  it("names what is new, and is told why", () => {
    const story = dispatched(food, { at: monday });
    expect(() => correct(story, {})).toThrow(expect.objectContaining({ code: "NothingCorrected" }));
    expect(() => correct(story, { category: "09" })).toThrow(expect.objectContaining({ code: "UnknownCategory" }));
    expect(() => correct(story, { category: "01" })).toThrow(expect.objectContaining({ code: "UnknownCategory" }));
    expect(() => correct(story, { region: "77" })).toThrow(expect.objectContaining({ code: "UnknownRegion" }));
    correct(story, { highRisk: true });
    expect(story.state.highRisk).toBe(true);
    expect(story.records.at(-1)?.content).toEqual({ reason: "看过原文" });
  });

  it("is never made by an officer who carries the unit that has the case", () => {
    const story = dispatched(food, { at: monday });
    const own: Actor = { kind: "triage-officer", id: "officer-2", unit: "harbour" };
    expect(() =>
      story.by(own, (state, context) => correctTriage(state, { category: "02.01", reason: "不归我们" }, context)),
    ).toThrow(expect.objectContaining({ code: "OwnWork" }));
  });

  it("of a report into something else does not open it to being withdrawn", () => {
    const story = dispatched({ ...food, kind: "report" }, { at: monday });
    correct(story, { kind: "complaint" });
    expect(() => story.by(partner, (state, context) => requestWithdrawal(state, { reason: "算了" }, context))).toThrow(
      expect.objectContaining({ code: "ReportStands" }),
    );
  });

  it("comes before a case is resolved, or not at all", () => {
    const story = resolved(food, { at: monday });
    expect(() => correct(story, { category: "02.01" })).toThrow(expect.objectContaining({ code: "TooLateToCorrect" }));
  });

  it("is in the history: replaying it gives the same case", () => {
    const story = unsure();
    correct(story, { kind: "complaint", category: "01.01.01", tracks: ["sensitive"] });
    route(story);
    accept(story);
    const { version, turn, nextDueAt, ...facts } = story.state;
    expect(replay(story.history)).toMatchObject(facts);
  });
});

import { describe, expect, it } from "vitest";
import type { Severity } from "../../shared/directory/names.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { leadOf } from "../../shared/domain/case.ts";
import { changeSeverity, decideLowering } from "../../shared/domain/commands/change-severity.ts";
import { supplementCase } from "../../shared/domain/commands/supplement-case.ts";
import { food, partner, reviewer } from "../builders/city.ts";
import { accepted, day, dispatched, hour, local, opened, resolved, type Story, triage } from "../builders/story.ts";
import { ticket } from "../builders/ticket.ts";

const monday = local("2026-03-02 09:30");
const second: Actor = { kind: "supervisor", id: "reviewer-2" };
const change = (story: Story, severity: Severity, by: Actor = reviewer) =>
  story.by(by, (state, context) => changeSeverity(state, { severity, reason: "有人受伤" }, context));
const decide = (story: Story, decision: "approve" | "refuse", by: Actor = second) =>
  story.by(by, (state, context) => decideLowering(state, { decision, reason: "复核" }, context));

describe("raising the severity", () => {
  it("counts at once: the shorter limits run from now, and the case is at high risk", () => {
    const story = accepted(food, { at: monday }).after(day);
    change(story, "urgent");
    expect(story.state).toMatchObject({ severity: "urgent", highRisk: true });
    expect(story.dueAt("resolve")).toBe(local("2026-03-06 09:30"));
    expect(story.state.turn).toBeGreaterThan(1);
  });

  it("never gives time: what is due earlier already stays", () => {
    const story = accepted({ ...food, kind: "consultation" }, { at: monday }).after(day);
    const before = story.dueAt("resolve");
    change(story, "urgent");
    expect(story.dueAt("resolve")).toBe(before);
  });

  it("gives no card for the time before it", () => {
    const story = dispatched(food, { at: monday }).after(5 * hour);
    change(story, "major");
    story.until(story.now);
    expect(story.types()).not.toContain("CardIssued");
  });

  it("leaves a resolution under review alone", () => {
    const story = resolved(food, { at: monday });
    const clocks = story.state.clocks;
    change(story, "urgent");
    expect(story.state.clocks).toEqual(clocks);
  });

  it("happens when a supplement tells of something grave", () => {
    const story = accepted(food, { at: monday });
    const more = ticket({ title: "补充", body: "刚才有人受伤了，受伤的人还在现场" });
    story.by(partner, (state, context) => supplementCase(state, "t-2", more, context));
    expect(story.last("SeverityChanged").data).toMatchObject({ from: "general", to: "urgent", cause: "supplement" });
  });

  it("before triage is not taken back by the words of the first ticket", () => {
    const story = opened(food, { at: monday });
    const more = ticket({ title: "补充", body: "有人受伤，请快处理" });
    story.by(partner, (state, context) => supplementCase(state, "t-2", more, context));
    triage(story, food);
    expect(story.state).toMatchObject({ severity: "urgent", highRisk: true });
  });
});

describe("lowering the severity", () => {
  it("takes a second person: until then nothing changes", () => {
    const story = accepted({ ...food, severity: "urgent" }, { at: monday });
    change(story, "general");
    expect(story.state).toMatchObject({ severity: "urgent", lowering: { to: "general" } });
    expect(() => decide(story, "approve", reviewer)).toThrow(expect.objectContaining({ code: "OwnProposal" }));
    decide(story, "approve");
    expect(story.state).toMatchObject({ severity: "general" });
    expect(story.state.lowering).toBeUndefined();
    expect(story.dueAt("resolve")).toBe(local("2026-03-09 17:30"));
  });

  it("is not for the handling unit to decide, under whatever hat, whoever proposed it", () => {
    const story = accepted({ ...food, severity: "urgent" }, { at: monday });
    change(story, "general");
    const ofTheUnit: Actor = { ...second, unit: leadOf(story.state)?.unit };
    expect(ofTheUnit.unit).toBeDefined();
    expect(() => decide(story, "approve", ofTheUnit)).toThrow(expect.objectContaining({ code: "OwnWork" }));
    expect(story.state).toMatchObject({ severity: "urgent" });
  });

  it("can be refused, and proposed again", () => {
    const story = accepted({ ...food, severity: "major" }, { at: monday });
    change(story, "urgent");
    expect(() => change(story, "general")).toThrow(expect.objectContaining({ code: "LoweringPending" }));
    decide(story, "refuse");
    expect(story.state.severity).toBe("major");
    expect(() => decide(story, "approve")).toThrow(expect.objectContaining({ code: "NoLoweringProposed" }));
    change(story, "urgent");
    expect(story.state.lowering).toMatchObject({ to: "urgent" });
  });

  it("counts the longer limits from where the clocks started in the first place", () => {
    const story = accepted(food, { at: monday });
    const before = story.dueAt("resolve");
    change(story.after(hour), "urgent");
    change(story.after(hour), "general");
    decide(story, "approve");
    expect(story.dueAt("resolve")).toBe(before);
  });
});

it("a severity that the case has already is no change", () => {
  const story = accepted(food, { at: monday });
  expect(() => change(story, "general")).toThrow(expect.objectContaining({ code: "SameSeverity" }));
});

import { describe, expect, it } from "vitest";
import { maySee, ticketSight } from "../../shared/domain/access.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { leadOf } from "../../shared/domain/case.ts";
import {
  finishStep,
  type PlannedStep,
  planProject,
  signHandOver,
  startStep,
} from "../../shared/domain/commands/run-project.ts";
import { tellPreliminaryResult } from "../../shared/domain/commands/tell-preliminary-result.ts";
import { workItems } from "../../shared/table/work-items.ts";
import {
  city,
  food,
  harbour,
  jointOffice,
  noise,
  north,
  reviewer,
  unit,
  water,
  waterCompany,
} from "../builders/city.ts";
import {
  accepted,
  answers,
  dispatched,
  hour,
  local,
  onTracks,
  resolve,
  route,
  type Story,
  triaged,
} from "../builders/story.ts";

const monday = local("2026-03-02 09:30");
const enterprise = { ...food, body: "我公司反映餐饮配送问题" };
const refused = (code: string) => expect.objectContaining({ code });

const tell = (story: Story, by: Actor = harbour) =>
  story.by(by, (state, context) => tellPreliminaryResult(state, { how: "phone", result: "拟本周内办结" }, context));

const steps: PlannedStep[] = [
  { title: "现场核查", unit: "harbour", person: "王工", limit: { hours: 8 } },
  { title: "接通水管", unit: "water", limit: { workingDays: 2 } },
  { title: "回头看", limit: { workingDays: 1 } },
];
const plan = (story: Story, planned = steps, by: Actor = harbour) =>
  story.by(by, (state, context) => planProject(state, planned, context));
const start = (story: Story, step: number, by: Actor) =>
  story.by(by, (state, context) => startStep(state, step, { person: "李工" }, context));
const finish = (story: Story, step: number, by: Actor) =>
  story.by(by, (state, context) => finishStep(state, step, { note: "完成" }, context));
const sign = (story: Story, step: number, more: object = {}, by: Actor = north) =>
  story.by(by, (state, context) => signHandOver(state, step, { decision: "sign", note: "核对无误", ...more }, context));
const awaited = (story: Story) =>
  workItems(story.state)
    .filter(({ task }) => task === "at-once")
    .map(({ workPk, dueAt }) => [workPk, dueAt]);

describe("the supervising unit", () => {
  it("is the row's; without one it is the lead's parent", () => {
    expect(dispatched(enterprise, { at: monday }).state).toMatchObject({
      lead: { unit: "harbour", supervises: "north" },
    });
    const story = triaged({ ...noise, body: "我公司反映噪音" }, { at: monday });
    route(story);
    story.until(local("2026-03-02 15:00"));
    expect(story.state).toMatchObject({ lead: { unit: "office", by: "default-row" } });
    expect(dispatched({ ...water, body: "我公司停水" }, { at: monday }).state).toMatchObject({
      lead: { supervises: "office" },
    });
  });

  it("is named as soon as a case turns out to be an enterprise's", () => {
    const matrix = city.matrix.map(({ supervises: _none, ...row }) => row);
    const story = accepted(food, { at: monday, directory: { ...city, matrix } });
    expect(leadOf(story.state)?.supervises).toBeUndefined();
    onTracks(story, "enterprise");
    expect(story.last("SupervisorNamed").data.unit).toBe("north");
    expect(leadOf(story.state)?.supervises).toBe("north");
  });
});

describe("the preliminary result (预办结果告知)", () => {
  it("is told to the enterprise before the resolution", () => {
    const story = accepted(enterprise, { at: monday }).after(hour);
    expect(() => resolve(story)).toThrow(refused("PreliminaryResultOwed"));
    tell(story);
    expect(story.state.preliminaryToldAt).toBe(story.now);
    expect(story.state.firstResponseAt).toBe(story.now);
    expect(() => tell(story)).toThrow(refused("AlreadyTold"));
    resolve(story.after(hour));
    expect(story.state.stage).toBe("callback");
  });

  it("is told again when the case is worked again", () => {
    const story = accepted(enterprise, { at: monday }).after(hour);
    tell(story);
    resolve(story);
    answers(story, "unsatisfied");
    expect(leadOf(story.state)?.unit).toBe("north");
    expect(() => resolve(story)).toThrow(refused("PreliminaryResultOwed"));
  });

  it("is the enterprise's alone, by the unit that handles the case", () => {
    expect(() => tell(accepted(food, { at: monday }))).toThrow(refused("NotEnterprise"));
    expect(() => tell(accepted(enterprise, { at: monday }), north)).toThrow(refused("NoSuchAssignment"));
    expect(() => tell(dispatched(enterprise, { at: monday }))).toThrow(refused("NotBeingHandled"));
  });

  it("counts as taking over what silence had accepted", () => {
    const story = dispatched(enterprise, { at: monday }).until(local("2026-03-04 18:00"));
    tell(story);
    expect(leadOf(story.state)?.acceptedBy).toBe("person");
  });
});

describe("an at-once project (马上就办)", () => {
  it("goes step by step from owner to owner, and the supervising unit signs each hand-over", () => {
    const story = accepted(enterprise, { at: monday });
    plan(story);
    expect(awaited(story)).toEqual([["UNIT#harbour", local("2026-03-02 15:00")]]);
    start(story.after(hour), 1, harbour);
    expect(story.dueAt("at-once")).toBe(local("2026-03-02 18:30"));
    expect(() => start(story, 2, waterCompany)).toThrow(refused("NotItsTurn"));
    finish(story, 1, harbour);
    expect(awaited(story)[0]?.[0]).toBe("UNIT#north");
    sign(story, 1);
    expect(awaited(story)[0]?.[0]).toBe("UNIT#water");
    start(story, 2, waterCompany);
    expect(story.dueAt("at-once")).toBe(local("2026-03-04 17:30"));
    finish(story, 2, waterCompany);
    expect(() => sign(story, 2)).toThrow(refused("StepUnowned"));
    sign(story, 2, { next: { unit: "hill", person: "周工" } });
    start(story, 3, unit("hill"));
    finish(story, 3, unit("hill"));
    tell(story);
    expect(() => resolve(story)).toThrow(refused("StepsOpen"));
    sign(story, 3);
    expect(awaited(story)).toEqual([]);
    expect([story.dueAt("at-once"), story.dueAt("hand-over")]).toEqual([undefined, undefined]);
    resolve(story);
  });

  it("is the owner's to begin and to finish, and the supervising unit's to sign, by another person", () => {
    const story = accepted(enterprise, { at: monday });
    plan(story);
    expect(() => start(story, 1, waterCompany)).toThrow(refused("NotTheOwner"));
    start(story, 1, harbour);
    finish(story, 1, harbour);
    expect(() => sign(story, 1, {}, harbour)).toThrow(refused("NotTheSupervisor"));
    expect(() => sign(story, 1, {}, { ...north, id: harbour.id })).toThrow(refused("OwnWork"));
    sign(story, 1, { decision: "send-back" });
    expect(story.state.project?.[0]).toMatchObject({ state: "ready", unit: "harbour" });
    expect(awaited(story)[0]?.[0]).toBe("UNIT#harbour");
  });

  it("is planned by the lead or the centre, once at a time, for an enterprise whose lead is supervised", () => {
    expect(() => plan(accepted(food, { at: monday }))).toThrow(refused("NotEnterprise"));
    const story = accepted(enterprise, { at: monday });
    expect(() => plan(story, steps, north)).toThrow(refused("NoSuchAssignment"));
    expect(() => plan(story, [{ title: "谁来办", limit: { hours: 1 } }])).toThrow(refused("StepUnowned"));
    expect(() => plan(story, [{ ...steps[0], title: "自办自签", unit: "north" } as PlannedStep])).toThrow(
      refused("OwnHandOver"),
    );
    plan(story, steps, reviewer);
    expect(() => plan(story)).toThrow(refused("ProjectOpen"));
  });

  it("a late step names who is late and goes up the ladder; nobody signs by silence", () => {
    const story = accepted(enterprise, { at: monday });
    plan(story);
    story.until(local("2026-03-02 15:00"));
    expect(story.last("StepOverdue").data).toEqual({ step: 1, unit: "harbour", waitsFor: "start" });
    start(story, 1, harbour);
    finish(story, 1, harbour);
    story.until(local("2026-03-03 11:00"));
    expect(story.last("StepOverdue").data).toEqual({ step: 1, unit: "north", waitsFor: "signature" });
    story.until(local("2026-03-03 15:30"));
    expect(story.last("CaseEscalated").data).toMatchObject({ clock: "hand-over", toLevel: "district" });
    story.until(local("2026-03-05 12:00"));
    expect(story.last("CaseEscalated").data).toMatchObject({ clock: "hand-over", toLevel: "joint-office" });
    expect(story.state.project?.[0]?.state).toBe("done");
  });

  it("is the joint office's where it owns a step, whatever its token says", () => {
    const story = accepted(enterprise, { at: monday });
    plan(story, [{ title: "协调", unit: "office", limit: { hours: 4 } }]);
    start(story, 1, { kind: "joint-office", id: "office-2" });
    expect(() => finish(story, 1, { kind: "supervisor", id: "s" })).toThrow(refused("NotTheOwner"));
    finish(story, 1, jointOffice);
  });

  it("its owners see the case, masked", () => {
    const story = accepted(enterprise, { at: monday });
    expect(maySee(waterCompany, story.state)).toBe(false);
    plan(story);
    expect([maySee(waterCompany, story.state), ticketSight(waterCompany, story.state)]).toEqual([true, "masked"]);
  });
});

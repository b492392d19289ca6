import { describe, expect, it } from "vitest";
import { maySee } from "../../shared/domain/access.ts";
import { changeSeverity, decideLowering } from "../../shared/domain/commands/change-severity.ts";
import { correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { reportUp } from "../../shared/domain/commands/report-up.ts";
import { city, food, harbour, jointOffice, noise, reviewer, unit, waterCompany } from "../builders/city.ts";
import { accepted, day, dispatched, hour, local, minute, resolve, type Story, triaged } from "../builders/story.ts";

const monday = local("2026-03-02 09:30");
const raise = (story: Story, severity: "urgent" | "major") =>
  story.by(reviewer, (state, context) => changeSeverity(state, { severity, reason: "有人受伤" }, context));
const report = (story: Story, by = harbour) =>
  story.by(by, (state, context) => reportUp(state, { to: "总值班室", text: "现场已控制" }, context));

describe("who must attend (三级响应)", () => {
  it("a general case is the local unit's, and the bureau guides on record", () => {
    const story = dispatched(food, { at: monday });
    expect(story.types()).not.toContain("AttendanceSet");
    expect(story.state).toMatchObject({ lead: { unit: "harbour", guides: "bureau" } });
  });

  it("at high risk the local unit and the lead bureau are both on site, and the joint office coordinates", () => {
    const story = dispatched({ ...food, severity: "urgent" }, { at: monday });
    expect(story.state.attendance).toMatchObject({
      mode: "joint-on-site",
      onSite: ["harbour", "bureau"],
      coordinates: "office",
    });
  });

  it("a major violation is enforced jointly, with the other units that the row names", () => {
    const matrix = city.matrix.map((row) => (row.id === "food" ? { ...row, assists: ["water"] } : row));
    const report = { ...food, kind: "report", severity: "major" } as const;
    const rows = matrix.filter(({ id }) => id !== "pyramid");
    const story = dispatched(report, { at: monday, directory: { ...city, matrix: rows } });
    expect(story.state.attendance).toMatchObject({
      mode: "joint-enforcement",
      onSite: ["harbour", "bureau", "water"],
    });
    expect(maySee(waterCompany, story.state)).toBe(true);
  });

  it("follows the case: when it becomes graver, and when a person corrects its risk", () => {
    const story = accepted(food, { at: monday });
    raise(story, "urgent");
    expect(story.state.attendance?.mode).toBe("joint-on-site");
    const corrected = accepted(food, { at: monday });
    corrected.by({ kind: "triage-officer", id: "o" }, (state, context) =>
      correctTriage(state, { highRisk: true, reason: "涉众" }, context),
    );
    expect(corrected.state.attendance?.onSite).toEqual(["harbour", "bureau"]);
  });
});

describe("the officer on duty", () => {
  it("is called for what is urgent or major, at any hour; who answers is named by unit, never by name", () => {
    const night = local("2026-03-03 02:00");
    const story = dispatched({ ...food, severity: "major" }, { at: night });
    expect(story.last("DutyOfficerCalled").data).toEqual({ unit: "harbour", answers: "office", officers: 0 });
  });

  it("sleeps through the rest", () => {
    expect(dispatched(food, { at: monday }).types()).not.toContain("DutyOfficerCalled");
  });
});

describe("reporting up (信息报送)", () => {
  it("is due within two hours of an urgent case, within half an hour of a major one", () => {
    expect(dispatched({ ...food, severity: "urgent" }, { at: monday }).dueAt("report-up")).toBe(
      local("2026-03-02 11:30"),
    );
    expect(dispatched({ ...food, severity: "major" }, { at: monday }).dueAt("report-up")).toBe(
      local("2026-03-02 10:00"),
    );
    expect(dispatched(food, { at: monday }).dueAt("report-up")).toBeUndefined();
  });

  it("goes on daily until the unit reports done", () => {
    const story = accepted({ ...food, severity: "urgent" }, { at: monday }).after(hour);
    report(story);
    expect(story.state.reportsUp).toBe(1);
    expect(story.dueAt("report-up")).toBe(local("2026-03-03 10:30"));
    report(story.after(day - hour));
    expect(story.last("ReportedUp").data).toMatchObject({ number: 2, unit: "harbour" });
    resolve(story);
    expect(story.dueAt("report-up")).toBeUndefined();
    expect(() => report(story)).toThrow(expect.objectContaining({ code: "NothingToReport" }));
  });

  it("that is missed raises the level, even where no unit has the case yet", () => {
    const story = accepted({ ...food, severity: "urgent" }, { at: monday }).until(local("2026-03-02 11:30"));
    expect(story.last("CaseEscalated").data).toMatchObject({ clock: "report-up", toLevel: "district" });
  });

  it("is for those who have to do with the case", () => {
    const story = accepted({ ...food, severity: "urgent" }, { at: monday });
    expect(() => report(story, unit("beach"))).toThrow(expect.objectContaining({ code: "NotYours" }));
    report(story, jointOffice);
  });

  it("begins when a case becomes graver, and ends when two people agree that it is not", () => {
    const story = accepted(food, { at: monday });
    raise(story, "urgent");
    expect(story.dueAt("report-up")).toBe(local("2026-03-02 11:30"));
    story.by(reviewer, (state, context) => changeSeverity(state, { severity: "general", reason: "误报" }, context));
    story.by({ kind: "supervisor", id: "second" }, (state, context) =>
      decideLowering(state, { decision: "approve", reason: "核实" }, context),
    );
    expect(story.dueAt("report-up")).toBeUndefined();
  });
});

it("a case that becomes urgent while somebody is to screen it is routed at once", () => {
  const story = triaged(noise, { at: monday, listed: true });
  expect(story.state.stage).toBe("screening");
  raise(story.after(minute), "urgent");
  expect(story.state.stage).toBe("routing");
  expect(story.dueAt("screening")).toBeUndefined();
});

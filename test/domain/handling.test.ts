import { describe, expect, test } from "vitest";
import { decideReview, type ReviewDecision } from "../../shared/domain/commands/decide-review.ts";
import { resolveAssignment } from "../../shared/domain/commands/resolve-assignment.ts";
import { giveFirstResponse, reportProgress } from "../../shared/domain/commands/work-assignment.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { harbour, north, reviewer, unit } from "../builders/city.ts";
import {
  accept,
  accepted,
  dispatched,
  giveBack,
  hour,
  local,
  minute,
  resolution,
  resolve,
  resolved,
  route,
  type Story,
} from "../builders/story.ts";

const respond = (story: Story, actor = harbour) =>
  story.by(actor, (state, context) => giveFirstResponse(state, { how: "phone", summary: "called" }, context));
const progress = (story: Story) =>
  story.by(harbour, (state, context) => reportProgress(state, { note: "on the way" }, context));
const review = (story: Story, decision: ReviewDecision, actor = reviewer) =>
  story.by(actor, (state, context) => decideReview(state, { decision, reasons: "…" }, context));

describe("the first response", () => {
  test("stops its clock, once, also before the unit has accepted", () => {
    const story = dispatched();
    respond(story);
    expect(story.state.firstResponseAt).toBe(story.now);
    expect(story.dueAt("first-response")).toBeUndefined();
    expect(() => respond(story)).toThrow(expect.objectContaining({ code: "AlreadyResponded" }));
  });

  test("is the lead's alone", () => {
    expect(() => respond(dispatched(), north)).toThrow(expect.objectContaining({ code: "NoSuchAssignment" }));
  });

  test("a resolution without one is itself the first response: the requester has been told", () => {
    const story = resolved();
    expect(story.state.firstResponseAt).toBe(story.now);
    expect(story.types().slice(-2)).toEqual(["FirstResponseGiven", "AssignmentResolved"]);
    expect(() => progress(story)).toThrow(expect.objectContaining({ code: "NotBeingHandled" }));
  });
});

describe("resolving", () => {
  test("comes after accepting, and after telling the requester", () => {
    expect(() => resolve(dispatched())).toThrow(expect.objectContaining({ code: "NotAccepted" }));
    const story = accepted();
    const told = { by: "clerk", how: "phone", at: addMillis(story.now, 1) };
    expect(() =>
      story.by(harbour, (state, context) => resolveAssignment(state, { ...resolution(story), told }, context)),
    ).toThrow(expect.objectContaining({ code: "ToldInFuture", pointer: "/told/at" }));
    resolve(story);
    expect(() => resolve(story)).toThrow(expect.objectContaining({ code: "AlreadyResolved" }));
  });

  test("a general case goes straight to callback, its work clocks stopped", () => {
    const story = resolved();
    expect(story.state).toMatchObject({ stage: "callback", callback: { round: 1, attempts: [] } });
    expect(story.state.clocks.map(({ clock }) => clock)).toEqual(["callback"]);
  });

  test("progress stops nothing", () => {
    const story = accepted();
    const { turn, nextDueAt, clocks } = story.state;
    progress(story.after(minute));
    expect(story.state).toMatchObject({ turn, nextDueAt, clocks });
  });

  test("praise is passed on and closed, without a callback; what is urgent is no praise", () => {
    const praise = resolved({ kind: "praise" });
    expect(praise.state).toMatchObject({ stage: "closed", outcome: "praise-passed-on", clocks: [] });
    const urgent = resolved({ kind: "praise", severity: "urgent" });
    review(urgent, "approve");
    expect(urgent.state).toMatchObject({ stage: "callback" });
  });
});

describe("review", () => {
  test.each([
    ["urgent", { severity: "urgent" }],
    ["major", { severity: "major" }],
    ["sensitive", { title: "非法集资" }],
  ] as const)("is due for %s cases", (_what, parts) => {
    expect(resolved(parts).state).toMatchObject({ stage: "review", subject: "resolution" });
  });

  test("nobody reviews the work of their own unit", () => {
    const story = resolved({ severity: "urgent" });
    expect(() => review(story, "approve", unit("harbour"))).toThrow(expect.objectContaining({ code: "OwnWork" }));
  });

  test("a resolution is approved or sent back, nothing else; and only while it is under review", () => {
    const story = resolved({ severity: "urgent" });
    expect(() => review(story, "rework-again")).toThrow(
      expect.objectContaining({ code: "DecisionNotPossible", pointer: "/decision" }),
    );
    review(story, "approve");
    expect(story.state).toMatchObject({ stage: "callback" });
    expect(() => review(story, "approve")).toThrow(expect.objectContaining({ code: "NotUnderReview" }));
  });

  test("under review the work clocks fire nothing; approved, the resolution counts from its submission", () => {
    const story = accepted({ severity: "urgent" });
    resolve(story.at(local("2026-10-01 08:59")));
    const submittedAt = story.now;
    story.until(local("2026-10-02 09:00"));
    expect(story.state.overdue).toBe(false);
    expect(story.types()).not.toContain("SupervisionOrdered");
    review(story, "approve");
    expect(story.state).toMatchObject({ resolvedAt: submittedAt, overdue: false });
  });

  test("sent back, the clock never stopped: what fell due meanwhile is applied now", () => {
    const story = accepted({ severity: "urgent" });
    resolve(story.at(local("2026-10-01 08:59")));
    story.until(local("2026-10-01 12:00"));
    const due = story.dueAt("resolve");
    review(story, "send-back");
    expect(story.state).toMatchObject({ stage: "resolution", lead: { state: "accepted" } });
    expect(story.dueAt("resolve")).toBe(due);
    expect(story.state.nextDueAt?.localeCompare(story.now)).toBe(-1);
    story.until(story.now);
    expect(story.state.overdue).toBe(true);
    expect(story.last("SupervisionOrdered").data.unit).toBe("harbour");
  });

  test("silence escalates to the next level's reviewer", () => {
    const story = resolved({ severity: "urgent" });
    story.until(addMillis(story.now, 4 * hour));
    expect(story.state).toMatchObject({ stage: "review", reviewLevel: "district" });
    // The unit has done its part: it goes up no ladder for the reviewers' delay.
    expect(story.state).toMatchObject({ level: "station", answerable: "harbour" });
  });

  test("whoever resolves what silence had bound the unit to has accepted it: the first receiver is released", () => {
    const story = dispatched();
    giveBack(story);
    route(story);
    story.until(local("2026-09-30 17:30"));
    expect(story.state).toMatchObject({ lead: { unit: "north", acceptedBy: "silence" }, answerable: "harbour" });
    resolve(story);
    expect(story.state).toMatchObject({ lead: { acceptedBy: "person", state: "resolved" }, answerable: "north" });
    expect(() => accept(story)).toThrow(expect.objectContaining({ code: "AlreadyAccepted" }));
  });
});

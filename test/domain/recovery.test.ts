import { describe, expect, test } from "vitest";
import { workflow } from "../../shared/domain/actor.ts";
import { decideWithdrawal } from "../../shared/domain/commands/call-back.ts";
import { decideScreening } from "../../shared/domain/commands/decide-screening.ts";
import { markStalled, redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { reopenCase } from "../../shared/domain/commands/reopen-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { caller, operator, partner, screener } from "../builders/city.ts";
import {
  accept,
  accepted,
  answers,
  day,
  dispatched,
  local,
  resolve,
  resolved,
  route,
  type Story,
  triaged,
} from "../builders/story.ts";

const stall = (story: Story, epoch = story.state.epoch) =>
  story.by(workflow("recovery"), (state, context) => markStalled(state, epoch, "States.Timeout: …", context));
const redrive = (story: Story, from: number) =>
  story.by(operator, (state, context) => redriveCase(state, from, "by-hand", context));
const reopen = (story: Story) => story.by(partner, (state, context) => reopenCase(state, { reason: "again" }, context));

describe("stalling", () => {
  test("is marked once, and only for the epoch that drives the case", () => {
    const story = dispatched();
    stall(story);
    expect(story.state).toMatchObject({ stalled: { at: story.now, cause: "States.Timeout: …" }, stalls: 1 });
    expect(stall(story)).toEqual([]);
    expect(stall(dispatched(), 7)).toEqual([]);
    const closed = resolved();
    answers(closed, "satisfied");
    expect(stall(closed)).toEqual([]);
  });

  test("leaves every clock alone and wakes nobody", () => {
    const story = dispatched();
    const { turn, clocks, nextDueAt } = story.state;
    stall(story);
    expect(story.state).toMatchObject({ turn, clocks, nextDueAt });
  });

  test("in one stage is counted, so that each retry waits longer; a case that moves on begins anew", () => {
    const story = dispatched();
    stall(story);
    redrive(story, 1);
    expect(story.state.stalled).toBeUndefined();
    stall(story);
    expect(story.state.stalls).toBe(2);
    accept(story);
    expect(story.state).toMatchObject({ stalls: 0, stalled: { cause: "States.Timeout: …" } });
  });
});

describe("redrive", () => {
  test("happens once per epoch, and not to a closed case", () => {
    const story = dispatched();
    const { turn } = story.state;
    redrive(story, 1);
    expect(story.state).toMatchObject({ epoch: 2, turn: turn + 1, stage: "acceptance" });
    expect(() => redrive(story, 1)).toThrow(expect.objectContaining({ code: "AlreadyRedriven" }));
    const closed = resolved();
    answers(closed, "satisfied");
    expect(() => redrive(closed, 1)).toThrow(expect.objectContaining({ code: "CaseClosed" }));
  });
});

describe("reopening", () => {
  const closed = () => {
    const story = resolved();
    answers(story, "satisfied");
    return story;
  };

  test("within thirty days the unit is bound to it again, all its clocks anew, under a new epoch", () => {
    const story = closed();
    const { closedAt } = story.state as { closedAt: string };
    reopen(story.at(addMillis(closedAt, 30 * day)));
    expect(story.state).toMatchObject({
      ...{ stage: "resolution", epoch: 2, level: "station", answerable: "harbour", overdue: false },
      lead: { unit: "harbour", by: "reopening", binding: true, guides: "bureau", supervises: "north" },
    });
    expect(story.state.clocks.map(({ clock, startAt }) => [clock, startAt])).toEqual(
      ["first-response", "resolve", "assignment"].map((clock) => [clock, story.now]),
    );
    expect([story.state.firstResponseAt, story.state.resolvedAt]).toEqual([undefined, undefined]);
    resolve(story);
    expect(story.state).toMatchObject({ stage: "callback", callback: { round: 2 } });
  });

  test("later it is a new case; and an open one cannot be reopened", () => {
    const story = closed();
    expect(() => reopen(accepted())).toThrow(expect.objectContaining({ code: "NotClosed" }));
    story.at(addMillis(story.now, 30 * day + 1));
    expect(() => reopen(story)).toThrow(expect.objectContaining({ code: "TooLateToReopen" }));
  });

  test("does not take a case down the ladder that lateness has taken up", () => {
    const story = accepted().until(local("2026-10-20 09:00"));
    resolve(story);
    answers(story, "satisfied");
    reopen(story);
    expect(story.state).toMatchObject({ lead: { unit: "harbour" }, level: "joint-office", answerable: "office" });
  });

  test("a case that never had a unit is routed", () => {
    const story = triaged();
    story.by(partner, (state, context) => requestWithdrawal(state, { reason: "…" }, context));
    story.by(caller, (state, context) => decideWithdrawal(state, 1, "confirmed", "…", context));
    reopen(story);
    expect(story.state.stage).toBe("routing");
    route(story);
    expect(story.state).toMatchObject({ stage: "acceptance", lead: { unit: "harbour", binding: false } });
  });

  test("is no way around screening", () => {
    const story = triaged({}, { listed: true });
    const refuse = (by = screener) =>
      story.by(by, (state, context) =>
        decideScreening(state, { decision: "returned", reason: "…", remedy: "court" }, context),
      );
    refuse();
    reopen(story);
    expect(story.state).toMatchObject({ stage: "screening", epoch: 2 });
    expect(story.dueAt("screening")).toBe(local("2026-09-30 17:30"));
    // Reopening asks for another look, and that is another officer's.
    expect(() => refuse()).toThrow(expect.objectContaining({ code: "OwnDecision", kind: "forbidden" }));
    refuse({ kind: "screening-officer", id: "screener-2" });
    expect(story.state).toMatchObject({ stage: "closed", outcome: "returned", clocks: [] });
  });
});

import { describe, expect, test } from "vitest";
import {
  type AttemptOutcome,
  decideWithdrawal,
  recordAttempt,
  recordResult,
} from "../../shared/domain/commands/call-back.ts";
import { decideReview, type ReviewDecision } from "../../shared/domain/commands/decide-review.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { caller, food, harbour, partner, reviewer, water } from "../builders/city.ts";
import {
  accept,
  accepted,
  answers,
  dispatched,
  hour,
  local,
  opened,
  resolve,
  resolved,
  type Story,
} from "../builders/story.ts";
import { ticket } from "../builders/ticket.ts";

const attempt = (story: Story, round = 1, outcome: AttemptOutcome = "no-answer", actor = caller) =>
  story.by(actor, (state, context) => recordAttempt(state, round, { outcome }, context));
const review = (story: Story, decision: ReviewDecision) =>
  story.by(reviewer, (state, context) => decideReview(state, { decision, reasons: "…" }, context));
const withdraw = (story: Story) =>
  story.by(partner, (state, context) => requestWithdrawal(state, { reason: "refunded" }, context));
const decide = (story: Story, round: number, decision: "confirmed" | "denied") =>
  story.by(caller, (state, context) => decideWithdrawal(state, round, decision, "…", context));

describe("calling back", () => {
  test("solved and satisfied with both closes the case; anything less does not", () => {
    const story = resolved();
    answers(story, "satisfied");
    expect(story.state).toMatchObject({ stage: "closed", outcome: "satisfied", closedAt: story.now, clocks: [] });
    const half = resolved();
    const answer = { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 3, words: "" } as const;
    half.by(caller, (state, context) => recordResult(state, 1, answer, context));
    expect(half.last("CallbackCompleted").data.satisfied).toBe(false);
    expect(half.last("LedgerEntryListed").data).toMatchObject({ cause: "unsatisfied", unit: "harbour" });
  });

  test("the handling unit never calls back its own case", () => {
    expect(() => attempt(resolved(), 1, "busy", harbour)).toThrow(expect.objectContaining({ code: "OwnWork" }));
  });

  test("people are called between nine and eight in the evening, local time", () => {
    const story = resolved();
    for (const night of ["2026-09-28 20:00", "2026-09-29 08:59"]) {
      story.at(local(night));
      expect(() => attempt(story)).toThrow(expect.objectContaining({ code: "OutsideCallHours" }));
      expect(() => answers(story, "satisfied")).toThrow(expect.objectContaining({ code: "OutsideCallHours" }));
    }
    attempt(story.at(local("2026-09-29 09:00")));
    attempt(story.at(local("2026-09-30 19:59")));
  });

  test("three attempts on three days without an answer: closed as unreached", () => {
    const story = resolved();
    attempt(story);
    expect(() => attempt(story.after(hour))).toThrow(expect.objectContaining({ code: "AlreadyTriedToday" }));
    attempt(story.at(local("2026-09-29 10:00")));
    expect(story.state).toMatchObject({ stage: "callback", callback: { attempts: ["2026-09-28", "2026-09-29"] } });
    attempt(story.at(local("2026-09-30 10:00")));
    expect(story.state).toMatchObject({ stage: "closed", outcome: "unreached", clocks: [] });
    expect(() => attempt(story)).toThrow(expect.objectContaining({ code: "RoundOver" }));
  });

  test("whoever asks to be called later was reached, and the limit goes on: nobody is put off for ever", () => {
    const story = resolved();
    const due = story.dueAt("callback");
    for (const day of ["2026-09-28 15:00", "2026-09-29 15:00", "2026-09-30 15:00", "2026-10-01 15:00"]) {
      attempt(story.at(local(day)), 1, "call-later");
      expect(story.state).toMatchObject({ stage: "callback", callback: { attempts: [] } });
      expect(story.dueAt("callback")).toBe(due);
    }
  });

  test("a round that has not begun does not exist", () => {
    expect(() => attempt(resolved(), 2)).toThrow(expect.objectContaining({ code: "NoSuchRound" }));
    expect(() => answers(accepted(), "satisfied")).toThrow(expect.objectContaining({ code: "RoundOver" }));
  });
});

describe("rework", () => {
  const failed = (story: Story) => {
    resolve(story.after(hour));
    review(story, "approve");
    answers(story, "unresolved");
  };

  test("goes one level up with half the limit, cannot be returned, and is on the ledger", () => {
    const story = resolved();
    answers(story, "unresolved");
    expect(story.state).toMatchObject({
      stage: "resolution",
      lead: { unit: "north", by: "rework", binding: true, guides: "bureau", supervises: "bureau", state: "accepted" },
      level: "district",
      answerable: "north",
      reworks: 1,
      ledgerEntries: 1,
    });
    // Half of five working days, in whole days, over the holiday.
    expect(story.dueAt("resolve")).toBe(local("2026-10-08 17:30"));
    expect(story.dueAt("assignment")).toBe(local("2026-10-08 17:30"));
    expect(() => accept(story)).toThrow(expect.objectContaining({ code: "AlreadyAccepted" }));
  });

  test("has at least one working day, and half of an urgent case's hours", () => {
    const short = resolved({ kind: "consultation" });
    answers(short, "unsatisfied");
    expect(short.dueAt("resolve")).toBe(local("2026-09-29 17:30"));
    const urgent = resolved({ severity: "urgent" });
    review(urgent, "approve");
    answers(urgent, "unsatisfied");
    expect(urgent.dueAt("resolve")).toBe(local("2026-09-29 22:00"));
  });

  test("a utility works again itself, and the joint office above it is answerable", () => {
    const story = resolved(water);
    answers(story, "unresolved");
    expect(story.state).toMatchObject({ lead: { unit: "water" }, level: "joint-office", answerable: "office" });
  });

  test("of a case that lateness has taken to the top stays at the top", () => {
    const story = accepted().until(local("2026-10-20 09:00"));
    resolve(story);
    answers(story, "unresolved");
    expect(story.state).toMatchObject({ lead: { unit: "north" }, level: "joint-office", answerable: "office" });
  });

  test("is always reviewed; after the second failed one a reviewer decides how it goes on", () => {
    const story = resolved();
    answers(story, "unresolved");
    failed(story);
    expect(story.state).toMatchObject({ stage: "resolution", lead: { unit: "bureau" }, reworks: 2 });
    failed(story);
    expect(story.state).toMatchObject({ stage: "review", subject: "failed-rework", reworks: 2, ledgerEntries: 3 });
    expect(story.state.clocks.map(({ clock }) => clock)).toEqual(["review"]);
    expect(() => review(story, "approve")).toThrow(expect.objectContaining({ code: "DecisionNotPossible" }));
    review(story, "rework-again");
    expect(story.state).toMatchObject({ stage: "resolution", lead: { unit: "bureau" }, reworks: 3 });
    failed(story);
    review(story, "close-with-explanation");
    expect(story.state).toMatchObject({ stage: "closed", outcome: "explained", clocks: [] });
  });
});

describe("withdrawal", () => {
  test("the work and every clock go on until callback staff have asked the requester", () => {
    const story = accepted();
    const before = story.state.clocks;
    withdraw(story);
    expect(story.state).toMatchObject({ stage: "resolution", withdrawal: { round: 1, attempts: [] } });
    expect(story.state.clocks).toMatchObject([...before, { clock: "withdrawal" }]);
    expect(() => withdraw(story)).toThrow(expect.objectContaining({ code: "WithdrawalPending" }));
  });

  test("confirmed, it ends the case; denied, nothing has been said", () => {
    const confirmed = dispatched();
    withdraw(confirmed);
    decide(confirmed, 1, "confirmed");
    expect(confirmed.state).toMatchObject({ stage: "closed", outcome: "withdrawn", clocks: [] });
    expect(() => withdraw(confirmed)).toThrow(expect.objectContaining({ code: "CaseClosed" }));

    const denied = dispatched();
    const before = denied.state.clocks;
    withdraw(denied);
    decide(denied, 1, "denied");
    expect(denied.state.withdrawal).toBeUndefined();
    expect(denied.state).toMatchObject({ stage: "acceptance", clocks: before });
  });

  test("one that nobody confirms is no withdrawal: after three attempts the case goes on", () => {
    const story = accepted();
    withdraw(story);
    for (const date of ["2026-09-28", "2026-09-29", "2026-09-30"]) attempt(story.at(local(`${date} 12:00`)));
    expect(story.state.withdrawal).toBeUndefined();
    expect(story.state.stage).toBe("resolution");
    expect(story.last("WithdrawalDecided").data.decision).toBe("unreached");
    expect(story.dueAt("withdrawal")).toBeUndefined();
  });

  test("its round and the round about satisfaction are kept apart", () => {
    const story = resolved();
    withdraw(story);
    expect(story.state).toMatchObject({ callback: { round: 1 }, withdrawal: { round: 2 } });
    expect(() => decide(story, 1, "confirmed")).toThrow(expect.objectContaining({ code: "NoWithdrawalPending" }));
    const answer = { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 5, words: "" } as const;
    expect(() => story.by(caller, (state, context) => recordResult(state, 2, answer, context))).toThrow(
      expect.objectContaining({ code: "WithdrawalPending" }),
    );
    attempt(story, 2);
    expect(story.state).toMatchObject({ callback: { attempts: [] }, withdrawal: { attempts: ["2026-09-28"] } });
    answers(story, "satisfied");
    expect(story.state).toMatchObject({ stage: "closed", outcome: "satisfied", clocks: [] });
    expect(story.state.withdrawal).toBeUndefined();
  });

  test("it stays open through a rework, and the next round about satisfaction comes after it", () => {
    const story = resolved();
    withdraw(story);
    answers(story, "unsatisfied");
    expect(story.state).toMatchObject({ stage: "resolution", withdrawal: { round: 2 } });
    resolve(story);
    review(story, "approve");
    expect(story.state).toMatchObject({ stage: "callback", callback: { round: 3 }, withdrawal: { round: 2 } });
  });

  test("a report cannot be taken back", () => {
    expect(() => withdraw(dispatched({ kind: "report" }))).toThrow(expect.objectContaining({ code: "ReportStands" }));
  });

  test("what turns out to be a report after the withdrawal was asked for cannot be taken back either", () => {
    const report = ticket({ kind: undefined, body: "举报餐馆用地沟油" });
    const story = opened({ kind: undefined, body: report.body, ...food });
    withdraw(story);
    story.by(caller, (state, context) => triageCase(state, report, undefined, context));
    expect(story.state.kind).toBe("report");
    expect(() => decide(story, 1, "confirmed")).toThrow(expect.objectContaining({ code: "ReportStands" }));
    decide(story, 1, "denied");
    expect(story.state).toMatchObject({ stage: "routing", kind: "report" });
  });
});

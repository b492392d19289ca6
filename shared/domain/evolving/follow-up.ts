import { awaitsScreening, type Case } from "../case.ts";
import type { HistoryEvent } from "../history.ts";
import { isOpen } from "../project.ts";
import { type Evolutions, lead, moved, toCallback } from "./moving.ts";

/** What follows when a unit reports done, and how a case ends. */
export const followUpEvolutions: Evolutions<
  | "ReviewRequested"
  | "ReviewEscalated"
  | "ReviewDecided"
  | "CallbackAttempted"
  | "CallbackCompleted"
  | "ReworkOrdered"
  | "LedgerEntryListed"
  | "WithdrawalRequested"
  | "WithdrawalDecided"
  | "CaseClosed"
  | "CaseReopened"
> = {
  ReviewRequested: (before, event) =>
    moved(before, {
      stage: "review",
      lead: lead(before),
      subject: event.data.subject,
      reviewLevel: "city-bureau",
    }),
  ReviewEscalated: (before, event) =>
    before.stage === "review" ? { ...before, reviewLevel: event.data.toLevel } : before,
  ReviewDecided: (before, event) => reviewed(before, event),
  CallbackAttempted: (before, event) => attempted(before, event),
  CallbackCompleted: (before) => before,
  ReworkOrdered(before, event) {
    const { times, toLevel } = event.data;
    const { preliminaryToldAt: _again, ...again } = before;
    return moved({ ...again, reworks: times, level: toLevel }, { stage: "routing" });
  },
  LedgerEntryListed: (before) => ({ ...before, ledgerEntries: before.ledgerEntries + 1 }),
  WithdrawalRequested(before, event) {
    const { round } = event.data;
    return { ...before, callbackRounds: round, withdrawal: { round, attempts: [] } };
  },
  WithdrawalDecided(before) {
    const { withdrawal: _decided, ...rest } = before;
    return rest;
  },
  CaseClosed(before, event) {
    const { withdrawal: _ended, stalled: _stalled, lowering: _dropped, project, closeOut: _listed, ...core } = before;
    // What is withdrawn or merged ends its project; the history keeps it.
    const rest = project === undefined || isOpen(project) ? core : { ...core, project };
    const slot = lead(before, "optional");
    const ending = { stage: "closed", outcome: event.data.outcome, closedAt: event.at } as const;
    return moved(rest, slot === undefined ? ending : { ...ending, lead: slot });
  },
  CaseReopened(before, event) {
    const {
      firstResponseAt: _first,
      resolvedAt: _resolved,
      resolvedBy: _by,
      preliminaryToldAt: _told,
      referredTo: _referred,
      ...rest
    } = before;
    const again = { ...rest, epoch: event.data.epoch, returnedBy: [], overdue: false };
    const screened = before.stage === "closed" && awaitsScreening(before, before.outcome);
    return screened
      ? moved({ ...again, screening: "pending" }, { stage: "screening" })
      : moved(again, { stage: "routing" });
  },
};

function reviewed(before: Case, { data }: HistoryEvent & { type: "ReviewDecided" }): Case {
  switch (data.decision) {
    case "approved":
      return toCallback(before, lead(before));
    case "sent-back":
      return moved(before, { stage: "resolution", lead: { ...lead(before), state: "accepted" } });
    case "rework-again":
    case "closed-with-explanation":
      return before;
  }
}

function attempted(before: Case, { data }: HistoryEvent & { type: "CallbackAttempted" }): Case {
  // Somebody who asks to be called later was reached: that never counts towards "unreached".
  if (data.outcome === "call-later") return before;
  const another = (callback: { round: number; attempts: string[] }) => ({
    ...callback,
    attempts: [...callback.attempts, data.localDate],
  });
  if (data.purpose === "withdrawal") {
    return before.withdrawal === undefined ? before : { ...before, withdrawal: another(before.withdrawal) };
  }
  return before.stage === "callback" ? { ...before, callback: another(before.callback) } : before;
}

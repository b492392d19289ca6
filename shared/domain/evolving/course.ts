import type { Case } from "../case.ts";
import type { HistoryEvent } from "../history.ts";
import type { Evolutions } from "./moving.ts";

/** What time, the machinery and more tickets make of a case. */
export const courseEvolutions: Evolutions<
  | "DirectoryAdopted"
  | "SupplementAdded"
  | "MilestoneReached"
  | "CardIssued"
  | "SupervisionOrdered"
  | "CaseEscalated"
  | "CloseOutListed"
  | "CaseStalled"
  | "CaseRedriven"
> = {
  DirectoryAdopted: (before, event) => ({ ...before, directoryVersion: event.data.directoryVersion }),
  SupplementAdded: (before) => ({ ...before, supplements: before.supplements + 1 }),
  MilestoneReached: (before, event) => milestoneReached(before, event),
  CardIssued(before, event) {
    const { colour } = event.data;
    return { ...before, cards: { ...before.cards, [colour]: before.cards[colour] + 1 } };
  },
  SupervisionOrdered: (before) => before,
  CaseEscalated: (before, event) => ({ ...before, level: event.data.toLevel, answerable: event.data.answerable }),
  CloseOutListed: (before, event) => ({ ...before, closeOut: { date: event.data.date, tail: event.data.tail } }),
  CaseStalled: (before, event) => ({
    ...before,
    stalls: before.stalls + 1,
    stalled: { at: event.at, cause: event.data.cause },
  }),
  CaseRedriven(before, event) {
    const { stalled: _redriven, ...rest } = before;
    return { ...rest, epoch: event.data.epoch };
  },
};

function milestoneReached(before: Case, { at, data }: HistoryEvent & { type: "MilestoneReached" }): Case {
  const clocks = before.clocks.map((clock) =>
    clock.clock === data.clock ? { ...clock, fired: clock.fired + 1, lastFiredAt: at } : clock,
  );
  const overdue = before.overdue || (data.clock === "resolve" && data.reachedAt >= data.dueAt);
  return { ...before, clocks, overdue };
}

import type { Case } from "../case.ts";
import type { HistoryEvent } from "../history.ts";
import { earliest } from "../instant.ts";
import { type Evolutions, moved } from "./moving.ts";

/** What other cases on the same matter make of a case. */
export const matterEvolutions: Evolutions<
  "CaseLinked" | "RepeatFlagged" | "CaseMerged" | "TicketMerged" | "TicketUnmerged" | "CaseUnmerged" | "CaseSplit"
> = {
  CaseLinked: (before, event) => ({ ...before, group: event.data.group }),
  RepeatFlagged: (before, event) => ({ ...before, repeat: event.data.count }),
  CaseMerged: (before, event) => ({ ...before, mergedInto: event.data.into }),
  TicketMerged: (before, event) => withTicketOf(before, event),
  TicketUnmerged(before, event) {
    const { from } = event.data;
    const left = before.mergedFrom?.filter(({ caseId }) => caseId !== from) ?? [];
    const { mergedFrom: _before, ...rest } = before;
    return left.length === 0 ? rest : { ...rest, mergedFrom: left };
  },
  CaseUnmerged(before, event) {
    const { mergedInto: _ended, ...rest } = before;
    return moved({ ...rest, epoch: event.data.epoch, returnedBy: [] }, { stage: "routing" });
  },
  CaseSplit: (before, event) => ({ ...before, splitInto: event.data.into }),
};

/** The earliest receipt and the highest risk hold for the whole matter; its clocks are in the event. */
function withTicketOf(before: Case, { data }: HistoryEvent & { type: "TicketMerged" }): Case {
  const { from, ticketId, partner, receivedAt, highRisk } = data;
  const known = before.mergedFrom?.find(({ caseId }) => caseId === from);
  const others = before.mergedFrom?.filter(({ caseId }) => caseId !== from) ?? [];
  const tickets = [...(known?.tickets ?? []), ticketId];
  return {
    ...before,
    receivedAt: earliest(before.receivedAt, receivedAt),
    highRisk: before.highRisk || highRisk,
    mergedFrom: [...others, { caseId: from, partner, tickets }],
  };
}

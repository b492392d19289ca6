import type { CaseView } from "../api/case-view.ts";
import { isGuest, mayReadTicket, ticketSight } from "../domain/access.ts";
import type { Actor } from "../domain/actor.ts";
import { leadOf } from "../domain/case.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { maskedTicket } from "../domain/masking.ts";
import type { StoredTicket } from "../table/cases.ts";

/** A case as the API shows it to an actor, with its tickets where they were read. */
export function showCase(state: WrittenCase, actor: Actor, tickets?: StoredTicket[]): CaseView {
  const slot = leadOf(state);
  const { caseId, version, epoch, stage, channel, kind, category, severity, highRisk, tracks, region } = state;
  const { receivedAt, openedAt, nextDueAt, overdue, level, answerable, cards, reworks, returnedBy } = state;
  const { firstResponseAt, resolvedAt, withdrawal, lowering, stalled } = state;
  return {
    ...{ caseId, version, epoch, stage, channel, kind, category, severity, highRisk, tracks, region },
    // A partner's own number may be a name or a phone: it concerns nobody else.
    ...(actor.kind === "partner" && actor.partner === state.partner ? { externalRef: state.externalRef } : {}),
    event: state.event,
    ...(actor.kind === "partner" ? {} : { closeOut: state.closeOut }),
    ...{ receivedAt, openedAt, nextDueAt, overdue, level, answerable },
    lead: slot,
    clocks: state.clocks.map(({ clock, startAt, dueAt }) => ({ clock, startAt, dueAt })),
    ...{ cards, reworks, returnedBy, firstResponseAt, resolvedAt, withdrawal },
    ...(lowering === undefined || actor.kind === "partner" ? {} : { lowering: { to: lowering.to } }),
    preliminaryToldAt: state.preliminaryToldAt,
    ...(actor.kind === "partner" ? {} : { attendance: state.attendance, reportsUp: state.reportsUp }),
    ...(actor.kind === "partner" ? {} : { project: state.project?.map(({ finishedBy: _who, ...step }) => step) }),
    ...showRelations(state, actor),
    // What ails the machinery is for those who mend it.
    ...(actor.kind === "partner" || actor.kind === "unit" ? {} : { stalled }),
    ...(state.stage === "review" ? { review: { subject: state.subject, level: state.reviewLevel } } : {}),
    ...(actor.kind === "unit" || isGuest(actor, state) ? {} : { screening: state.screening, listing: state.listing }),
    referredTo: state.referredTo,
    ...(state.stage === "callback" ? { callback: state.callback } : {}),
    ...(state.stage === "closed" ? { outcome: state.outcome, closedAt: state.closedAt } : {}),
    ...(tickets === undefined ? {} : { tickets: showTickets(state, actor, tickets) }),
  };
}

/** Where a partner's ticket is worked concerns it; what else is like it, or was merged with it, does not. */
function showRelations(state: WrittenCase, actor: Actor) {
  const { group, repeat, mergedInto, mergedFrom, splitFrom, splitInto, response, rumourOf } = state;
  const own = { mergedInto, splitFrom, splitInto };
  if (actor.kind === "partner") return own;
  const merged = mergedFrom?.map(({ caseId, tickets }) => ({ caseId, tickets }));
  return { ...own, group, repeat, mergedFrom: merged, response, rumourOf };
}

function showTickets(state: WrittenCase, actor: Actor, tickets: StoredTicket[]): CaseView["tickets"] {
  const sight = ticketSight(actor, state);
  if (sight === "none") return undefined;
  const shown = tickets.filter(({ content }) => mayReadTicket(actor, state, content.sentBy));
  return shown.map(({ ticketId, content }) => {
    const { title, body, address, respondent, requester } = content;
    return sight === "whole"
      ? { ticketId, title, body, address, respondent, requester }
      : { ticketId, ...maskedTicket(content) };
  });
}

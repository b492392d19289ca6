import type { EventType } from "../events/catalogue.ts";
import type { Actor } from "./actor.ts";
import { type Case, leadOf } from "./case.ts";
import type { HistoryEvent } from "./history.ts";
import { maskedSaid } from "./masking.ts";

/**
 * Whether an actor may see a case at all: a partner its own and those its tickets are worked in, a unit those it leads, guides, supervises, attends to
 * or is answerable for, the staff of the hotline centre and auditors every one. For all others the case does not exist.
 */
export function maySee(actor: Actor, subject: Case): boolean {
  if (actor.kind === "partner") {
    const merged = subject.mergedFrom?.some(({ partner }) => partner === actor.partner) === true;
    return actor.partner !== undefined && (subject.partner === actor.partner || merged);
  }
  if (actor.kind === "unit") {
    const slot = leadOf(subject);
    return (
      actor.unit !== undefined &&
      [
        ...[slot?.unit, slot?.guides, slot?.supervises, subject.answerable],
        ...(subject.attendance?.onSite ?? []),
        ...(subject.project ?? []).map(({ unit }) => unit),
      ].includes(actor.unit)
    );
  }
  return actor.kind !== "analyst" && actor.kind !== "administrator";
}

/**
 * Whether a ticket is shown to an actor who sees tickets: a partner reads what it sent, not what another platform did, even
 * where both are worked in one case.
 */
export function mayReadTicket(actor: Actor, subject: Case, sentBy: string | undefined): boolean {
  return actor.kind !== "partner" || (sentBy ?? subject.partner) === actor.partner;
}

/**
 * Whether an actor is a platform that sees a case only because its ticket was merged into it. What the first ticket reads
 * like, and whether its requester is on the abnormal list, is for the platform that speaks for that requester.
 */
export function isGuest(actor: Actor, subject: Case): boolean {
  return actor.kind === "partner" && actor.partner !== subject.partner;
}

/** Nobody decides on own work: not the unit that handles the case, nor the person who resolved it under another hat. */
export function isOwnWork(actor: Actor, subject: Case): boolean {
  const ownUnit = actor.unit !== undefined && actor.unit === leadOf(subject)?.unit;
  return ownUnit || (subject.resolvedBy !== undefined && actor.id === subject.resolvedBy);
}

/** How much of the tickets an actor sees: everything, with the requester masked, or nothing. */
export type TicketSight = "whole" | "masked" | "none";

/**
 * The partner sees what it sent; the lead and callback staff must reach the requester; the operator needs no text. A
 * reporter (举报人) is known to callback staff and the lead only.
 */
export function ticketSight(actor: Actor, subject: Case): TicketSight {
  switch (actor.kind) {
    case "partner":
    case "callback":
      return "whole";
    case "unit":
      return actor.unit === leadOf(subject)?.unit ? "whole" : "masked";
    case "operator":
      return "none";
    default:
      return "masked";
  }
}

/** An event's facts without the partner's own number of the ticket, which may be a name or a phone. */
export function withoutReference<Data extends object>(data: Data): Omit<Data, "externalRef"> {
  const { externalRef: _reference, ...facts } = data as Data & { externalRef?: string };
  return facts;
}

/**
 * An event's facts as an actor may know them. What other cases are like its own, and who else has appealed, is nothing for a
 * partner; nor is the partner's own number of a ticket anything for others: it may be a name or a phone. Whether the requester
 * is on the abnormal list is nothing for the unit, which works the case like any other.
 */
export function factsFor(actor: Actor, subject: Case, event: HistoryEvent): object {
  if (event.type === "CaseTriaged" && isGuest(actor, subject)) {
    const { listing: _listing, screening: _screening, evidence: _evidence, ...facts } = event.data;
    return facts;
  }
  if (isGuest(actor, subject) && event.type === "ScreeningDecided") return {};
  if (actor.kind === "unit" && event.type === "CaseTriaged") {
    const { listing: _listing, screening: _screening, ...facts } = event.data;
    return facts;
  }
  if (actor.kind !== "partner") return withoutReference(event.data);
  if (event.type === "CaseLinked") return {};
  if (event.type === "RepeatFlagged") return { count: event.data.count };
  return event.type === "TicketMerged" && event.data.partner !== actor.partner ? {} : event.data;
}

/** What of what was said concerns the requester, and so the partner who speaks for them. */
const saidToRequester: Partial<Record<EventType, string[]>> = {
  PreliminaryResultTold: ["result"],
  AssignmentResolved: ["result", "replyText"],
  ScreeningDecided: ["reason", "remedy", "turnTo"],
  WithdrawalRequested: ["reason"],
  CaseReopened: ["reason"],
};

/** What was said by, or of, the requester of the first ticket alone. */
const oneRequesters = new Set<EventType>(["WithdrawalRequested", "CaseReopened", "ScreeningDecided"]);

/**
 * What an actor may read of what was said at an event: a reply, reasons, words of a callback. Whoever works on the case,
 * guides, supervises or audits it reads all of it, masked where tickets are; a partner what its requester was told or has
 * said; the operator nothing. `requesters` are the names to cover.
 */
export function saidTo(
  actor: Actor,
  subject: Case,
  type: EventType,
  said: Record<string, unknown>,
  requesters: string[],
): Record<string, unknown> | undefined {
  const sight = ticketSight(actor, subject);
  if (sight === "none") return undefined;
  if (sight === "masked") return maskedSaid(said, requesters);
  if (actor.kind !== "partner") return said;
  // What another platform's requester has asked for, or was refused for, is theirs.
  const told = !isGuest(actor, subject) || !oneRequesters.has(type);
  const shown = Object.entries(said).filter(([name]) => told && saidToRequester[type]?.includes(name));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

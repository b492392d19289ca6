import type { EventType } from "../events/catalogue.ts";
import type { Actor } from "./actor.ts";
import { type Case, leadOf } from "./case.ts";
import type { Ticket } from "./commands/open-case.ts";

/**
 * Whether an actor may see a case at all: a partner its own, a unit those it leads, guides, supervises or is answerable
 * for, the staff of the hotline centre and auditors every one. For all others the case does not exist.
 */
export function maySee(actor: Actor, subject: Case): boolean {
  if (actor.kind === "partner") return actor.partner !== undefined && subject.partner === actor.partner;
  if (actor.kind === "unit") {
    const slot = leadOf(subject);
    return (
      actor.unit !== undefined && [slot?.unit, slot?.guides, slot?.supervises, subject.answerable].includes(actor.unit)
    );
  }
  return actor.kind !== "analyst" && actor.kind !== "administrator";
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

/** A ticket as those see it who need not know the requester: masked, also where the texts name or number them. */
export function maskedTicket({ title, body, address, respondent, requester }: Ticket) {
  const cover = (text: string) =>
    coverNumbers(requester?.name === undefined ? text : text.replaceAll(requester.name, "**"));
  return {
    title: cover(title),
    body: cover(body),
    address: address === undefined ? undefined : cover(address),
    respondent: respondent === undefined ? undefined : cover(respondent),
    requester: requester === undefined ? undefined : masked(requester),
  };
}

/** Phone and identity numbers in a text: seven digits or more, with the blanks and hyphens that people put between. */
function coverNumbers(text: string): string {
  // Moments are no numbers of anybody.
  return text.replace(/(?<![\d.:T-])\d(?:[ -]?\d){6,}[xX]?/g, (found) =>
    /^\d{4}-\d\d-\d\d$/.test(found) ? found : "****",
  );
}

/** An event's facts without the partner's own number of the ticket, which may be a name or a phone. */
export function withoutReference<Data extends object>(data: Data): Omit<Data, "externalRef"> {
  const { externalRef: _reference, ...facts } = data as Data & { externalRef?: string };
  return facts;
}

/** What of what was said concerns the requester, and so the partner who speaks for them. */
const saidToRequester: Partial<Record<EventType, string[]>> = {
  AssignmentResolved: ["result", "replyText"],
  ScreeningDecided: ["reason", "remedy"],
  WithdrawalRequested: ["reason"],
  CaseReopened: ["reason"],
};

/**
 * What an actor may read of what was said at an event: a reply, reasons, words of a callback. Whoever works on the case,
 * guides, supervises or audits it reads all of it, numbers covered where tickets are masked; a partner what its requester was told or has said; the operator nothing.
 */
export function saidTo(
  actor: Actor,
  subject: Case,
  type: EventType,
  said: Record<string, unknown>,
): Record<string, unknown> | undefined {
  const sight = ticketSight(actor, subject);
  if (sight === "none") return undefined;
  if (sight === "masked") return JSON.parse(coverNumbers(JSON.stringify(said))) as Record<string, unknown>;
  if (actor.kind !== "partner") return said;
  const shown = Object.entries(said).filter(([name]) => saidToRequester[type]?.includes(name));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

/** A requester as those see them who need not know: 王**, 138****0001. */
export function masked({
  name,
  phone,
  idNumber,
  enterprise,
}: NonNullable<Ticket["requester"]>): NonNullable<Ticket["requester"]> {
  return {
    ...(name === undefined ? {} : { name: `${[...name][0] ?? ""}**` }),
    ...(phone === undefined ? {} : { phone: covered(phone, 3, 4) }),
    ...(idNumber === undefined ? {} : { idNumber: covered(idNumber, 0, 2) }),
    ...(enterprise === undefined ? {} : { enterprise: `${[...enterprise][0] ?? ""}**` }),
  };
}

/** Keeps so many characters at both ends; a short text keeps none. */
function covered(text: string, first: number, last: number): string {
  return text.length < first + last + 3 ? "****" : `${text.slice(0, first)}****${text.slice(-last)}`;
}

import type { Actor } from "./actor.ts";
import { type Case, leadOf } from "./case.ts";
import type { Ticket } from "./commands/open-case.ts";

/**
 * Whether an actor may see a case at all: a partner its own, a unit those it leads, guides or supervises, the staff of
 * the hotline centre and auditors every one. For all others the case does not exist.
 */
export function maySee(actor: Actor, subject: Case): boolean {
  if (actor.kind === "partner") return actor.partner !== undefined && subject.partner === actor.partner;
  if (actor.kind === "unit") {
    const slot = leadOf(subject);
    return actor.unit !== undefined && [slot?.unit, slot?.guides, slot?.supervises].includes(actor.unit);
  }
  return actor.kind !== "analyst" && actor.kind !== "administrator";
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

import type { Actor } from "./actor.ts";
import type { Case } from "./case.ts";
import { notAllowed, notNow } from "./refusal.ts";

/** The case is closed because its tickets are worked in another one: whatever is asked of it is asked there. */
export const mergedAway = (into: string) =>
  notNow(
    "MergedCase",
    `the case was merged into ${into}: its tickets are worked there; ask the centre to undo it if that is wrong`,
  );

/** Whether a partner's own ticket opened the case; a ticket that was merged into it gives no say over the others. */
export function isOwn(actor: Actor, subject: Case): boolean {
  return actor.kind !== "partner" || subject.partner === actor.partner;
}

export const othersTicket = () =>
  notAllowed("OthersTicket", "your ticket was merged into this case; only who sent its first one may withdraw it");

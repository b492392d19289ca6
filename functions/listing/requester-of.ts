import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { mayReadTicket } from "../../shared/domain/access.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";

export interface CaseOfRequester {
  subject: WrittenCase;
  /** Hash and writing of the phone; undefined where the requester leaves none, and is known by nothing. */
  requester?: { hash: string; phone: string };
  names: string[];
}

/** The requester of a case that an actor may see, by the tickets that it may read. Throws the Refusal NoSuchCase. */
export async function requesterOf(store: CaseStore, actor: Actor, caseId: string): Promise<CaseOfRequester> {
  const subject = await visibleCase(store, actor, caseId);
  const tickets = await loadTickets(store.table, caseId);
  // A ticket of another platform that is worked here speaks for its own requester.
  const isOwn = (sentBy = subject.partner) =>
    actor.kind === "partner" ? mayReadTicket(actor, subject, sentBy) : sentBy === subject.partner;
  const own = tickets.filter(({ content }) => isOwn(content.sentBy));
  const phone = own.find(({ content }) => content.requester?.phone !== undefined)?.content.requester?.phone;
  const names = tickets.flatMap(({ content }) => content.requester?.name ?? []);
  return { subject, names, ...(phone === undefined ? {} : { requester: { hash: requesterHash(phone), phone } }) };
}

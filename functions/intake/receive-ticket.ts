import { ulid } from "ulid";
import type { postTicket } from "../../shared/api/calls/intake.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { openCase, type Ticket } from "../../shared/domain/commands/open-case.ts";
import { supplementCase, supplementMerged } from "../../shared/domain/commands/supplement-case.ts";
import type { Decision } from "../../shared/domain/decision.ts";
import { digest } from "../../shared/domain/history.ts";
import { toMillis } from "../../shared/domain/instant.ts";
import { notAllowed } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { BadRequest } from "../../shared/lambda/problem.ts";
import { besides, type CaseStore, patience, withResponses } from "../../shared/table/case-store.ts";
import { AlreadyThere, commit, commitAll } from "../../shared/table/commit.ts";
import { readReceipt, receiptItem, supplementItem } from "../../shared/table/receipts.ts";

/**
 * Accepts a ticket: accepted is durably stored, in one transaction with the receipt. The same ticket again, by external
 * reference or Idempotency-Key, gets the same answer; the same reference with another body becomes a supplement.
 */
export async function receiveTicket(
  store: CaseStore,
  { actor, body, headers }: Request<typeof postTicket>,
): Promise<Receipt> {
  const { partner } = actor;
  if (partner === undefined) throw notAllowed("NoPartner", "the token names no partner: tickets belong to a partner");
  const key = headers["Idempotency-Key"];
  const sent = { partner, ticket: body, bodyHash: digest(body), ...(key === undefined ? {} : { key }) };
  const beforeAnotherTry = patience();
  for (;;) {
    try {
      return await open(store, actor, sent);
    } catch (error) {
      if (error instanceof AlreadyThere) return earlierAnswer(store, actor, sent, error);
      // Two copies of one new ticket at the same moment: one is written, and then the other finds its receipt.
      await beforeAnotherTry(error);
    }
  }
}

interface Sent {
  partner: string;
  ticket: Ticket;
  bodyHash: string;
  key?: string;
}

async function open(store: CaseStore, actor: Actor, sent: Sent): Promise<Receipt> {
  const now = store.now();
  const directory = await store.directories.active();
  const caseId = ulid(toMillis(now));
  const ticketId = ulid(toMillis(now));
  const decision = openCase(
    { caseId, ticketId, partner: sent.partner, ticket: sent.ticket },
    { now, actor, directory },
  );
  const { stage, receivedAt, openedAt, clocks } = decision.after;
  const receipt: Receipt = {
    caseId,
    ticketId,
    externalRef: sent.ticket.externalRef,
    stage,
    receivedAt,
    openedAt,
    firstResponseDueAt: clocks.find(({ clock }) => clock === "first-response")?.dueAt,
    supplement: false,
  };
  await commit(store.table, decision, receiptItem({ ...sent, externalRef: sent.ticket.externalRef, receipt, now }));
  return receipt;
}

async function earlierAnswer(store: CaseStore, actor: Actor, sent: Sent, { item }: AlreadyThere): Promise<Receipt> {
  const { by, bodyHash, receipt } = readReceipt(item);
  if (bodyHash === sent.bodyHash) return receipt;
  if (by === "key") {
    throw new BadRequest(
      "idempotency-key-reused",
      "this Idempotency-Key was used with another body: use a new key for a new ticket",
    );
  }
  return supplement(store, actor, sent, receipt.caseId);
}

async function supplement(store: CaseStore, actor: Actor, sent: Sent, caseId: string): Promise<Receipt> {
  const beforeAnotherTry = patience();
  for (;;) {
    const { subject, context } = await besides(store, actor, caseId);
    const { now } = context;
    const ticketId = ulid(toMillis(now));
    const decisions: [Decision, ...Decision[]] =
      subject.mergedInto === undefined
        ? [supplementCase(subject, ticketId, sent.ticket, context)]
        : supplementMerged(
            { subject, context },
            await besides(store, actor, subject.mergedInto),
            ticketId,
            sent.ticket,
          );
    const { stage, receivedAt, openedAt, externalRef } = decisions[0].after;
    const receipt: Receipt = { caseId, ticketId, externalRef, stage, receivedAt, openedAt, supplement: true };
    try {
      const unique = supplementItem({ ...sent, externalRef, receipt, now });
      const [decision, ...others] = decisions;
      const { writes = [] } = (await withResponses(store.table, context, { decision, others })) ?? {};
      await commitAll(store.table, decisions, { unique, writes });
      return receipt;
    } catch (error) {
      if (error instanceof AlreadyThere) return earlierAnswer(store, actor, sent, error);
      await beforeAnotherTry(error);
    }
  }
}

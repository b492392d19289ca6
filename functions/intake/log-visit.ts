import { ulid } from "ulid";
import type { postVisit } from "../../shared/api/calls/visits.ts";
import type { Receipt } from "../../shared/api/ticket.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { logVisit } from "../../shared/domain/commands/log-visit.ts";
import type { Decision } from "../../shared/domain/decision.ts";
import { digest } from "../../shared/domain/history.ts";
import { type Instant, toMillis } from "../../shared/domain/instant.ts";
import { notAllowed, notNow } from "../../shared/domain/refusal.ts";
import { type Visit, visitId } from "../../shared/domain/visit.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { showVisit } from "../../shared/lambda/show-visit.ts";
import { type CaseStore, patience } from "../../shared/table/case-store.ts";
import { loadCase } from "../../shared/table/cases.ts";
import { AlreadyThere, commitAll } from "../../shared/table/commit.ts";
import { dossierEvents, dossierItem, loadDossier } from "../../shared/table/dossiers.ts";
import { receiptItem } from "../../shared/table/receipts.ts";

/**
 * 走访: the visit and a case for each of its needs, in one transaction: a contact point that repeats what it is not sure of
 * finds the same cases. Each need has a receipt like any ticket, so that supplements and withdrawals find its case.
 */
export async function receiveVisit(store: CaseStore, { actor, body }: Request<typeof postVisit>) {
  const { partner } = actor;
  if (partner === undefined) throw notAllowed("NoPartner", "the token names no partner: visits belong to a partner");
  const beforeAnotherTry = patience();
  for (;;) {
    try {
      return await log(store, actor, partner, body);
    } catch (error) {
      if (error instanceof AlreadyThere) return earlierVisit(store, actor, partner, body);
      await beforeAnotherTry(error);
    }
  }
}

type Body = Request<typeof postVisit>["body"];

async function log(store: CaseStore, actor: Actor, partner: string, body: Body) {
  const now = store.now();
  const directory = await store.directories.active();
  const ids = body.needs.map(() => ({ caseId: ulid(toMillis(now)), ticketId: ulid(toMillis(now)) }));
  const { visit, cases } = logVisit(partner, body, ids, { now, actor, directory });
  const [first, ...others] = cases.map(({ decision }) => decision);
  if (first === undefined) throw new Error("a visit has a need at least");
  const receipts = cases.flatMap(({ decision, ticket }, index) => {
    const { externalRef } = ticket;
    const receipt = receiptOf(decision, ids[index]?.ticketId ?? "", externalRef);
    // What a ticket with this reference would bring: another body is a supplement of the case.
    return receiptItem({ partner, externalRef, bodyHash: digest(ticket), receipt, now });
  });
  await commitAll(store.table, [first, ...others], {
    unique: [dossierItem(visit), ...receipts],
    writes: dossierEvents(store.table.name, visit),
  });
  return showVisit(
    visit.after,
    [first, ...others].map(({ after }) => after),
    actor,
    body,
  );
}

/** Somebody has sent it before: this visit, or a ticket under the reference of one of its needs. */
async function earlierVisit(store: CaseStore, actor: Actor, partner: string, body: Body) {
  const visit = await loadDossier<Visit>(store.table, "visit", visitId(partner, body.visitRef));
  if (visit === undefined) {
    throw notNow("ReferenceTaken", `a ticket under ${body.visitRef}.1 or a following number is there already`);
  }
  if (visit.bodyHash !== digest(body)) {
    throw notNow("VisitLogged", `visit ${body.visitRef} has been logged with another content: log another visit`);
  }
  const cases = await Promise.all(visit.needs.map(({ caseId }) => loadCase(store.table, caseId)));
  return showVisit(visit, cases, actor, body);
}

function receiptOf({ after }: Decision, ticketId: string, externalRef: string | undefined): Receipt {
  const { caseId, stage, receivedAt, openedAt, clocks } = after;
  const due: Instant | undefined = clocks.find(({ clock }) => clock === "first-response")?.dueAt;
  return {
    ...{ caseId, ticketId, externalRef, stage, receivedAt, openedAt, supplement: false },
    firstResponseDueAt: due,
  };
}

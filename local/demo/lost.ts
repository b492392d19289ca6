import { brokenAt } from "../../shared/domain/history.ts";
import type { Posted } from "./casebook.ts";
import { referenceOf, type TableContents, ticketIn } from "./table-contents.ts";

/** A ticket that was accepted and is not whole in the table: accepted means durably stored. */
export interface Lost {
  posted: Posted;
  missing: "case" | "ticket" | "reference" | "history";
}

/**
 * Compares what was accepted with what the table holds. A ticket is kept when its case is there, the ticket lies in it,
 * its reference leads to it, and the case's history is whole from the first event to the one the case names as its last.
 */
export function findLost(posted: Posted[], contents: TableContents): Lost[] {
  return posted.flatMap((one) => {
    const missing = missingOf(one, contents);
    return missing === undefined ? [] : [{ posted: one, missing }];
  });
}

function missingOf(
  { partner, externalRef, caseId, ticketId }: Posted,
  contents: TableContents,
): Lost["missing"] | undefined {
  const found = contents.cases.get(caseId);
  if (found === undefined) return "case";
  if (!contents.tickets.has(ticketIn(caseId, ticketId))) return "ticket";
  if (externalRef !== undefined && contents.references.get(referenceOf(partner, externalRef)) !== caseId)
    return "reference";
  const history = contents.histories.get(caseId) ?? [];
  const whole = brokenAt(history, found) === undefined;
  return whole ? undefined : "history";
}

import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { notNow } from "../refusal.ts";
import { classify } from "../triage/classify.ts";
import { raiseSeverity } from "./change-severity.ts";
import type { Ticket } from "./open-case.ts";
import { reopen, reopenable } from "./reopen-case.ts";

/** More than this are no supplements, and whoever works on the case must be able to read them all in one answer. */
const mostSupplements = 50;

/**
 * Adds what the same platform sends again under the same reference: kept beside the first ticket. Words in it that make
 * the matter graver raise the severity. An open case goes on; a
 * closed one is reopened by it, as nobody would look at it there. Throws the Refusal TooLateToReopen when it has been
 * closed for too long: then it needs a case of its own.
 */
export function supplementCase(subject: WrittenCase, ticketId: string, ticket: Ticket, context: Context): Decision {
  if (subject.supplements >= mostSupplements) {
    throw notNow(
      "TooManySupplements",
      `the case has ${mostSupplements} supplements: send what is new under a new reference`,
    );
  }
  const closed = subject.stage === "closed" ? reopenable(subject, context) : undefined;
  return decide(subject, context, (draft) => {
    if (closed !== undefined) reopen(draft, closed, context);
    draft.emit("SupplementAdded", { ticketId }, { said: { ...ticket } });
    raiseSeverity(draft, classify(context.directory.triage, ticket).severity, "supplement", context);
  });
}

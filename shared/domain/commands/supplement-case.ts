import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import type { Ticket } from "./open-case.ts";
import { reopen, reopenable } from "./reopen-case.ts";

/**
 * Adds what the same platform sends again under the same reference: kept beside the first ticket. An open case goes on; a
 * closed one is reopened by it, as nobody would look at it there. Throws the Refusal TooLateToReopen when it has been
 * closed for too long: then it needs a case of its own.
 */
export function supplementCase(subject: WrittenCase, ticketId: string, ticket: Ticket, context: Context): Decision {
  const closed = subject.stage === "closed" ? reopenable(subject, context) : undefined;
  return decide(subject, context, (draft) => {
    if (closed !== undefined) reopen(draft, closed, context);
    draft.emit("SupplementAdded", { ticketId }, { said: { ...ticket } });
  });
}

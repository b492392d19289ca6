import { isReferral } from "../case.ts";
import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { close } from "../dispatching.ts";
import { mergedAway } from "../merged.ts";
import { notNow } from "../refusal.ts";
import { classify } from "../triage/classify.ts";
import { raiseSeverity } from "./change-severity.ts";
import type { Ticket } from "./open-case.ts";
import { type ClosedCase, reopen, reopenable } from "./reopen-case.ts";

/** More than this are no supplements, and whoever works on the case must be able to read them all in one answer. */
const mostSupplements = 50;

const tooMany = () =>
  notNow("TooManySupplements", `the case has ${mostSupplements} supplements: send what is new under a new reference`);

/**
 * Adds what the same platform sends again under the same reference: kept beside the first ticket. Words in it that make
 * the matter graver raise the severity. An open case goes on; a
 * closed one is reopened by it, as nobody would look at it there, and so is one that only waits for the callback of a referral. Throws the Refusal TooLateToReopen when it has been
 * closed for too long: then it needs a case of its own.
 */
export function supplementCase(subject: WrittenCase, ticketId: string, ticket: Ticket, context: Context): Decision {
  if (subject.supplements >= mostSupplements) throw tooMany();
  if (subject.mergedInto !== undefined) throw mergedAway(subject.mergedInto);
  const closed = subject.stage === "closed" ? reopenable(subject, context) : undefined;
  return decide(subject, context, (draft) => {
    if (closed !== undefined) reopen(draft, closed, context);
    if (isReferral(subject)) {
      // What is new was not known when screening sent the requester elsewhere: it is screened again.
      close(draft, "referred");
      reopen(draft, draft.case as ClosedCase, context);
    }
    draft.emit("SupplementAdded", { ticketId }, { said: { ...ticket } });
    raiseSeverity(draft, classify(context.directory.triage, ticket).severity, "supplement", context);
  });
}

/**
 * What comes for a case that was merged into another one: kept with its own case, and worked where that one is, which is
 * reopened if it has been closed meanwhile. Gives both decisions, that on the merged case first.
 */
export function supplementMerged(
  merged: { subject: WrittenCase; context: Context },
  holder: { subject: WrittenCase; context: Context },
  ticketId: string,
  ticket: Ticket,
): [Decision, Decision] {
  const { caseId: from, partner, supplements } = merged.subject;
  const held = holder.subject.mergedFrom?.flatMap(({ tickets }) => tickets).length ?? 0;
  if (supplements >= mostSupplements || held >= mostSupplements) throw tooMany();
  const { subject, context } = holder;
  const closed = subject.stage === "closed" ? reopenable(subject, context) : undefined;
  const kept = decide(merged.subject, merged.context, (draft) =>
    draft.emit("SupplementAdded", { ticketId }, { said: { ...ticket } }),
  );
  const worked = decide(subject, context, (draft) => {
    if (closed !== undefined) reopen(draft, closed, context);
    draft.emit(
      "TicketMerged",
      { ticketId, from, partner, receivedAt: context.now, highRisk: false, by: "supplement" },
      { said: { ...ticket, sentBy: partner } },
    );
    raiseSeverity(draft, classify(context.directory.triage, ticket).severity, "supplement", context);
  });
  return [kept, worked];
}

import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { starting } from "../limits.ts";
import { notNow } from "../refusal.ts";
import { startedReporting } from "../reporting-up.ts";

/**
 * 撤销并件: the cases were not about one matter. The merged one goes its own way, from routing on, under a new epoch and
 * with its own clocks, which count from its own receipt as if it had never been merged. The other keeps its history, its
 * severity and its deadlines, but no longer the tickets. Throws the Refusal NotMerged.
 */
export function unmergeCase(
  merged: { subject: WrittenCase; context: Context },
  holder: { subject: WrittenCase; context: Context },
  reason: string,
): [Decision, Decision] {
  const { subject, context } = merged;
  const from = holder.subject.caseId;
  const entry = holder.subject.mergedFrom?.find(({ caseId }) => caseId === subject.caseId);
  if (subject.stage !== "closed" || subject.mergedInto !== from || entry === undefined)
    throw notNow("NotMerged", "the case is not merged into another one");
  const started = [
    ...(subject.firstResponseAt === undefined
      ? [starting("first-response", subject, context, subject.receivedAt)]
      : []),
    starting("resolve", subject, context, subject.receivedAt),
    starting("routing", subject, context, context.now),
    ...startedReporting(subject, context, { stage: "routing" }),
  ];
  return [
    decide(subject, context, (draft) =>
      draft.emit("CaseUnmerged", { from, epoch: subject.epoch + 1 }, { clocks: { started }, said: { reason } }),
    ),
    decide(holder.subject, holder.context, (draft) => {
      for (const ticketId of entry.tickets) draft.emit("TicketUnmerged", { ticketId, from: subject.caseId });
    }),
  ];
}

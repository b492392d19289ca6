import { ulid } from "ulid";
import type { postScreeningDecision } from "../../shared/api/calls/supervision.ts";
import { listedEntry } from "../../shared/domain/abnormal-list.ts";
import { localDate } from "../../shared/domain/calendar/working-days.ts";
import { decideScreening, openReportOfLead } from "../../shared/domain/commands/decide-screening.ts";
import { type Context, calendarOf, type WrittenCase } from "../../shared/domain/decision.ts";
import { toMillis } from "../../shared/domain/instant.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { changeVisibleCase } from "../../shared/lambda/change-visible-case.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import { loadEntry } from "../../shared/table/abnormal-entries.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets, type StoredTicket } from "../../shared/table/cases.ts";

/** Decides a screening; what a refused claim tells of a violation becomes a case in the same transaction. */
export async function screenCase(store: CaseStore, { actor, params, body }: Request<typeof postScreeningDecision>) {
  const { violationLead: lead, ...decision } = body;
  const screened = await changeVisibleCase(store, actor, params.caseId, async (subject, context) => {
    const tickets = await loadTickets(store.table, params.caseId);
    const proposedBy = await proposerOf(store, subject, tickets, context);
    const leadInto = lead === undefined ? undefined : ulid(toMillis(context.now));
    const decided = decideScreening(subject, { ...decision, leadInto, proposedBy }, context);
    if (lead === undefined || leadInto === undefined) return decided;
    return { decision: decided, others: [openReportOfLead(subject, { lead, into: leadInto }, tickets, context)] };
  });
  return showCase(screened, actor);
}

/** Who proposed the entry for which the case is screened; nobody, where it is gone from the directory meanwhile. */
async function proposerOf(
  { table }: CaseStore,
  subject: WrittenCase,
  [first]: StoredTicket[],
  { directory, now }: Context,
): Promise<string | undefined> {
  const entryId = subject.listing?.entryId;
  if (entryId !== undefined) return (await loadEntry(table, entryId))?.proposedBy;
  const today = localDate(calendarOf(directory, subject), now);
  return listedEntry(directory.abnormalList, first?.content.requester?.phone, today)?.proposedBy;
}

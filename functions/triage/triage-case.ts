import { createHash } from "node:crypto";
import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { workflowStep } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";

/** Step "Triage": reads the first ticket and grades the case. Already done when the case has left stage triage. */
export const newHandler = (store: CaseStore) =>
  workflowStep(store, "triage", async (current, context) => {
    if (current.stage !== "triage") return undefined;
    const [first] = await loadTickets(store.table, current.caseId);
    if (first === undefined) throw new Error(`case ${current.caseId} has no ticket`);
    const listed = isListed(first.content, context.directory.abnormalList);
    return triageCase(current, first.content, listed, context);
  });

/** The abnormal list holds hashes of phone numbers, so that it names nobody. */
function isListed({ requester }: Ticket, abnormalList: string[]): boolean {
  if (requester?.phone === undefined || abnormalList.length === 0) return false;
  const digits = requester.phone.replace(/\D/g, "");
  return abnormalList.includes(createHash("sha256").update(digits).digest("hex"));
}

export const handler = newHandler(connectCaseStore());

import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import { workflowStep } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";
import { listingOf } from "./find-listing.ts";
import { findMatter } from "./find-matter.ts";
import { loadModel } from "./load-model.ts";

/**
 * Step "Triage": reads the first ticket and grades the case. Already done when the case has left stage triage. `model`
 * gives the text model when the first text is read. Then the case gets its place among those on the same matter.
 */
export const newHandler = (store: CaseStore, model = loadModel) =>
  workflowStep(store, "triage", async (current, context) => {
    if (current.stage !== "triage") return undefined;
    const [first, ...more] = await loadTickets(store.table, current.caseId);
    if (first === undefined) throw new Error(`case ${current.caseId} has no ticket`);
    const listing = await listingOf(store.table, current, first.content, context);
    const graded = triageCase(current, first.content, listing, context, model());
    return graded && findMatter(store, graded, [first, ...more], context);
  });

export const handler = newHandler(connectCaseStore());

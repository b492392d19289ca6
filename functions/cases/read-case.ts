import type { getCase } from "../../shared/api/calls/cases.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";

/** A case with its tickets, as the actor may see them. */
export async function readCase(store: CaseStore, { actor, params }: Request<typeof getCase>) {
  const found = await visibleCase(store, actor, params.caseId);
  return showCase(found, actor, await loadTickets(store.table, params.caseId));
}

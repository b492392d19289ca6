import type { getDeadlines } from "../../shared/api/calls/cases.ts";
import { calendarOf, policyOf } from "../../shared/domain/decision.ts";
import { explainClocks } from "../../shared/domain/explain-clocks.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";

/** Every clock of a case with all terms of its deadline, told from the history alone. */
export async function explainDeadlines(store: CaseStore, { actor, params }: Request<typeof getDeadlines>) {
  const found = await visibleCase(store, actor, params.caseId);
  const history = await loadHistory(store.table, params.caseId);
  const directory = await store.directories.version(found.directoryVersion);
  const clocks = explainClocks(history, policyOf(directory, found), calendarOf(directory, found));
  return { caseId: params.caseId, clocks };
}

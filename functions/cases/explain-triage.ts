import type { getTriage } from "../../shared/api/calls/cases.ts";
import { explainTriage } from "../../shared/domain/explain-triage.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";

/** Why a case is what it is taken for, told from the history and the directory version it is handled under. */
export async function readTriage(store: CaseStore, { actor, params: { caseId } }: Request<typeof getTriage>) {
  const found = await visibleCase(store, actor, caseId);
  const history = await loadHistory(store.table, caseId);
  return { caseId, ...explainTriage(history, found, await store.directories.version(found.directoryVersion)) };
}

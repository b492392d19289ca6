import type { getRouting } from "../../shared/api/calls/cases.ts";
import { explainRouting } from "../../shared/domain/explain-routing.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";

/** Why a case went to its units: the row, the competitors, and who decided where no row did. */
export async function readRouting(store: CaseStore, { actor, params: { caseId } }: Request<typeof getRouting>) {
  const { directoryVersion } = await visibleCase(store, actor, caseId);
  const history = await loadHistory(store.table, caseId);
  const directory = await store.directories.version(directoryVersion);
  return { caseId, directoryVersion, steps: explainRouting(history, directory) };
}

import type { getTimeline } from "../../shared/api/calls/cases.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";

/** The case's history and whether it is whole. Partners see what kind of actor acted, not who. */
export async function readTimeline(store: CaseStore, { actor, params }: Request<typeof getTimeline>) {
  const found = await visibleCase(store, actor, params.caseId);
  const history = await loadHistory(store.table, params.caseId);
  const broken = brokenAt(history, found);
  return {
    caseId: params.caseId,
    events: history.map(({ seq, at, type, actor: { kind, id }, data, hash }) => ({
      ...{ seq, at, type },
      actor: actor.kind === "partner" ? { kind } : { kind, id },
      ...{ data, hash },
    })),
    chain: broken === undefined ? { whole: true } : { whole: false, brokenAt: broken },
  };
}

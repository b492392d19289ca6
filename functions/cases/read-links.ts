import type { getLinks } from "../../shared/api/calls/matters.ts";
import { explainLinks } from "../../shared/domain/explain-links.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";
import { groupMembers } from "../../shared/table/matters.ts";

/** A hot matter has thousands of cases: one answer shows the latest. */
const most = 100;

/** The cases on the same matter, with the scores, and what became of this one among them. */
export async function readLinks(store: CaseStore, { actor, params: { caseId } }: Request<typeof getLinks>) {
  const found = await visibleCase(store, actor, caseId);
  const { group = caseId, repeat, mergedInto, mergedFrom = [], splitFrom, splitInto } = found;
  const [history, members] = await Promise.all([
    loadHistory(store.table, caseId),
    groupMembers(store.table, group, most),
  ]);
  return {
    caseId,
    ...(members.length === 0 ? {} : { group }),
    ...{ repeat, mergedInto, splitFrom, splitInto },
    mergedFrom: mergedFrom.map(({ caseId: from, tickets }) => ({ caseId: from, tickets })),
    cases: members.map(({ likeness, ...member }) => ({ ...member, ...likeness })),
    steps: explainLinks(history),
  };
}

import type { findCases } from "../../shared/api/calls/cases.ts";
import { maySee } from "../../shared/domain/access.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { caseIdByReference, loadCase } from "../../shared/table/cases.ts";

/**
 * The case that a partner's own reference led to, and the others that its ticket is worked in: the one it was merged into,
 * the one that was split from it. An empty list when there is none.
 */
export async function findByReference({ table }: CaseStore, { actor, query }: Request<typeof findCases>) {
  const caseId = await caseIdByReference(table, actor.partner ?? "", query.externalRef);
  const found = caseId === undefined ? undefined : await loadCase(table, caseId);
  const others = [found?.mergedInto, found?.splitInto].filter((other) => other !== undefined);
  const cases = [found, ...(await Promise.all(others.map((other) => loadCase(table, other))))];
  return {
    items: cases.filter((one) => one !== undefined && maySee(actor, one)).map((one) => one && showCase(one, actor)),
  };
}

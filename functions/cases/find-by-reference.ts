import type { findCases } from "../../shared/api/calls/cases.ts";
import { maySee } from "../../shared/domain/access.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { caseIdByReference, loadCase } from "../../shared/table/cases.ts";

/** The case that a partner's own reference led to: a list of one or none. */
export async function findByReference({ table }: CaseStore, { actor, query }: Request<typeof findCases>) {
  const caseId = await caseIdByReference(table, actor.partner ?? "", query.externalRef);
  const found = caseId === undefined ? undefined : await loadCase(table, caseId);
  return { items: found !== undefined && maySee(actor, found) ? [showCase(found, actor)] : [] };
}

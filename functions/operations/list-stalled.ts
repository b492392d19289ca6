import type { getStalled } from "../../shared/api/calls/operations.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase } from "../../shared/table/cases.ts";
import { stalledCases } from "../../shared/table/open-cases.ts";

/** Stalled cases with their causes. The index may lag a moment behind: a case that is driven again is left out. */
export async function listStalled({ table }: CaseStore, { query }: Request<typeof getStalled>) {
  const items: { caseId: string; stage: string; epoch: number; at: string; cause: string }[] = [];
  for await (const { caseId } of stalledCases(table)) {
    if (items.length === query.limit) return { items, more: true };
    const found = await loadCase(table, caseId);
    if (found?.stalled !== undefined) items.push({ caseId, stage: found.stage, epoch: found.epoch, ...found.stalled });
  }
  return { items, more: false };
}

import type { getStalled } from "../../shared/api/calls/operations.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase } from "../../shared/table/cases.ts";
import { stalledCases } from "../../shared/table/open-cases.ts";
import { loadResponse } from "../../shared/table/responses.ts";

/** Stalled cases and responses with their causes. The index may lag a moment behind: a case that is driven again is left out. */
export async function listStalled({ table }: CaseStore, { query }: Request<typeof getStalled>) {
  const items: {
    caseId: string;
    dossier?: "sensitive-response";
    stage: string;
    epoch: number;
    at: string;
    cause: string;
  }[] = [];
  for await (const { caseId, response } of stalledCases(table)) {
    if (items.length === query.limit) return { items, more: true };
    const found = response ? (await loadResponse(table, caseId)).state : await loadCase(table, caseId);
    if (found?.stalled === undefined) continue;
    const { stage, epoch, stalled } = found;
    items.push({ caseId, ...(response ? { dossier: "sensitive-response" } : {}), stage, epoch, ...stalled });
  }
  return { items, more: false };
}

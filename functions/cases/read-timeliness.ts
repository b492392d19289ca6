import type { getTimeliness } from "../../shared/api/calls/events.ts";
import { calendarOf, policyOf } from "../../shared/domain/decision.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import { timelinessOf } from "../../shared/domain/timeliness.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory } from "../../shared/table/cases.ts";

/** 五及时 of a case of an event. Throws the Refusal NotOfAnEvent for any other. */
export async function readTimeliness(store: CaseStore, { actor, params: { caseId } }: Request<typeof getTimeliness>) {
  const found = await visibleCase(store, actor, caseId);
  if (!found.tracks.includes("event")) throw notThere("NotOfAnEvent", "the case is of no event: see its deadlines");
  const history = await loadHistory(store.table, caseId);
  const directory = await store.directories.version(found.directoryVersion);
  const marks = timelinessOf(history, policyOf(directory, found), calendarOf(directory, found), store.now());
  return { caseId, event: found.event, marks };
}

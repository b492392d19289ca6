import type { getWorklist } from "../../shared/api/calls/handling.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { fromCursor, showWork } from "../../shared/lambda/show-work.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { unitWorklist } from "../../shared/table/worklist.ts";

/** The open work of the actor's own unit; other units' lists do not exist for it. */
export async function readWorklist({ table }: CaseStore, { actor, params, query }: Request<typeof getWorklist>) {
  if (actor.unit !== params.unit) throw notThere("NoSuchWorklist", `there is no worklist of ${params.unit} for you`);
  return showWork(await unitWorklist(table, params.unit, query.limit, fromCursor(query.cursor)));
}

import type { ResponseView } from "../api/response-view.ts";
import type { Route } from "../api/route.ts";
import type { Actor } from "../domain/actor.ts";
import { notThere } from "../domain/refusal.ts";
import type { ResponseContext, ResponseDecision } from "../domain/response/decide-response.ts";
import type { SensitiveResponse } from "../domain/response/response.ts";
import { responseSight } from "../domain/response/response-access.ts";
import type { CaseStore } from "../table/case-store.ts";
import { changeResponse, existingResponse } from "../table/response-store.ts";
import type { Request } from "./api-handler.ts";
import { showResponse } from "./show-response.ts";

/** The response, if the actor may see it; a foreign one answers exactly like one that does not exist. */
export async function visibleResponse(store: CaseStore, actor: Actor, caseId: string): Promise<SensitiveResponse> {
  const found = await existingResponse(store, caseId);
  refuseUnseen(actor, found);
  return found;
}

/** Throws the Refusal NoSuchResponse when the response does not exist for the actor. */
export function refuseUnseen(actor: Actor, found: SensitiveResponse): void {
  if (responseSight(actor, found) === "none")
    throw notThere("NoSuchResponse", `there is no sensitive response to case ${found.caseId} for you`);
}

/** The use case of every call that decides on one response: run the command, show what became of it. */
export function respondOn<R extends Route>(
  store: CaseStore,
  command: (current: SensitiveResponse, context: ResponseContext, request: Request<R>) => ResponseDecision,
): (request: Request<R>) => Promise<ResponseView> {
  return async (request) => {
    const { caseId } = request.params as { caseId: string };
    const changed = await changeResponse(store, request.actor, caseId, (current, context) => {
      refuseUnseen(request.actor, current);
      return command(current, context, request);
    });
    return showResponse(changed, request.actor);
  };
}

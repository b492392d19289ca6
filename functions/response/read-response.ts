import type { getResponse } from "../../shared/api/calls/response.ts";
import type { ResponseView } from "../../shared/api/response-view.ts";
import { maskedSaid } from "../../shared/domain/masking.ts";
import { responseSight } from "../../shared/domain/response/response-access.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleResponse } from "../../shared/lambda/respond-on.ts";
import { showResponse } from "../../shared/lambda/show-response.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";

/** The response with its history; what was said at it only to those who work on it, with the requesters' names covered. */
export async function readResponse(store: CaseStore, { actor, params }: Request<typeof getResponse>) {
  const found = await visibleResponse(store, actor, params.caseId);
  const sight = responseSight(actor, found);
  if (sight === "signal") return showResponse(found, actor);
  const [history, tickets] = await Promise.all([
    loadDossierHistory(store.table, "sensitive-response", params.caseId),
    sight === "said" ? loadTickets(store.table, params.caseId) : [],
  ]);
  const requesters = tickets.flatMap(({ content }) => content.requester?.name ?? []);
  const events = history.map(({ event: { seq, at, type, actor: by, data, hash }, said }) => ({
    ...{ seq, at, type, actor: by, data, hash },
    ...(said === undefined || sight !== "said" ? {} : { said: maskedSaid(said, requesters) }),
  }));
  return showResponse(found, actor, events satisfies ResponseView["events"]);
}

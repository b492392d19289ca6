import type { getVisit } from "../../shared/api/calls/visits.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import type { Visit } from "../../shared/domain/visit.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { type Logged, showVisit } from "../../shared/lambda/show-visit.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadCase } from "../../shared/table/cases.ts";
import { loadDossier, loadDossierHistory } from "../../shared/table/dossiers.ts";

/** A visit with what has become of each need. Of another contact point's visits a partner learns nothing. */
export async function readVisit({ table }: CaseStore, { actor, params }: Request<typeof getVisit>) {
  const visit = await loadDossier<Visit>(table, "visit", params.visitId);
  if (visit === undefined || (actor.kind === "partner" && actor.partner !== visit.partner)) {
    throw notThere("NoSuchVisit", `there is no visit ${params.visitId} for you`);
  }
  const [cases, [logged]] = await Promise.all([
    Promise.all(visit.needs.map(({ caseId }) => loadCase(table, caseId))),
    loadDossierHistory(table, "visit", params.visitId),
  ]);
  return showVisit(visit, cases, actor, logged?.said as unknown as Logged);
}

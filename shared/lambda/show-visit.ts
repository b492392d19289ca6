import type { Actor } from "../domain/actor.ts";
import { leadOf } from "../domain/case.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { needRef, type Visit } from "../domain/visit.ts";

/** What of a visit is in its record alone. */
export interface Logged {
  visitRef: string;
  enterprise: string;
}

/** A visit as the API shows it: names and references to the contact point that logged it, to others what became of it. */
export function showVisit(visit: Visit, cases: (WrittenCase | undefined)[], actor: Actor, logged: Logged) {
  const { dossierId, contactPoint, date, loggedAt, needs, partner } = visit;
  const own = actor.kind === "partner" && actor.partner === partner;
  return {
    ...{ visitId: dossierId, contactPoint, date, loggedAt },
    ...(own ? { enterprise: logged.enterprise } : {}),
    needs: needs.flatMap((_need, index) => {
      const state = cases[index];
      return state === undefined
        ? []
        : [{ ...(own ? { externalRef: needRef(logged.visitRef, index + 1) } : {}), ...becomeOf(state) }];
    }),
  };
}

function becomeOf(state: WrittenCase) {
  const { caseId, stage, kind, category, overdue, preliminaryToldAt, resolvedAt, mergedInto } = state;
  return {
    ...{ caseId, stage, kind, category, overdue, preliminaryToldAt, resolvedAt, mergedInto },
    unit: leadOf(state)?.unit,
    dueAt: state.clocks.find(({ clock }) => clock === "resolve")?.dueAt,
    ...(state.stage === "closed" ? { outcome: state.outcome, closedAt: state.closedAt } : {}),
  };
}

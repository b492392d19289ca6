import type { ResponseView } from "../api/response-view.ts";
import type { Actor } from "../domain/actor.ts";
import type { SensitiveResponse } from "../domain/response/response.ts";
import { responseSight } from "../domain/response/response-access.ts";

/** A response as the API shows it to an actor who may see it. */
export function showResponse(state: SensitiveResponse, actor: Actor, events?: ResponseView["events"]): ResponseView {
  const { caseId, version, epoch, stage, kind, severity, category, openedAt, nextDueAt, settledAt } = state;
  const { tasks, signals, riskReports, followUps, publication, draft, rumours, clocks, stalled } = state;
  const facts = { caseId, version, epoch, stage, kind, severity, category, openedAt, nextDueAt, settledAt };
  const shownClocks = clocks.map(({ clock, of, startAt, dueAt, escalated = false }) => ({
    ...{ clock, of, startAt, dueAt, escalated },
  }));
  if (responseSight(actor, state) === "signal") {
    return {
      ...facts,
      signals: signals.filter(({ unit }) => unit === actor.unit),
      clocks: shownClocks.filter(({ clock, of }) => clock === "acknowledge" && of === actor.unit),
      ...{ tasks: [], riskReports, followUps, rumours: [] },
    };
  }
  return {
    ...facts,
    ...{ tasks, signals, riskReports, followUps, publication, rumours, stalled },
    ...(draft === undefined ? {} : { draft: showDraft(draft) }),
    clocks: shownClocks,
    ...(events === undefined ? {} : { events }),
  };
}

function showDraft({ draft, unit, state, level, approvedBy }: NonNullable<SensitiveResponse["draft"]>) {
  return { draft, unit, state, level, approvals: approvedBy.length };
}

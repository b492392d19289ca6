import type { Severity } from "../../directory/names.ts";
import type { Case } from "../case.ts";
import { afterTriage, isHeld, unscreened } from "../screening.ts";
import { type Evolutions, moved, toCallback } from "./moving.ts";

/** What triage, officers and screening make of a case. */
export const triageEvolutions: Evolutions<
  | "CaseTriaged"
  | "TriageConfirmed"
  | "TriageCorrected"
  | "SeverityChanged"
  | "SeverityLoweringProposed"
  | "SeverityLoweringDecided"
  | "ScreeningDecided"
> = {
  CaseTriaged(before, event) {
    const {
      confidence: _confidence,
      evidence: _evidence,
      candidates: _others,
      screening,
      check,
      ...grade
    } = event.data;
    const graded = responding({ ...before, ...grade });
    if (screening) return moved({ ...graded, screening: "pending" }, { stage: "screening" });
    return moved(graded, afterTriage(graded, check === true));
  },
  TriageConfirmed: (before) => (before.stage === "triage-check" ? moved(before, { stage: "routing" }) : before),
  TriageCorrected(before, event) {
    const { kind, category, highRisk, tracks, region, rerouted, from } = event.data;
    const reported = from.kind === "report" && kind !== "report" ? { wasReport: true } : {};
    const { event: _left, ...elsewhere } = before;
    const belongs = tracks.includes("event") ? { event: event.data.event ?? before.event } : {};
    const corrected = responding({
      ...elsewhere,
      ...belongs,
      ...reported,
      kind,
      category,
      highRisk,
      tracks,
      region,
    } as Case);
    return rerouted ? moved(unscreened(corrected), { stage: "routing" }) : corrected;
  },
  SeverityChanged: (before, event) => released(regraded(before, event.data.to)),
  SeverityLoweringProposed: (before, event) => ({
    ...before,
    lowering: { to: event.data.to, proposedBy: event.actor.id },
  }),
  SeverityLoweringDecided(before, event) {
    const { lowering: _decided, ...rest } = before;
    return event.data.decision === "approved" ? regraded(rest, event.data.to) : rest;
  },
  ScreeningDecided(before, event) {
    const { decision, referTo } = event.data;
    if (decision === "accepted") {
      const unsure = before.clocks.some(({ clock }) => clock === "triage-check");
      return moved({ ...before, screening: "accepted" }, afterTriage(before, unsure));
    }
    const refused: Case = { ...before, screening: "refused", refusedBy: event.actor.id };
    return referTo === undefined ? refused : toCallback({ ...refused, referredTo: referTo }, undefined);
  },
};

/** A rumour about a sensitive matter belongs to that matter's response. */
function responding<State extends Case>(state: State): State {
  const opens = state.tracks.includes("sensitive") && state.rumourOf === undefined;
  return opens ? { ...state, response: true } : state;
}

/** What is graver than general is at high risk by itself; what has been general by mistake stays what triage saw in it. */
function regraded<State extends Case>(before: State, severity: Severity): State {
  return { ...before, severity, highRisk: before.highRisk || severity !== "general" };
}

/** What has become urgent or major is routed, whoever was to look at it first. */
function released(state: Case): Case {
  return isHeld(state) ? moved(unscreened(state), { stage: "routing" }) : state;
}

import type { EventType } from "../../events/catalogue.ts";
import type { Case, CaseCore, Slot, StageState } from "../case.ts";
import type { HistoryEvent } from "../history.ts";

/** What each of some kinds of event makes of a case. */
export type Evolutions<Types extends EventType> = {
  readonly [Type in Types]: (before: Case, event: HistoryEvent & { type: Type }) => Case;
};

/** Takes a case to another stage, leaving behind what belonged to the one before. */
export function moved(before: Case | CaseCore, state: StageState): Case {
  const {
    stage: _stage,
    lead: _lead,
    question,
    subject,
    reviewLevel,
    callback,
    outcome,
    closedAt,
    ...core
  } = before as CaseCore &
    Partial<
      Record<"stage" | "lead" | "question" | "subject" | "reviewLevel" | "callback" | "outcome" | "closedAt", unknown>
    >;
  return { ...core, stalls: 0, ...state };
}

/** Takes a case to its callback, round by round; a referral has no lead. */
export function toCallback(before: Case, slot: Slot | undefined): Case {
  const round = before.callbackRounds + 1;
  const callback = { round, attempts: [] };
  return moved(
    { ...before, callbackRounds: round },
    slot === undefined ? { stage: "callback", callback } : { stage: "callback", lead: slot, callback },
  );
}

/** The lead's assignment. Throws an Error where a case has none, unless its absence is `optional`. */
export function lead(state: Case): Slot;
export function lead(state: Case, absence: "optional"): Slot | undefined;
export function lead(state: Case, absence?: "optional"): Slot | undefined {
  if ("lead" in state && state.lead !== undefined) return state.lead;
  if (absence === "optional") return undefined;
  throw new Error(`case ${state.caseId} has no lead in stage ${state.stage}`);
}

import { type Case, isReferral, type StageState } from "./case.ts";

/** Where a case goes that nobody has to screen: what is urgent or major does not wait for an officer. */
export function afterTriage({ severity }: Pick<Case, "severity">, unsure: boolean): StageState {
  return { stage: unsure && severity === "general" ? "triage-check" : "routing" };
}

/** Whether an officer's check, screening or what screening has decided keeps a case from its unit. */
export function isHeld(state: Case): boolean {
  return state.stage === "triage-check" || state.stage === "screening" || isReferral(state);
}

/** Nobody has to screen it any more. */
export function unscreened(state: Case): Case {
  const { screening, referredTo: _referred, ...rest } = state;
  return (screening === undefined || screening === "accepted" ? state : rest) as Case;
}

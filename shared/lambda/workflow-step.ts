import { workflow } from "../domain/actor.ts";
import { type CaseStore, type Command, changeCase } from "../table/case-store.ts";

/** What a state machine hands to its steps, and what every step, wait and wake gives back: where the case stands. */
export interface CasePosition {
  caseId: string;
  version: number;
  turn: number;
  epoch: number;
  stage: string;
  /** Absent only when the case is closed, or the response settled. */
  nextDueAt?: string;
}

/** Where a case stands, or the response to it. */
export function positionOf(state: Omit<CasePosition, "nextDueAt"> & { nextDueAt?: string | undefined }): CasePosition {
  const { caseId, version, turn, epoch, stage, nextDueAt } = state;
  return { caseId, version, turn, epoch, stage, ...(nextDueAt === undefined ? {} : { nextDueAt }) };
}

/**
 * A step of the workflow: decides on the case as it is now and commits. A step may run twice, late, or for a case that
 * has moved on: then there is nothing to decide, and it tells where the case stands. A driver of another epoch decides
 * nothing either: it learns the new epoch and ends as superseded.
 */
export function workflowStep(
  store: CaseStore,
  name: string,
  command: Command,
): (position: CasePosition) => Promise<CasePosition> {
  return async ({ caseId, epoch }) => {
    const after = await changeCase(store, workflow(name), caseId, (current, context) =>
      current.epoch === epoch ? command(current, context) : undefined,
    );
    return positionOf(after);
  };
}

import type { Update } from "./model-table.ts";
import { waitInTheFile } from "./workflow.ts";

/** The rules of the waiting protocol that a mutation may break. What is not named here runs as it is in the code. */
export interface Protocol {
  /** Whose image the reader takes the token from. */
  tokenOf: "old image" | "new image";
  /** The reader passes over records in which the stage has not changed. */
  skipsUnchangedStage: boolean;
  /** The condition on which a wait is registered: the state machine's own, or part of it. */
  waitCondition: string;
  /** The hub ends a driver that finds another epoch. */
  hubSupersedes: boolean;
  /** A step decides nothing for a driver of another epoch. */
  stepFenced: boolean;
  /** An event is put only where there is none of its number. */
  eventsPutOnce: boolean;
  /** An update as the table gets it. */
  commit(update: Update): Update;
  /** What becomes of the token of whoever waits, when the case is written: the update's own doing, or a Put's. */
  caseWritten: "by update" | "by put" | "by put of what was read";
  sweeps: boolean;
}

/** The protocol as it is. */
export const asItIs: Protocol = {
  tokenOf: "old image",
  skipsUnchangedStage: false,
  waitCondition: waitInTheFile.ConditionExpression,
  hubSupersedes: true,
  stepFenced: true,
  eventsPutOnce: true,
  commit: (update) => update,
  caseWritten: "by update",
  sweeps: true,
};

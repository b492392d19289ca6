import { StateFailed } from "../failure.ts";

/** The failure of a branch or an item, as its Parallel or Map has it: the same, but `States.BranchFailed` names it too. */
export function branchFailed(error: unknown): unknown {
  if (!(error instanceof StateFailed)) return error;
  const { catchable } = error;
  return new StateFailed(error.error, error.reason, { catchable, alias: "States.BranchFailed" });
}

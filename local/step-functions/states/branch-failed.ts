import { isRuntime, StateFailed } from "../failure.ts";
import type { Fork, Thread } from "../thread.ts";

/**
 * Gives up a Parallel or Map because of one branch: stops the others and goes on behind the last event of that one.
 * History gets the task in which it failed, and where the others stood. `States.Runtime` leaves nothing of the kind.
 */
export function abandon(thread: Thread, failed: Fork<unknown>, others: Iterable<Fork<unknown>>, error: unknown): void {
  thread.lastEvent = failed.lastEvent();
  const after = error instanceof StateFailed && !isRuntime(error) ? thread.lastEvent : undefined;
  if (after !== undefined && failed.inTask() && thread.history.hasRoom(1)) {
    thread.history.add("TaskStateAborted", after);
  }
  for (const other of others) if (other !== failed) other.abort(after);
}

/** The failure of a branch or an item, as its Parallel or Map has it: the same, but `States.BranchFailed` names it too. */
export function branchFailed(error: unknown): unknown {
  if (!(error instanceof StateFailed)) return error;
  const { catchable } = error;
  return new StateFailed(error.error, error.reason, { catchable, alias: "States.BranchFailed" });
}

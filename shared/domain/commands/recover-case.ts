import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { addMillis, type Instant } from "../instant.ts";
import { notNow } from "../refusal.ts";

const minute = 60_000;
/** A stalled case is driven again after this, then after twice as long each time it stalls again, a day at most. */
const firstRetry = 15 * minute;
const longestRetry = 24 * 60 * minute;

/**
 * Marks that no workflow drives the case, and why. Undefined when there is nothing to mark: the case is closed, another
 * epoch drives it, or it is marked already.
 */
export function markStalled(
  subject: WrittenCase,
  epoch: number,
  cause: string,
  context: Context,
): Decision | undefined {
  if (subject.stage === "closed" || subject.epoch !== epoch || subject.stalled !== undefined) return undefined;
  return decide(subject, context, ({ emit }) => emit("CaseStalled", { epoch, cause: cause.slice(0, 500) }));
}

/**
 * Has the case driven by a new execution from the stage it is in: the epoch rises, and with it the fence against the old
 * one. `fromEpoch` is the epoch that the caller saw: a second redrive of the same epoch is refused, twice is once.
 */
export function redriveCase(
  subject: WrittenCase,
  fromEpoch: number,
  reason: "by-hand" | "sweeper" | "restart",
  context: Context,
): Decision {
  if (subject.stage === "closed") throw notNow("CaseClosed", "a closed case has no workflow: reopen it instead");
  if (subject.epoch !== fromEpoch) {
    throw notNow("AlreadyRedriven", `the case is in epoch ${subject.epoch}: somebody has redriven it already`);
  }
  return decide(subject, context, ({ emit }) => emit("CaseRedriven", { epoch: subject.epoch + 1, reason }));
}

/** A case, or whatever else an execution drives. */
export interface Driven {
  stalled?: { at: Instant };
  stalls: number;
  nextDueAt?: Instant | undefined;
}

/**
 * When the sweeper must look at a case, if nobody has moved it by then: at its next milestone, or when a stalled case is
 * driven again. Undefined only for a closed case.
 */
export function lookAgainAt({ stalled, stalls, nextDueAt }: Driven): Instant | undefined {
  return stalled === undefined
    ? nextDueAt
    : addMillis(stalled.at, Math.min(firstRetry * 2 ** (stalls - 1), longestRetry));
}

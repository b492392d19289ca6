import { Buffer } from "node:buffer";
import type { JsonObject } from "../aws.ts";

/** The most bytes of JSON (UTF-8) that a state may take, return or assign: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const dataLimit = 256 * 1024;

interface FailureOptions {
  /** Further names a retrier or catcher may know this failure by. */
  alias?: string;
  /** False for what no retrier or catcher may stop, whatever names it lists. */
  catchable?: boolean;
  /** True when the interpreter raised it: its cause then says in which state, as AWS writes it. */
  needsPlace?: boolean;
}

/** A state that failed: what `$states.errorOutput`, the history and DescribeExecution tell of it. */
export class StateFailed extends Error {
  /** Undefined when a worker reported a failure without naming it. */
  readonly error: string | undefined;
  readonly reason: string | undefined;
  readonly alias: string | undefined;
  readonly catchable: boolean;
  readonly needsPlace: boolean;

  constructor(error: string | undefined, reason?: string, options: FailureOptions = {}) {
    super(`${error ?? "no error name"}: ${reason ?? "no cause"}`);
    this.name = "StateFailed";
    this.error = error;
    this.reason = reason;
    this.alias = options.alias;
    this.catchable = options.catchable ?? true;
    this.needsPlace = options.needsPlace ?? false;
  }
}

/** Thrown through the stack of a branch that was stopped from outside. It is never shown to anybody. */
export class Cancelled extends Error {}

/** `{Error, Cause}` as `$states.errorOutput` carries it; a member that is not known is left out. */
export function errorOutput(failure: StateFailed): JsonObject {
  const output: JsonObject = {};
  if (failure.error !== undefined) output.Error = failure.error;
  if (failure.reason !== undefined) output.Cause = failure.reason;
  return output;
}

/** `{error, cause}` as history events carry it. */
export function errorDetails(failure: StateFailed): JsonObject {
  const details: JsonObject = {};
  if (failure.error !== undefined) details.error = failure.error;
  if (failure.reason !== undefined) details.cause = failure.reason;
  return details;
}

/**
 * Whether an `ErrorEquals` list covers this failure. Nothing covers `States.Runtime`, not even its name; `States.ALL`
 * does not cover `States.DataLimitExceeded`; `States.TaskFailed` does not cover that either, nor a time-out.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function covers(errorEquals: readonly string[], failure: StateFailed): boolean {
  if (!failure.catchable || isRuntime(failure)) return false;
  const wild = failure.error !== "States.DataLimitExceeded";
  return errorEquals.some((name) => {
    if (name === "States.ALL") return wild;
    if (name === "States.TaskFailed" && wild) return failure.error !== "States.Timeout";
    return name === failure.error || name === failure.alias;
  });
}

/** Whether this failure ends the execution whatever retriers and catchers say. */
export function isRuntime(failure: StateFailed): boolean {
  return failure.error === "States.Runtime";
}

/** What AWS puts before a cause that the interpreter itself gives. */
export function placed(failure: StateFailed, state: string, enteredEvent: number): StateFailed {
  if (!failure.needsPlace) return failure;
  const place = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}).`;
  const { alias, catchable } = failure;
  return new StateFailed(failure.error, `${place} ${failure.reason ?? ""}`, { alias, catchable });
}

/**
 * Returns the JSON text of a value. Throws States.DataLimitExceeded when it is larger than a state may hold; `what` is
 * the beginning of the cause: `The state/task 'lambda' returned a result`.
 */
export function withinLimit(text: string, what: string): string {
  // The text is at most three bytes a UTF-16 unit: most values need no counting.
  if (text.length * 3 > dataLimit && Buffer.byteLength(text) > dataLimit) throw tooLarge(what);
  return text;
}

/** The failure of what is larger than AWS allows. */
export function tooLarge(what: string): StateFailed {
  const reason = `${what} with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailed("States.DataLimitExceeded", reason);
}

/** A failure of our own making, or of a service that threw something else than it should: never to be caught. */
export function asFailure(error: unknown): StateFailed {
  if (error instanceof StateFailed) return error;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StateFailed("States.Runtime", `Internal error: ${reason}`, { catchable: false, needsPlace: true });
}

import type { Retrier } from "./definition.ts";
import { covers, type StateFailed } from "./failure.ts";

/** Counts the attempts of one visit to a state. */
export interface Attempts {
  /** Milliseconds to wait before the next attempt, or undefined when there is to be none. */
  next(failure: StateFailed): number | undefined;
  /** What `$states.context.State.RetryCount` shows. */
  readonly retryCount: number;
}

/** Each retrier counts for itself; only the first that covers a failure is asked. */
export function countAttempts(retry: readonly Retrier[], random: () => number): Attempts {
  const used = new Map<Retrier, number>();
  let retryCount = 0;
  return {
    next(failure) {
      const retrier = retry.find((candidate) => covers(candidate.errorEquals, failure));
      if (retrier === undefined) return undefined;
      const before = used.get(retrier) ?? 0;
      if (before >= retrier.maxAttempts) return undefined;
      used.set(retrier, before + 1);
      retryCount += 1;
      const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** before, retrier.maxDelaySeconds);
      return Math.round(1000 * (retrier.fullJitter ? random() * seconds : seconds));
    },
    get retryCount() {
      return retryCount;
    },
  };
}

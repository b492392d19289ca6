import type { Clock, Millis } from "../clock.ts";

export interface BackOff {
  /** Waits a second after the first failure, twice as long after each further one, a minute at most. */
  after(failures: number): Promise<void>;
  /** Ends the wait under way, and every later one at once. */
  end(): void;
}

const first: Millis = 1000;
const longest: Millis = 60_000;

/** Waits between attempts. They are no work in flight: a manual clock moves on meanwhile. */
export function createBackOff(clock: Clock): BackOff {
  let ended = false;
  let endWait: () => void = () => undefined;
  return {
    async after(failures) {
      if (ended) return;
      await new Promise<void>((resolve) => {
        const timer = clock.at(clock.now() + Math.min(first * 2 ** (failures - 1), longest), resolve);
        endWait = () => {
          timer.cancel();
          resolve();
        };
      });
    },
    end() {
      ended = true;
      endWait();
    },
  };
}

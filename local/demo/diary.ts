import type { Clock, Millis } from "../clock.ts";
import { atOnce } from "./at-once.ts";

/** When people of the demo do something, on the virtual clock. */
export interface Diary {
  now(): Millis;
  /**
   * Runs a task at a moment, now when it has passed. The clock stands still meanwhile. Tasks of one moment run together,
   * so they must be about different cases.
   */
  at(when: Millis, task: () => Promise<void>): void;
  /**
   * Somebody who looks now and then. `visit` does what is to be done and says when to look again; `lookAt` makes them
   * look then, or earlier if that is planned already.
   */
  person(visit: () => Promise<Millis>): { lookAt(when: Millis): void };
  /** Goes on to a moment. Throws what an actor has thrown: a demo that goes wrong must not look like one that went well. */
  until(moment: Millis): Promise<void>;
}

export function openDiary(clock: Clock): Diary {
  const failures: unknown[] = [];
  const together = new Map<Millis, (() => Promise<void>)[]>();

  const diary: Diary = {
    now: clock.now,
    at(when, task) {
      const moment = Math.max(Math.ceil(when), clock.now());
      const tasks = together.get(moment);
      if (tasks !== undefined) {
        tasks.push(task);
        return;
      }
      const all = [task];
      together.set(moment, all);
      plan(moment, async () => {
        together.delete(moment);
        await atOnce(all, (one) => one());
      });
    },
    person(visit) {
      let next = Number.POSITIVE_INFINITY;
      let planned: { cancel(): void } | undefined;
      const lookAt = (when: Millis) => {
        const due = Math.max(Math.ceil(when), clock.now());
        if (due >= next) return;
        planned?.cancel();
        next = due;
        planned = plan(due, async () => {
          next = Number.POSITIVE_INFINITY;
          lookAt(await visit());
        });
      };
      return { lookAt };
    },
    async until(moment) {
      await clock.advanceTo(moment);
      if (failures.length > 0) throw failures[0];
    },
  };
  return diary;

  function plan(when: Millis, task: () => Promise<void>): { cancel(): void } {
    return clock.at(Math.max(Math.ceil(when), clock.now()), () => {
      clock.work(task).catch((error: unknown) => failures.push(error));
    });
  }
}

import type { Clock, Millis, Timer } from "../clock.ts";

/** Which messages of a queue can be received now, by id. */
export interface Visibility {
  visible: ReadonlySet<string>;
  /** Hides a message until then; a held one at least until its release. */
  showAt(id: string, when: Millis): void;
  /** Keeps a message hidden, however fast the clock runs, until it is released. */
  hold(id: string): void;
  /** Ends a hold, if there is one: the message shows at the moment that was set for it. */
  release(id: string): void;
  isHeld(id: string): boolean;
  forget(id: string): void;
}

/** Keeps the moments at which messages become visible, and calls `shown` whenever some do. */
export function createVisibility(clock: Clock, shown: () => void): Visibility {
  const visible = new Set<string>();
  const held = new Set<string>();
  const momentOf = new Map<string, Millis>();
  // One timer for all messages that show up at one moment: they are then received as one batch again.
  const moments = new Map<Millis, { timer: Timer; ids: Set<string> }>();

  return {
    visible,
    showAt(id, when) {
      unschedule(id);
      visible.delete(id);
      momentOf.set(id, when);
      if (!held.has(id)) schedule(id, when);
    },
    hold: (id) => held.add(id),
    release(id) {
      if (held.delete(id)) schedule(id, momentOf.get(id) ?? 0);
    },
    isHeld: (id) => held.has(id),
    forget(id) {
      unschedule(id);
      visible.delete(id);
      held.delete(id);
      momentOf.delete(id);
    },
  };

  function schedule(id: string, when: Millis): void {
    if (when <= clock.now()) {
      visible.add(id);
      shown();
      return;
    }
    const moment = moments.get(when) ?? { timer: clock.at(when, () => showDue(when)), ids: new Set<string>() };
    moment.ids.add(id);
    moments.set(when, moment);
  }

  function showDue(when: Millis): void {
    for (const id of moments.get(when)?.ids ?? []) visible.add(id);
    moments.delete(when);
    shown();
  }

  function unschedule(id: string): void {
    const when = momentOf.get(id) ?? 0;
    const moment = moments.get(when);
    if (!moment?.ids.delete(id) || moment.ids.size > 0) return;
    moment.timer.cancel();
    moments.delete(when);
  }
}

import type { Collection } from "./store.ts";

/** A moment in virtual time, in milliseconds since 1970. */
export type Millis = number;

export interface Timer {
  cancel(): void;
}

/**
 * The one clock of the local cloud. Every wait, queue delay, schedule, retry, time-out and token expiry runs on it,
 * and so does `Date` inside the function bundles.
 */
export interface Clock {
  readonly mode: ClockMode;
  now(): Millis;
  /** Calls `run` once, at `when` or later, never earlier. Timers of one moment fire in the order they were set. */
  at(when: Millis, run: () => void): Timer;
  /** Runs `task` as work in flight: a manual clock stands still until it has settled. */
  work<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing is in flight, or the clock is stopped. */
  idle(): Promise<void>;
  /**
   * Manual clocks only: goes from timer to timer, letting all work settle at each, up to `target`.
   * Throws a RangeError when `target` lies in the past, an Error for a clock that runs by itself or is stopped on the
   * way.
   */
  advanceTo(target: Millis): Promise<void>;
  /** The moment of the next timer, if there is one. */
  next(): Millis | undefined;
  /** Drops all timers, for good, and keeps no position any more. */
  stop(): void;
}

export type ClockMode = { kind: "real" } | { kind: "times"; factor: number } | { kind: "manual" };

/** A step of the workflow may take 60 virtual seconds: at this factor they are a tenth of a real one. */
const fastest = 600;

/** Reads `real`, `x<N>` or `manual`. Throws a RangeError that names the choices for anything else. */
export function parseClockMode(text: string): ClockMode {
  if (text === "real" || text === "manual") return { kind: text };
  const factor = /^x(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (Number(factor) > fastest) {
    throw new RangeError(
      `--clock ${text} is too fast: beyond x${fastest} a step's time-out is over before it can work; use manual`,
    );
  }
  if (factor !== undefined && Number(factor) > 0) return { kind: "times", factor: Number(factor) };
  throw new RangeError(`--clock ${text} is not a clock: use real, x<N> (for example x60) or manual`);
}

export interface ClockOptions {
  mode: ClockMode;
  /** Where a clock without a kept position begins. Default: the real time. */
  start?: Millis;
  /** Keeps the position, so that time never runs back over a restart. */
  kept?: Collection<Millis>;
}

interface Entry {
  when: Millis;
  order: number;
  run: () => void;
  cancelled: boolean;
}

const longestRealTimeout = 2 ** 31 - 1;
/** How far ahead of now the kept position is written, in real milliseconds: a crash costs at most this much time. */
const keptAhead = 1000;

/** Makes a clock. A kept position that lies later than `start` wins. */
export function createClock({ mode, start, kept }: ClockOptions): Clock {
  const realNow = Date.now;
  const factor = mode.kind === "times" ? mode.factor : 1;
  const origin = Math.max(start ?? realNow(), kept?.get("position") ?? 0);
  const realOrigin = realNow();
  const queue = new TimerQueue();
  let current = origin;
  let keptUntil = 0;
  let inFlight = 0;
  let idleWaiters: (() => void)[] = [];
  let wakeUp: NodeJS.Timeout | undefined;
  let stopped = false;

  const clock: Clock = {
    mode,
    now() {
      if (mode.kind !== "manual") current = Math.max(current, origin + Math.floor((realNow() - realOrigin) * factor));
      keep();
      return current;
    },
    at(when, run) {
      const entry = queue.push(when, run);
      if (stopped) queue.clear();
      if (mode.kind !== "manual") armRealTimer();
      return { cancel: () => queue.cancel(entry) };
    },
    async work(task) {
      inFlight += 1;
      try {
        return await task();
      } finally {
        inFlight -= 1;
        if (inFlight === 0) settle();
      }
    },
    idle() {
      return new Promise((resolve) => {
        idleWaiters.push(resolve);
        settle();
      });
    },
    async advanceTo(target) {
      if (mode.kind !== "manual") throw new Error("only a manual clock can be advanced: start with --clock manual");
      if (target < current) {
        throw new RangeError(`time never runs back: ${new Date(target).toISOString()} has passed`);
      }
      await settled();
      for (let due = queue.peek(); due !== undefined && due.when <= target; due = queue.peek()) {
        current = Math.max(current, due.when);
        keep();
        queue.shift()?.run();
        await settled();
      }
      current = target;
      keep();
    },
    next: () => queue.peek()?.when,
    stop() {
      stopped = true;
      queue.clear();
      clearTimeout(wakeUp);
      resumeWaiters();
    },
  };
  return clock;

  async function settled(): Promise<void> {
    await clock.idle();
    if (stopped) throw new Error("the clock has been stopped");
  }

  function keep(): void {
    if (kept === undefined || stopped || current <= keptUntil) return;
    keptUntil = mode.kind === "manual" ? current : current + keptAhead * factor;
    kept.put("position", keptUntil);
  }

  /** Work often hands over to more work a few turns of the event loop later: idle means still idle after those. */
  function settle(): void {
    if (idleWaiters.length === 0) return;
    setImmediate(() =>
      setImmediate(() => {
        if (inFlight === 0 || stopped) resumeWaiters();
      }),
    );
  }

  function resumeWaiters(): void {
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const resume of waiters) resume();
  }

  function armRealTimer(): void {
    clearTimeout(wakeUp);
    const due = queue.peek();
    if (due === undefined || stopped) return;
    const delay = Math.ceil((due.when - clock.now()) / factor);
    wakeUp = setTimeout(fireDue, Math.min(Math.max(delay, 0), longestRealTimeout));
  }

  function fireDue(): void {
    for (let due = queue.peek(); due !== undefined && due.when <= clock.now(); due = queue.peek()) queue.shift()?.run();
    armRealTimer();
  }
}

/** A binary heap on (when, order). Cancelled entries are dropped when they come up. */
class TimerQueue {
  private heap: Entry[] = [];
  private order = 0;

  push(when: Millis, run: () => void): Entry {
    const entry = { when, order: this.order++, run, cancelled: false };
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
    return entry;
  }

  peek(): Entry | undefined {
    while (this.heap[0]?.cancelled) this.shift();
    return this.heap[0];
  }

  shift(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const right = left + 1;
      let smallest = index;
      if (left < heap.length && this.before(left, smallest)) smallest = left;
      if (right < heap.length && this.before(right, smallest)) smallest = right;
      if (smallest === index) return first;
      this.swap(index, smallest);
      index = smallest;
    }
  }

  cancel(entry: Entry): void {
    entry.cancelled = true;
  }

  clear(): void {
    this.heap = [];
  }

  private before(a: number, b: number): boolean {
    const [left, right] = [this.heap[a], this.heap[b]];
    if (left === undefined || right === undefined) return false;
    return left.when < right.when || (left.when === right.when && left.order < right.order);
  }

  private swap(a: number, b: number): void {
    const [left, right] = [this.heap[a], this.heap[b]];
    if (left === undefined || right === undefined) return;
    this.heap[a] = right;
    this.heap[b] = left;
  }
}

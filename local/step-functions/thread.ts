import type { Json, JsonObject } from "../aws.ts";
import type { Clock, Millis } from "../clock.ts";
import { Cancelled } from "./failure.ts";
import type { History } from "./history.ts";

/** The state a thread is in, by which history calls its abort. */
interface Where {
  type: string;
  name: string;
}

/**
 * One line of control: an execution, a branch of a Parallel, an iteration of a Map. It counts as work in flight for
 * the clock except while it pauses: a thousand waiting executions must not hold a manual clock still.
 */
export interface Thread {
  readonly history: History;
  /** The last event on this line, which the next one names as its predecessor. */
  lastEvent: number;
  where: Where | undefined;
  /** Assigned so far and visible here. Never changed in place: branches share what they started with. */
  variables: Readonly<JsonObject>;
  /** The bytes that each variable takes. */
  variableSizes: Readonly<Record<string, number>>;
  /** What `$states.context.Map` shows inside an iteration, and in the branches within it. */
  readonly item: MapItem | undefined;
  /** Whether this thread is the iteration itself. */
  readonly iterates: boolean;
  /** Adds an event behind the last one. Throws Cancelled when the thread was aborted. */
  record(type: string, details?: JsonObject): number;
  /**
   * Waits, out of the clock's sight, until `resume` is called. What `resume` is given may throw. What `start` returns
   * is called when the pause is over, however it ends.
   */
  pause<Result>(start: (resume: (result: () => Result) => void) => () => void): Promise<Result>;
  /** Calls `run` at once when this thread is aborted, until what is returned is called. */
  whenAborted(run: () => void): () => void;
  /** Runs `body` as a thread of its own. Its variables start as copies of ours and end with it. */
  fork<Result>(item: MapItem | undefined, body: (child: Thread) => Promise<Result>): Fork<Result>;
  /**
   * Stops this thread and all below it. `after` is the last event of the branch that failed beside it: behind that
   * event history gets where they stood, as AWS has it. Without it they are stopped from outside, which leaves no trace.
   */
  abort(after?: number): void;
}

export interface MapItem {
  index: number;
  value: Json;
  /** The name of the Map state. */
  map: string;
}

export interface Fork<Result> {
  readonly result: Promise<Result>;
  /** The last event the child recorded so far. */
  lastEvent(): number;
  /** Whether the child is in a Task, or failed in one. */
  inTask(): boolean;
  abort(after?: number): void;
}

/** History has an event for being aborted only of states that last. */
const lasting = new Set(["Task", "Wait", "Parallel", "Map"]);

/** Runs `body` as the first thread of an execution. Returns when it has ended or was aborted. */
export function startThread(
  clock: Clock,
  history: History,
  body: (thread: Thread) => Promise<void>,
): { thread: Thread; ended: Promise<void> } {
  const { thread, run } = createThread(clock, history, {
    ...{ lastEvent: 0, variables: {}, variableSizes: {} },
    ...{ item: undefined, iterates: false },
  });
  return { thread, ended: run(body) };
}

function createThread(
  clock: Clock,
  history: History,
  origin: Pick<Thread, "lastEvent" | "variables" | "variableSizes" | "item" | "iterates">,
): { thread: Thread; run: <Result>(body: (thread: Thread) => Promise<Result>) => Promise<Result> } {
  const children = new Set<Thread>();
  const aborted = new Set<() => void>();
  let cancelled = false;
  let interrupt: (() => void) | undefined;
  let stopWorking: (() => void) | undefined;

  function work(): void {
    if (stopWorking !== undefined) return;
    void clock.work(
      () =>
        new Promise<void>((resolve) => {
          stopWorking = resolve;
        }),
    );
  }

  function rest(): void {
    stopWorking?.();
    stopWorking = undefined;
  }

  const thread: Thread = {
    history,
    lastEvent: origin.lastEvent,
    where: undefined,
    variables: origin.variables,
    variableSizes: origin.variableSizes,
    item: origin.item,
    iterates: origin.iterates,
    record(type, details) {
      if (cancelled) throw new Cancelled();
      thread.lastEvent = history.add(type, thread.lastEvent, details);
      return thread.lastEvent;
    },
    pause(start) {
      return new Promise((resolve, reject) => {
        if (cancelled) throw new Cancelled();
        let tidy: (() => void) | undefined;
        let settled = false;
        const settle = () => {
          settled = true;
          interrupt = undefined;
          tidy?.();
        };
        interrupt = () => {
          settle();
          reject(new Cancelled());
        };
        tidy = start((result) => {
          if (settled) return;
          settle();
          work();
          try {
            resolve(result());
          } catch (error) {
            reject(error);
          }
        });
        if (settled) tidy();
        else rest();
      });
    },
    whenAborted(run) {
      aborted.add(run);
      return () => void aborted.delete(run);
    },
    fork(item, body) {
      const { lastEvent, variables, variableSizes } = thread;
      const seen = { item: item ?? thread.item, iterates: item !== undefined };
      const child = createThread(clock, history, { lastEvent, variables, variableSizes, ...seen });
      children.add(child.thread);
      const result = child.run(body).finally(() => children.delete(child.thread));
      return {
        result,
        lastEvent: () => child.thread.lastEvent,
        inTask: () => child.thread.where?.type === "Task",
        abort: child.thread.abort,
      };
    },
    abort(after) {
      if (cancelled) return;
      if (after !== undefined) recordAbort(history, thread, after);
      for (const child of children) child.abort(after);
      cancelled = true;
      for (const run of aborted) run();
      interrupt?.();
    },
  };

  return {
    thread,
    async run(body) {
      work();
      try {
        return await body(thread);
      } finally {
        // What has ended by itself can no longer be aborted.
        cancelled = true;
        rest();
      }
    },
  };
}

function recordAbort(history: History, { item, iterates, where }: Thread, after: number): void {
  if (item !== undefined && iterates && history.hasRoom(1)) {
    history.add("MapIterationAborted", after, { name: item.map, index: item.index });
  }
  if (where !== undefined && lasting.has(where.type) && history.hasRoom(1)) {
    history.add(`${where.type}StateAborted`, after);
  }
}

/** Calls `run` at `when`. Unlike a timer of the clock, a cancelled one keeps nothing alive until its time comes. */
export function alarm(clock: Clock, when: Millis, run: () => void): () => void {
  let pending: (() => void) | undefined = run;
  const timer = clock.at(when, () => {
    const due = pending;
    pending = undefined;
    due?.();
  });
  return () => {
    pending = undefined;
    timer.cancel();
  };
}

/** Pauses a thread for some milliseconds of virtual time. */
export function sleepUntil(thread: Thread, clock: Clock, when: Millis): Promise<void> {
  return thread.pause((resume) => alarm(clock, when, () => resume(() => undefined)));
}

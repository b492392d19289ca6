import type { InvocationSource, Meter, UnitsAt } from "./aws.ts";

export interface CallCount {
  principal: string;
  service: string;
  action: string;
  calls: number;
  readUnits: number;
  writeUnits: number;
}

/** What a principal has used of a table, or of one of its indexes. */
export interface PlaceCount extends UnitsAt {
  principal: string;
}

export interface TransitionCount {
  machine: string;
  state: string;
  count: number;
}

export interface InvocationCount {
  function: string;
  source: InvocationSource;
  count: number;
  failed: number;
  /** Real time, summed over the invocations. */
  milliseconds: number;
  logBytes: number;
}

export interface MeterSnapshot {
  calls: CallCount[];
  places: PlaceCount[];
  transitions: TransitionCount[];
  invocations: InvocationCount[];
}

/** A meter that adds up in memory: one counter for each combination of names, however long the system runs. */
export function createMeter(): Meter & {
  /** The counts so far, each list ordered by its names. */
  snapshot(): MeterSnapshot;
  reset(): void;
} {
  const calls = new Map<string, CallCount>();
  const places = new Map<string, PlaceCount>();
  const transitions = new Map<string, TransitionCount>();
  const invocations = new Map<string, InvocationCount>();
  return {
    call({ principal, service, action, readUnits = 0, writeUnits = 0, places: spentAt = [] }) {
      const none = { principal, service, action, calls: 0, readUnits: 0, writeUnits: 0 };
      const counter = counterOf(calls, [principal, service, action], none);
      counter.calls += 1;
      counter.readUnits += readUnits;
      counter.writeUnits += writeUnits;
      for (const { place, ...units } of spentAt) {
        const at = counterOf(places, [principal, place], { principal, place, readUnits: 0, writeUnits: 0 });
        at.readUnits += units.readUnits;
        at.writeUnits += units.writeUnits;
      }
    },
    transition({ machine, state }) {
      counterOf(transitions, [machine, state], { machine, state, count: 0 }).count += 1;
    },
    invocation({ function: name, source, milliseconds, logBytes, failed }) {
      const none = { function: name, source, count: 0, failed: 0, milliseconds: 0, logBytes: 0 };
      const counter = counterOf(invocations, [name, source], none);
      counter.count += 1;
      counter.failed += failed ? 1 : 0;
      counter.milliseconds += milliseconds;
      counter.logBytes += logBytes;
    },
    snapshot: () => ({
      calls: ordered(calls),
      places: ordered(places),
      transitions: ordered(transitions),
      invocations: ordered(invocations),
    }),
    reset() {
      calls.clear();
      places.clear();
      transitions.clear();
      invocations.clear();
    },
  };
}

function counterOf<Counter>(counters: Map<string, Counter>, names: string[], none: Counter): Counter {
  const key = names.join("\n");
  const counter = counters.get(key) ?? none;
  counters.set(key, counter);
  return counter;
}

function ordered<Counter extends object>(counters: Map<string, Counter>): Counter[] {
  return [...counters].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, counter]) => ({ ...counter }));
}

import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import { StateFailed } from "./failure.ts";

/** AWS's limit for one execution; the last place is for the event that ends it. */
const historyLimit = 25_000;

type Entry = [type: string, timestamp: Millis, previous: number, details?: JsonObject];

/** What happened in one execution. The number of an event is its place, from 1. */
export interface History {
  /** Adds an event and returns its number. Throws, uncatchably, when only the last event has room. */
  add(type: string, previous: number, details?: JsonObject): number;
  /** Adds the event that ends the execution, and packs the history: few are read again. */
  end(type: string, previous: number, details?: JsonObject): void;
  /** Says whether `count` more events fit besides the last. */
  hasRoom(count: number): boolean;
  readonly length: number;
  /** The events with these numbers, in this order, as GetExecutionHistory answers them. */
  events(ids: readonly number[], includeExecutionData: boolean): JsonObject[];
}

/** Makes an empty history. Events are kept small and get AWS's form only when somebody asks. */
export function createHistory(now: () => Millis): History {
  let entries: Entry[] = [];
  let packed: Uint8Array | undefined;
  let length = 0;

  function push(type: string, previous: number, details: JsonObject | undefined): number {
    entries.push(details === undefined ? [type, now(), previous] : [type, now(), previous, details]);
    length += 1;
    return length;
  }

  return {
    add(type, previous, details) {
      if (length >= historyLimit - 1) {
        const reason = `The execution reached the maximum number of history events (${historyLimit}).`;
        throw new StateFailed("States.Runtime", reason, { catchable: false });
      }
      return push(type, previous, details);
    },
    end(type, previous, details) {
      push(type, previous, details);
      // A copy: what zlib returns keeps a far larger buffer alive.
      packed = new Uint8Array(deflateRawSync(JSON.stringify(entries), { level: 1 }));
      entries = [];
    },
    hasRoom: (count) => length + count < historyLimit,
    get length() {
      return length;
    },
    events(ids, includeExecutionData) {
      const kept: Entry[] = packed === undefined ? entries : JSON.parse(inflateRawSync(packed).toString());
      return ids.map((id) => {
        const [type, timestamp, previousEventId, details] = kept[id - 1] ?? ["", 0, 0];
        const event: JsonObject = { timestamp: timestamp / 1000, type, id, previousEventId };
        if (details !== undefined) event[detailsName(type)] = withExecutionData(details, includeExecutionData);
        return event;
      });
    },
  };
}

/** `TaskStateEntered` → `stateEnteredEventDetails`, `TaskSubmitted` → `taskSubmittedEventDetails`. */
function detailsName(type: string): string {
  const name = type.replace(/^(?:Task|Pass|Choice|Wait|Succeed|Fail|Parallel|Map)State(Entered|Exited)$/, "State$1");
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}

const executionData: Record<string, string> = {
  input: "inputDetails",
  output: "outputDetails",
  assignedVariables: "assignedVariablesDetails",
};

function withExecutionData(details: JsonObject, included: boolean): JsonObject {
  const shown: JsonObject = {};
  for (const [key, value] of Object.entries(details)) {
    const about = executionData[key];
    if (about !== undefined && !included) continue;
    shown[key] = value;
    if (about !== undefined) shown[about] = { truncated: false };
  }
  return shown;
}

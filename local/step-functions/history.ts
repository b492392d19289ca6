import type { JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import { StateFailed } from "./failure.ts";

/** AWS's limit for one execution; the last place is for the event that ends it. */
export const historyLimit = 25_000;

interface Entry {
  type: string;
  timestamp: Millis;
  previous: number;
  details: JsonObject | undefined;
}

/** What happened in one execution. The number of an event is its place, from 1. */
export interface History {
  /** Adds an event and returns its number. Throws, uncatchably, when only the last event has room. */
  add(type: string, previous: number, details?: JsonObject): number;
  /** Adds the event that ends the execution. */
  end(type: string, previous: number, details?: JsonObject): void;
  /** Says whether `count` more events fit besides the last. */
  hasRoom(count: number): boolean;
  readonly length: number;
  /** The event with this number, as GetExecutionHistory answers it. */
  event(id: number, includeExecutionData: boolean): JsonObject;
}

/** Makes an empty history. Events are kept small and get AWS's form only when somebody asks. */
export function createHistory(now: () => Millis): History {
  const entries: Entry[] = [];
  return {
    add(type, previous, details) {
      if (entries.length >= historyLimit - 1) {
        const reason = `The execution reached the maximum number of history events (${historyLimit}).`;
        throw new StateFailed("States.Runtime", reason, { catchable: false });
      }
      return entries.push({ type, timestamp: now(), previous, details });
    },
    end(type, previous, details) {
      entries.push({ type, timestamp: now(), previous, details });
    },
    hasRoom: (count) => entries.length + count < historyLimit,
    get length() {
      return entries.length;
    },
    event(id, includeExecutionData) {
      const entry = entries[id - 1];
      if (entry === undefined) throw new RangeError(`there is no event ${id}`);
      const event: JsonObject = {
        timestamp: entry.timestamp / 1000,
        type: entry.type,
        id,
        previousEventId: entry.previous,
      };
      if (entry.details !== undefined) {
        event[detailsName(entry.type)] = withExecutionData(entry.details, includeExecutionData);
      }
      return event;
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

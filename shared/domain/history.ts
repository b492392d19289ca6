import { createHash } from "node:crypto";
import type { ClockChanges, EventData, EventType } from "../events/catalogue.ts";
import type { Instant } from "./instant.ts";

/** One entry of a case's history. Never changed; `hash` covers everything in it and the hash of the one before. */
export type HistoryEvent = {
  [Type in EventType]: {
    caseId: string;
    /** Counts a case's events from 1 without a gap. */
    seq: number;
    at: Instant;
    type: Type;
    actor: { kind: string; id: string };
    data: EventData<Type>;
    clocks?: ClockChanges;
    previousHash: string;
    hash: string;
  };
}[EventType];

/** The hash before the first event. */
export const genesis = "0".repeat(64);

export type UnsealedEvent = HistoryEvent extends infer Event
  ? Event extends HistoryEvent
    ? Omit<Event, "hash">
    : never
  : never;

/** Closes an event with the hash that chains it to the one before. */
export function seal<Event extends object>(event: Event): Event & { hash: string } {
  return { ...event, hash: digest(event) };
}

/**
 * Checks the whole history of a case or a dossier, in order of `seq`: no gap, every hash right, every link to the one
 * before, and nothing cut off before the head that it names itself. Returns the `seq` at which it breaks, or undefined
 * when it is whole.
 */
export function brokenAt(
  history: readonly { seq: number; previousHash: string; hash: string }[],
  head: { seq: number; headHash: string },
): number | undefined {
  let previousHash = genesis;
  for (const [index, { hash, ...event }] of history.entries()) {
    if (event.seq !== index + 1 || event.previousHash !== previousHash || digest(event) !== hash) return index + 1;
    previousHash = hash;
  }
  // The history may have been read after the case, and be longer.
  if (history.length < head.seq) return history.length + 1;
  return history[head.seq - 1]?.hash === head.headHash ? undefined : head.seq;
}

/** The hash of something said, kept as a record beside the event that carries the hash. */
export function digest(content: unknown): string {
  return createHash("sha256").update(canonical(content)).digest("hex");
}

/** JSON with sorted keys and without undefined members: equal content gives equal text however it was stored. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

import { setTimeout as sleep } from "node:timers/promises";
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { withoutReference } from "../domain/access.ts";
import type { HistoryEvent } from "../domain/history.ts";
import type { DossierEvent } from "./dossiers.ts";

export const source = "jiesu.cases";

/** What is on the bus: ids and facts, never personal data; a partner's own number, which may be some, stays behind. Consumers dedupe on `id` and order by `seq`. */
export interface PublishedEvent {
  id: string;
  /** The case it is about; of any other thing with a history, `dossier` and `dossierId` say which. */
  caseId?: string;
  dossier?: string;
  dossierId?: string;
  seq: number;
  at: string;
  version: 1;
  actor: { kind: string };
  data: unknown;
  clocks?: unknown;
}

/** An event of a case's history, or of a dossier's. */
export type PublishableEvent = HistoryEvent | DossierEvent;

/** The id of the case or dossier whose history an event belongs to. */
export function subjectOf(event: PublishableEvent): string {
  return "caseId" in event ? event.caseId : event.dossierId;
}

export interface Bus {
  client: EventBridgeClient;
  name: string;
}

/** The most that PutEvents takes at once. */
const entriesAtOnce = 10;

const attempts = 5;

/**
 * Puts events on the bus, in batches. What the bus refuses goes again, alone, after a moment, a few times; returns what it
 * has not taken then. Throws the client's error when the bus does not answer.
 */
export async function publish<Event extends PublishableEvent>(bus: Bus, events: Event[]): Promise<Event[]> {
  const refused: Event[] = [];
  for (let start = 0; start < events.length; start += entriesAtOnce) {
    let pending = await put(bus, events.slice(start, start + entriesAtOnce));
    for (let attempt = 1; pending.length > 0 && attempt < attempts; attempt += 1) {
      await sleep(Math.random() * 50 * 2 ** attempt);
      pending = await put(bus, pending);
    }
    refused.push(...pending);
    // A bus that goes on refusing gets a rest: the caller comes back later, with this and with what follows.
    if (pending.length > 0) return [...refused, ...events.slice(start + entriesAtOnce)];
  }
  return refused;
}

/** One call for up to ten events; gives those that the bus did not take. */
async function put<Event extends PublishableEvent>({ client, name }: Bus, events: Event[]): Promise<Event[]> {
  const { Entries = [], FailedEntryCount = 0 } = await client.send(
    new PutEventsCommand({ Entries: events.map((event) => entryOf(event, name)) }),
  );
  return FailedEntryCount === 0 ? [] : events.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
}

function entryOf(event: PublishableEvent, EventBusName: string): PutEventsRequestEntry {
  const { seq, at, type, actor, data } = event;
  const published: PublishedEvent = {
    // A response has its case's own id: the kind of history is part of what an event is known by.
    id: "caseId" in event ? `${event.caseId}-${seq}` : `${event.dossier}-${event.dossierId}-${seq}`,
    ...("caseId" in event ? { caseId: event.caseId } : { dossier: event.dossier, dossierId: event.dossierId }),
    seq,
    at,
    version: 1,
    actor: { kind: actor.kind },
    data: withoutReference(data),
    ...("clocks" in event ? { clocks: event.clocks } : {}),
  };
  return { EventBusName, Source: source, DetailType: type, Time: new Date(at), Detail: JSON.stringify(published) };
}

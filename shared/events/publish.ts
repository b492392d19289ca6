import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { withoutReference } from "../domain/access.ts";
import type { HistoryEvent } from "../domain/history.ts";

export const source = "jiesu.cases";

/** What is on the bus: ids and facts, never personal data; a partner's own number, which may be some, stays behind. Consumers dedupe on `id` and order by `seq`. */
export interface PublishedEvent {
  id: string;
  caseId: string;
  seq: number;
  at: string;
  version: 1;
  actor: { kind: string };
  data: unknown;
  clocks?: unknown;
}

export interface Bus {
  client: EventBridgeClient;
  name: string;
}

/** The most that PutEvents takes at once. */
export const entriesAtOnce = 10;

/** Puts up to ten events on the bus; gives those that the bus did not take, for the caller to try again. */
export async function publish({ client, name }: Bus, events: HistoryEvent[]): Promise<HistoryEvent[]> {
  const { Entries = [], FailedEntryCount = 0 } = await client.send(
    new PutEventsCommand({ Entries: events.map((event) => entryOf(event, name)) }),
  );
  return FailedEntryCount === 0 ? [] : events.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
}

function entryOf(
  { caseId, seq, at, type, actor, data, clocks }: HistoryEvent,
  EventBusName: string,
): PutEventsRequestEntry {
  const published: PublishedEvent = {
    id: `${caseId}-${seq}`,
    caseId,
    seq,
    at,
    version: 1,
    actor: { kind: actor.kind },
    data: withoutReference(data),
    clocks,
  };
  return { EventBusName, Source: source, DetailType: type, Time: new Date(at), Detail: JSON.stringify(published) };
}

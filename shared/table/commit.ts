import { setTimeout as sleep } from "node:timers/promises";
import {
  type CancellationReason,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Decision, WrittenCase } from "../domain/decision.ts";
import type { HistoryEvent } from "../domain/history.ts";
import { TableBusy } from "./busy.ts";
import { caseItem, type Item, toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { eventKey, hourShard, recordKey, shardOf, ticketKey } from "./keys.ts";
import { changedWork, updateOfWaited } from "./waited-item.ts";
import { workItems } from "./work-items.ts";

/** Somebody else has written the case since it was read: read it again and decide anew. */
export class CaseChanged extends Error {
  override readonly name = "CaseChanged";
}

/** A uniqueness item is there already; `item` is what it holds. Nothing was written. */
export class AlreadyThere extends Error {
  override readonly name = "AlreadyThere";
  readonly item: Item;

  constructor(item: Item) {
    super("a uniqueness item is there already");
    this.item = item;
  }
}

/** What a transaction writes beside its decisions. */
export interface Beside {
  /** Must not be there yet: else AlreadyThere. */
  unique?: Item[];
  /** Must not be there yet either: else somebody was faster, and it is decided anew. */
  numbered?: Item[];
  items?: Item[];
  /** Writes with conditions of their own: when one fails, somebody was faster. */
  writes?: TransactWriteItem[];
}

/** Writes one decision: see `commitAll`. `unique` items must not be there yet. */
export async function commit(table: Table, decision: Decision, unique: Item[] = []): Promise<WrittenCase> {
  await commitAll(table, [decision], { unique });
  return decision.after;
}

/**
 * Writes decisions on one or several cases as one transaction: each case on condition of the version and epoch it was
 * decided on, its events, what was said, the work lists it changes, the copies of tickets that it loses; and what stands
 * beside. A write whose answer was lost is found by its events. Throws CaseChanged, AlreadyThere or TableBusy; then nothing
 * has been written, unless a TableBusy says that it is unclear.
 */
export async function commitAll(
  table: Table,
  decisions: [Decision, ...Decision[]],
  { unique = [], numbered = [], items = [], writes = [] }: Beside = {},
): Promise<void> {
  const { name } = table;
  const [first, ...others] = decisions;
  const [update, ...beside] = caseWrites(name, first);
  const TransactItems: TransactWriteItem[] = [
    update,
    ...unique.map((Item) => ({
      Put: { ...isNew(name, Item), ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const },
    })),
    ...beside,
    ...others.flatMap((decision) => caseWrites(name, decision)),
    ...numbered.map((Item) => ({ Put: isNew(name, Item) })),
    ...items.map((Item) => ({ Put: { TableName: name, Item } })),
    ...writes,
  ];
  const last = first.events.at(-1);
  await transact(table, TransactItems, {
    unique: unique.length,
    ...(last === undefined ? {} : { last: { key: eventKey(last.caseId, last.seq), hash: last.hash } }),
  });
}

/** All that a decision on a case writes, the case itself first. */
export function caseWrites(name: string, decision: Decision): [TransactWriteItem, ...TransactWriteItem[]] {
  const { before, after, events } = decision;
  return [
    { Update: updateOfWaited(name, { before, after }, caseItem) },
    ...events.map((event) => ({ Put: isNew(name, eventItem(event)) })),
    ...recordItems(decision).map((Item) => ({ Put: { TableName: name, Item } })),
    ...ticketsGone(decision).map((Key) => ({ Delete: { TableName: name, Key } })),
    ...changedWork(name, before === undefined ? [] : workItems(before), workItems(after)),
  ];
}

/**
 * Sends a transaction. `unique` says how many of its items, from the second on, are uniqueness items; `last` is an event in
 * it, by which a write is found whose answer was lost. Throws as `commitAll` does.
 */
export async function transact(
  table: Table,
  TransactItems: TransactWriteItem[],
  { unique = 0, last }: { unique?: number; last?: WrittenEvent } = {},
): Promise<void> {
  try {
    await table.client.send(new TransactWriteItemsCommand({ TransactItems }));
  } catch (error) {
    const reason = named(error, unique);
    // Throttled at the last try, but perhaps done at the first, whose answer never came.
    if (reason instanceof TableBusy && last !== undefined && (await isWritten(table, last))) return;
    throw reason;
  }
}

interface WrittenEvent {
  key: { pk: string; sk: string };
  hash: string;
}

export function isNew(TableName: string, Item: Item): NonNullable<TransactWriteItem["Put"]> {
  return { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" };
}

const looks = 5;

/** Whether an event is in the table, known by its hash. Throws an unclear TableBusy if nobody can say. */
async function isWritten({ client, name }: Table, { key, hash }: WrittenEvent): Promise<boolean> {
  const Key = toItem(key);
  for (let look = 1; ; look += 1) {
    try {
      const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
      return Item?.hash?.S === hash;
    } catch (cause) {
      if (!(cause instanceof TableBusy)) throw cause;
      if (look === looks)
        throw new TableBusy("whether the write went through is not known yet", { cause, unclear: true });
      await sleep(Math.random() * 20 * 2 ** look);
    }
  }
}

function eventItem(event: HistoryEvent): Item {
  const { caseId, seq, at } = event;
  const shard = shardOf(caseId);
  return toItem({ ...eventKey(caseId, seq), ...event, hourPk: hourShard(at, shard), hourSk: `${at}#${caseId}#${seq}` });
}

function recordItems({ events, records }: Decision): Item[] {
  return records.map(({ seq, content }) => {
    const event = events.find((one) => one.seq === seq);
    if (event === undefined) throw new Error(`a record belongs to event ${seq}, which is not in its decision`);
    const { caseId, at, data } = event;
    const key = "ticketId" in data ? ticketKey(caseId, data.ticketId) : recordKey(caseId, seq);
    return toItem({ ...key, seq, at, content });
  });
}

/** A ticket that went back to its own case is nothing for those who work this one. */
function ticketsGone({ events }: Decision): Item[] {
  return events.flatMap(({ caseId, type, data }) =>
    type === "TicketUnmerged" ? [toItem(ticketKey(caseId, data.ticketId))] : [],
  );
}

/** Names what went wrong: above this folder nobody sees an SDK error of a failed condition. */
function named(error: unknown, uniqueItems: number): unknown {
  if (!(error instanceof TransactionCanceledException)) return error;
  const reasons: CancellationReason[] = error.CancellationReasons ?? [];
  const taken = reasons.slice(1, 1 + uniqueItems).find(({ Code }) => Code === "ConditionalCheckFailed");
  if (taken?.Item !== undefined) return new AlreadyThere(taken.Item);
  if (reasons.some(({ Code }) => Code === "ConditionalCheckFailed" || Code === "TransactionConflict")) {
    return new CaseChanged("the case has been written meanwhile");
  }
  return reasons.some(({ Code }) => Code === "ThrottlingError" || Code === "ProvisionedThroughputExceeded")
    ? new TableBusy("the table is busy")
    : error;
}

import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
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
import { caseKey, eventKey, hourShard, recordKey, shardOf, ticketKey } from "./keys.ts";
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
  { unique = [], numbered = [], items = [] }: Beside = {},
): Promise<void> {
  const { client, name } = table;
  const isNew = (Item: Item): NonNullable<TransactWriteItem["Put"]> => ({
    TableName: name,
    Item,
    ConditionExpression: "attribute_not_exists(pk)",
  });
  const [first, ...others] = decisions;
  const update = (decision: Decision) => ({ Update: updateOfCase(name, decision) });
  const besideUpdate = (decision: Decision): TransactWriteItem[] => [
    ...decision.events.map((event) => ({ Put: isNew(eventItem(event)) })),
    ...recordItems(decision).map((Item) => ({ Put: { TableName: name, Item } })),
    ...ticketsGone(decision).map((Key) => ({ Delete: { TableName: name, Key } })),
    ...changedWork(name, decision),
  ];
  const TransactItems: TransactWriteItem[] = [
    update(first),
    ...unique.map((Item) => ({ Put: { ...isNew(Item), ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const } })),
    ...besideUpdate(first),
    ...others.flatMap((decision) => [update(decision), ...besideUpdate(decision)]),
    ...numbered.map((Item) => ({ Put: isNew(Item) })),
    ...items.map((Item) => ({ Put: { TableName: name, Item } })),
  ];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
  } catch (error) {
    const reason = named(error, unique.length);
    // Throttled at the last try, but perhaps done at the first, whose answer never came.
    if (reason instanceof TableBusy && (await isWritten(table, first))) return;
    throw reason;
  }
}

const looks = 5;

/** Whether the last event of a decision is in the table, known by its hash. Throws an unclear TableBusy if nobody can say. */
async function isWritten({ client, name }: Table, { events }: Decision): Promise<boolean> {
  const last = events.at(-1);
  if (last === undefined) return false;
  const Key = toItem(eventKey(last.caseId, last.seq));
  for (let look = 1; ; look += 1) {
    try {
      const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
      return Item?.hash?.S === last.hash;
    } catch (cause) {
      if (!(cause instanceof TableBusy)) throw cause;
      if (look === looks)
        throw new TableBusy("whether the write went through is not known yet", { cause, unclear: true });
      await sleep(Math.random() * 20 * 2 ** look);
    }
  }
}

/** An Update, never a Put: it leaves `waitToken` alone unless the workflow must look, and then removes it. */
function updateOfCase(TableName: string, { before, after }: Decision): NonNullable<TransactWriteItem["Update"]> {
  const { pk: _pk, sk: _sk, ...wanted } = caseItem(after);
  const { pk: _oldPk, sk: _oldSk, ...present } = before === undefined ? {} : caseItem(before);
  const set = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(value, present[key]));
  const remove = Object.keys(present).filter((key) => !(key in wanted));
  if (before !== undefined && before.turn !== after.turn) remove.push("waitToken");
  const names = Object.fromEntries([...set.map(([key]) => key), ...remove].map((key) => [`#${key}`, key]));
  const values = Object.fromEntries(set.map(([key, value]) => [`:${key}`, value]));
  const expression = [
    `SET ${set.map(([key]) => `#${key} = :${key}`).join(", ")}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((key) => `#${key}`).join(", ")}`] : []),
  ];
  return {
    TableName,
    Key: toItem(caseKey(after.caseId)),
    UpdateExpression: expression.join(" "),
    ...(before === undefined
      ? {
          ConditionExpression: "attribute_not_exists(pk)",
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }
      : {
          ConditionExpression: "#guardVersion = :guardVersion AND #guardEpoch = :guardEpoch",
          ExpressionAttributeNames: { ...names, "#guardVersion": "version", "#guardEpoch": "epoch" },
          ExpressionAttributeValues: {
            ...values,
            ...toItem({ ":guardVersion": before.version, ":guardEpoch": before.epoch }),
          },
        }),
  };
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

function changedWork(TableName: string, { before, after }: Decision): TransactWriteItem[] {
  const present = new Map((before === undefined ? [] : workItems(before)).map((item) => [item.sk, item]));
  const wanted = new Map(workItems(after).map((item) => [item.sk, item]));
  const puts = [...wanted.values()].filter((item) => !isDeepStrictEqual(item, present.get(item.sk)));
  const gone = [...present.values()].filter(({ sk }) => !wanted.has(sk));
  return [
    ...puts.map((item) => ({ Put: { TableName, Item: toItem({ ...item }) } })),
    ...gone.map(({ pk, sk }) => ({ Delete: { TableName, Key: toItem({ pk, sk }) } })),
  ];
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

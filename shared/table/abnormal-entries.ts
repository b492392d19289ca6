import {
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type AbnormalEntry, movesOnAt } from "../domain/abnormal-entry.ts";
import type { EntryDecision } from "../domain/commands/propose-listing.ts";
import { addMillis, type Instant, toMillis } from "../domain/instant.ts";
import type { Appeal } from "../domain/matter/related.ts";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { commitDossier, loadDossier } from "./dossiers.ts";
import {
  appealKey,
  expiryAttribute,
  frequentKey,
  frequentShard,
  indexes,
  listingKey,
  proposedInWeekKey,
  shardOf,
  shards,
  staffWork,
} from "./keys.ts";
import { appealOf } from "./matters.ts";

/** The work lists in which entries that are not over stand, by when they move on without anybody. */
export const entryLists = ["proposed", "listed", "appealed"] as const;
export type EntryList = (typeof entryLists)[number];

/** What triage reads of a requester. */
export interface Listing {
  entryId: string;
  stage: EntryList;
  from?: Instant;
  until?: Instant;
  movesOnAt: Instant;
}

/** What stands against a requester, or was not cleared away yet (consistent read); undefined for nearly everybody. */
export async function findListing({ client, name }: Table, requester: string): Promise<Listing | undefined> {
  const Key = toItem(listingKey(requester));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  if (Item === undefined) return undefined;
  const { pk: _pk, sk: _sk, ...listing } = unmarshall(Item);
  return listing as Listing;
}

export const loadEntry = (table: Table, entryId: string): Promise<AbnormalEntry | undefined> =>
  loadDossier<AbnormalEntry>(table, "abnormal-entry", entryId);

/**
 * Writes a decision on an entry, with its place in the work lists and what triage finds of its requester. `week` marks the
 * weekly job's look at them. Throws CaseChanged when somebody was faster, or another entry of the requester is there.
 */
export async function commitEntry(table: Table, decision: EntryDecision, week?: string): Promise<AbnormalEntry> {
  const { after } = decision;
  const due = movesOnAt(after);
  const list = due === undefined ? {} : placeOf(after, due);
  const more = [...listingWrite(table, decision, due), ...(week === undefined ? [] : [lookedAt(table, after, week)])];
  return commitDossier(table, decision, { index: list, more });
}

function placeOf({ dossierId, stage }: AbnormalEntry, due: Instant): Record<string, string> {
  return { workPk: staffWork(`entry-${stage}`, shardOf(dossierId)), workSk: `${due}#${dossierId}` };
}

function listingWrite(
  { name: TableName }: Table,
  { before, after }: EntryDecision,
  due: Instant | undefined,
): TransactWriteItem[] {
  const { requester, dossierId, stage, from, until } = after;
  if (requester === undefined) throw new Error(`entry ${dossierId} is of nobody`);
  const Key = toItem(listingKey(requester));
  if (due === undefined) return [{ Delete: { TableName, Key } }];
  const Item = toItem({ ...listingKey(requester), entryId: dossierId, stage, from, until, movesOnAt: due });
  const condition = before === undefined ? { ConditionExpression: "attribute_not_exists(pk)" } : {};
  return [{ Put: { TableName, Item, ...condition } }];
}

function lookedAt({ name: TableName }: Table, { requester = "" }: AbnormalEntry, week: string): TransactWriteItem {
  return {
    Put: { TableName, Item: weekItem(requester, week), ConditionExpression: "attribute_not_exists(pk)" },
  };
}

const day = 86_400_000;
/** So long after a week nobody asks any more who appealed often in it. */
const weekKeptFor = 60 * day;

const expiring = (monday: string) => ({
  [expiryAttribute]: Math.ceil(toMillis(addMillis(`${monday}T00:00:00.000Z`, weekKeptFor)) / 1000),
});

function weekItem(requester: string, monday: string) {
  return toItem({ ...proposedInWeekKey(requester, monday), ...expiring(monday) });
}

/** The weekly job has looked at a requester whom it does not propose. */
export async function markLookedAt({ client, name }: Table, requester: string, monday: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: name, Item: weekItem(requester, monday) }));
}

/** The item by which the weekly job finds a requester. */
export function frequentItem(requester: string, monday: string) {
  return toItem({ ...frequentKey(monday, requester), ...expiring(monday) });
}

/** Requesters who appealed often in the week that began on this Monday, whom the job has not proposed for it yet. */
export async function* frequentRequesters({ client, name }: Table, monday: string): AsyncGenerator<string> {
  for (let shard = 0; shard < shards; shard += 1) {
    const query = {
      TableName: name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toItem({ ":pk": frequentShard(monday, shard) }),
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      for (const { sk } of Items) {
        const requester = sk?.S ?? "";
        const Key = toItem(proposedInWeekKey(requester, monday));
        const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
        if (Item === undefined) yield requester;
      }
    }
  }
}

/** More appeals of one requester than these are not compared with each other. */
const mostCompared = 60;

/** A requester's latest appeals that triage has numbered. */
export async function latestAppeals({ client, name }: Table, requester: string): Promise<Appeal[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: toItem({ ":pk": appealKey(requester, 0).pk, ":prefix": "APPEAL#" }),
      ScanIndexForward: false,
      Limit: mostCompared,
    }),
  );
  return Items.map(appealOf);
}

/** Entries that should have moved on by now without anybody. */
export async function* entriesDueBefore({ client, name }: Table, now: Instant): AsyncGenerator<string> {
  const { partition, sort } = indexes.worklist;
  for (const list of entryLists) {
    for (let shard = 0; shard < shards; shard += 1) {
      const query = {
        TableName: name,
        IndexName: indexes.worklist.name,
        KeyConditionExpression: `${partition} = :pk AND ${sort} < :now`,
        // One moment after now, as ids follow the moment in the key.
        ExpressionAttributeValues: toItem({ ":pk": staffWork(`entry-${list}`, shard), ":now": `${now}#~` }),
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        for (const item of Items) yield item[sort]?.S?.split("#")[1] ?? "";
      }
    }
  }
}

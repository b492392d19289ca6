import { GetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Ticket } from "../domain/commands/open-case.ts";
import type { WrittenCase } from "../domain/decision.ts";
import type { HistoryEvent } from "../domain/history.ts";
import { caseOf, type Item, toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { caseKey, externalRefKey } from "./keys.ts";
import { readReceipt } from "./receipts.ts";

/** The case as it is now (consistent read), or undefined. */
export async function loadCase({ client, name }: Table, caseId: string): Promise<WrittenCase | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: toItem(caseKey(caseId)), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : caseOf(Item);
}

/** The case and the token of the execution that waits for it, if one does (consistent read). */
export async function loadWait(
  { client, name }: Table,
  caseId: string,
): Promise<{ state: WrittenCase | undefined; waitToken: string | undefined }> {
  const Key = toItem(caseKey(caseId));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return { state: Item === undefined ? undefined : caseOf(Item), waitToken: Item?.waitToken?.S };
}

/** A case's whole history, in order of `seq`. */
export async function loadHistory(table: Table, caseId: string): Promise<HistoryEvent[]> {
  return (await itemsOf(table, caseId, "EVENT#")).map(eventOf);
}

/** The event in an EVENT item. */
export function eventOf(item: Item): HistoryEvent {
  const { pk: _pk, sk: _sk, hourPk: _hourPk, hourSk: _hourSk, ...event } = unmarshall(item);
  return event as HistoryEvent;
}

export interface StoredTicket {
  ticketId: string;
  at: string;
  content: Ticket & { sentBy?: string };
}

/** The tickets of a case as they came, the first one first. They hold personal data. */
export async function loadTickets(table: Table, caseId: string): Promise<StoredTicket[]> {
  const items = await itemsOf(table, caseId, "TICKET#");
  return items
    .map((item) => unmarshall(item))
    .sort((a, b) => a.seq - b.seq)
    .map(({ sk, at, content }) => ({ ticketId: String(sk).slice("TICKET#".length), at, content }));
}

/** What was said at the events of a case, by `seq`. It may hold personal data. */
export async function loadRecords(table: Table, caseId: string): Promise<Map<number, Record<string, unknown>>> {
  const items = await itemsOf(table, caseId, "RECORD#");
  return new Map(items.map((item) => unmarshall(item)).map(({ seq, content }) => [seq, content]));
}

async function itemsOf({ client, name }: Table, caseId: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  const query = {
    TableName: name,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: toItem({ ":pk": caseKey(caseId).pk, ":prefix": prefix }),
  };
  for await (const page of paginateQuery({ client }, query)) items.push(...(page.Items ?? []));
  return items;
}

/** The case that a partner's external reference led to, or undefined. */
export async function caseIdByReference(
  { client, name }: Table,
  partner: string,
  externalRef: string,
): Promise<string | undefined> {
  const Key = toItem(externalRefKey(partner, externalRef));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item === undefined ? undefined : readReceipt(Item).receipt.caseId;
}

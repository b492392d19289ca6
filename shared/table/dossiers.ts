import { GetItemCommand, paginateQuery, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DossierCore, DossierDecision } from "../domain/dossier.ts";
import type { DossierEvent, DossierKind } from "../events/dossiers.ts";
import { type Item, toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { transact } from "./commit.ts";
import { dossierEventKey, dossierKey, dossierRecordKey, hourShard, shardOf } from "./keys.ts";

/** Keys that put a dossier into an index; they follow from its state and are no part of it. */
const notTheDossier = new Set(["pk", "sk", "duePk", "dueSk", "workPk", "workSk"]);

/**
 * Writes a decision about a dossier as one transaction: its item on condition of the version it was decided on, its
 * events, what was said, and `more`. `index` are the attributes that put it into indexes. A write whose answer was lost is
 * found by its last event. Throws CaseChanged when somebody else has written it, or anything in `more` that has a condition,
 * meanwhile: then read again and decide anew; TableBusy as `commitAll` does.
 */
export async function commitDossier<Kind extends DossierKind, State extends DossierCore>(
  table: Table,
  decision: DossierDecision<Kind, State>,
  { index = {}, more = [] }: { index?: Record<string, string>; more?: TransactWriteItem[] } = {},
): Promise<State> {
  const { name: TableName } = table;
  const { dossier, before, after } = decision;
  const { dossierId } = after;
  const condition =
    before === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#version = :version",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: toItem({ ":version": before.version }),
        };
  // Nobody waits on a dossier's item by a token, so that it can be put whole.
  const item = { ...dossierItem(decision), ...toItem(index) };
  const TransactItems: TransactWriteItem[] = [
    { Put: { TableName, Item: item, ...condition } },
    ...dossierEvents(TableName, decision),
    ...more,
  ];
  const last = decision.events.at(-1);
  await transact(table, TransactItems, {
    ...(last === undefined ? {} : { last: { key: dossierEventKey(dossier, dossierId, last.seq), hash: last.hash } }),
  });
  return after;
}

/** The item of a dossier as a decision leaves it, without index keys. */
export function dossierItem<Kind extends DossierKind, State extends DossierCore>({
  dossier,
  after,
}: DossierDecision<Kind, State>): Item {
  return toItem({ ...dossierKey(dossier, after.dossierId), ...(after as object) });
}

/** What a decision adds to a dossier's history, and what was said. */
export function dossierEvents<Kind extends DossierKind, State extends DossierCore>(
  TableName: string,
  { dossier, after: { dossierId }, events, records }: DossierDecision<Kind, State>,
): TransactWriteItem[] {
  return [
    ...events.map((event) => ({
      Put: {
        TableName,
        Item: eventItem(event as unknown as DossierEvent),
        ConditionExpression: "attribute_not_exists(pk)",
      },
    })),
    ...records.map(({ seq, content }) => ({
      Put: { TableName, Item: toItem({ ...dossierRecordKey(dossier, dossierId, seq), seq, content }) },
    })),
  ];
}

function eventItem(event: DossierEvent): Item {
  const { dossier, dossierId, seq, at } = event;
  return toItem({
    ...dossierEventKey(dossier, dossierId, seq),
    ...event,
    hourPk: hourShard(at, shardOf(dossierId)),
    hourSk: `${at}#${dossierId}#${seq}#${dossier}`,
  });
}

/** A dossier as it is now (consistent read), or undefined. */
export async function loadDossier<State extends DossierCore>(
  { client, name }: Table,
  kind: DossierKind,
  dossierId: string,
): Promise<State | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: toItem(dossierKey(kind, dossierId)), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  return Object.fromEntries(Object.entries(unmarshall(Item)).filter(([key]) => !notTheDossier.has(key))) as State;
}

/** A dossier's whole history in order of `seq`, with what was said at each event. */
export async function loadDossierHistory<Kind extends DossierKind>(
  { client, name }: Table,
  kind: Kind,
  dossierId: string,
): Promise<{ event: DossierEvent<Kind>; said?: Record<string, unknown> }[]> {
  const query = {
    TableName: name,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: toItem({ ":pk": dossierKey(kind, dossierId).pk }),
  };
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query))
    items.push(...Items.map((one) => unmarshall(one)));
  const said = new Map(
    items.filter(({ sk }) => String(sk).startsWith("RECORD#")).map(({ seq, content }) => [seq, content]),
  );
  return items
    .filter(({ sk }) => String(sk).startsWith("EVENT#"))
    .map(({ pk: _pk, sk: _sk, hourPk: _hourPk, hourSk: _hourSk, ...event }) => ({
      event: event as DossierEvent<Kind>,
      ...(said.has(event.seq) ? { said: said.get(event.seq) as Record<string, unknown> } : {}),
    }));
}

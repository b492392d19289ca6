import { BatchGetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { addMillis } from "../domain/instant.ts";
import { type PublishableEvent, subjectOf } from "../events/publish.ts";
import { type Item, toItem } from "./case-item.ts";
import { eventOf } from "./cases.ts";
import type { Table } from "./client.ts";
import { dossierEventKey, eventKey, hourShard, indexes, shards } from "./keys.ts";

const hour = 3_600_000;
const batchSize = 100;

/** All events of cases and dossiers from one moment to another, both included, in batches; each history in order of `seq`. */
export async function* eventsBetween(table: Table, from: string, to: string): AsyncGenerator<PublishableEvent[]> {
  for (let at = from; at.slice(0, 13) <= to.slice(0, 13); at = addMillis(at, hour)) {
    for (let shard = 0; shard < shards; shard += 1) {
      for await (const keys of keysOf(table, hourShard(at, shard), from, to)) {
        for (let start = 0; start < keys.length; start += batchSize) {
          yield await read(table, keys.slice(start, start + batchSize));
        }
      }
    }
  }
}

async function* keysOf({ client, name }: Table, partition: string, from: string, to: string): AsyncGenerator<Item[]> {
  const { byHour } = indexes;
  const query = {
    TableName: name,
    IndexName: byHour.name,
    KeyConditionExpression: `${byHour.partition} = :pk AND ${byHour.sort} BETWEEN :from AND :to`,
    // "~" sorts after every character of a case id: the last moment is included.
    ExpressionAttributeValues: toItem({ ":pk": partition, ":from": from, ":to": `${to}~` }),
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    yield Items.map((item) => {
      const [, id = "", seq = "", dossier] = item[byHour.sort]?.S?.split("#") ?? [];
      return toItem(dossier === undefined ? eventKey(id, Number(seq)) : dossierEventKey(dossier, id, Number(seq)));
    });
  }
}

async function read({ client, name }: Table, keys: Item[]): Promise<PublishableEvent[]> {
  const events: PublishableEvent[] = [];
  for (let pending = keys; pending.length > 0; ) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: pending } } }),
    );
    events.push(...(Responses?.[name] ?? []).map(eventOf));
    pending = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return events.sort((a, b) => (subjectOf(a) === subjectOf(b) ? a.seq - b.seq : a.at < b.at ? -1 : 1));
}

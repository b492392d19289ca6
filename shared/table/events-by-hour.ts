import { BatchGetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import type { HistoryEvent } from "../domain/history.ts";
import { addMillis } from "../domain/instant.ts";
import { type Item, toItem } from "./case-item.ts";
import { eventOf } from "./cases.ts";
import type { Table } from "./client.ts";
import { eventKey, hourShard, indexes, shards } from "./keys.ts";

const hour = 3_600_000;
const batchSize = 100;

/** All history events from one moment to another, both included, in batches; within a case in order of `seq`. */
export async function* eventsBetween(table: Table, from: string, to: string): AsyncGenerator<HistoryEvent[]> {
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
      const [, caseId = "", seq = ""] = item[byHour.sort]?.S?.split("#") ?? [];
      return toItem(eventKey(caseId, Number(seq)));
    });
  }
}

async function read({ client, name }: Table, keys: Item[]): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (let pending = keys; pending.length > 0; ) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: pending } } }),
    );
    events.push(...(Responses?.[name] ?? []).map(eventOf));
    pending = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return events.sort((a, b) => (a.caseId === b.caseId ? a.seq - b.seq : a.at < b.at ? -1 : 1));
}

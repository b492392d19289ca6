import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { indexes, shards, staffWork, unitWork } from "./keys.ts";
import type { Task, WorkItem } from "./work-items.ts";

export interface WorkPage {
  items: WorkItem[];
  /** Where the next page begins: the sort key of the last item shown. */
  after: string | undefined;
}

/** A unit's open work by due time. `after` is what the page before gave. */
export async function unitWorklist(table: Table, unit: string, limit: number, after?: string): Promise<WorkPage> {
  return page([await query(table, unitWork(unit), limit, after)], limit);
}

/** The open work of staff who are not a unit, by due time over all shards. */
export async function staffQueue(
  table: Table,
  task: Task | `entry-${string}`,
  limit: number,
  after?: string,
): Promise<WorkPage> {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) => query(table, staffWork(task, shard), limit, after)),
  );
  return page(pages, limit);
}

/** One item more than asked for, so that the last page is known as such. */
async function query(
  { client, name }: Table,
  workPk: string,
  limit: number,
  after: string | undefined,
): Promise<WorkItem[]> {
  const { partition, sort } = indexes.worklist;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: indexes.worklist.name,
      KeyConditionExpression: after === undefined ? `${partition} = :pk` : `${partition} = :pk AND ${sort} > :after`,
      ExpressionAttributeValues: toItem({ ":pk": workPk, ":after": after }),
      Limit: limit + 1,
    }),
  );
  return Items.map((item) => unmarshall(item) as WorkItem);
}

function page(pages: WorkItem[][], limit: number): WorkPage {
  const merged = pages.flat().sort((a, b) => (a.workSk < b.workSk ? -1 : 1));
  const items = merged.slice(0, limit);
  return { items, after: merged.length > limit ? items.at(-1)?.workSk : undefined };
}

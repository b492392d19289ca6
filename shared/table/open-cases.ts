import { paginateQuery } from "@aws-sdk/client-dynamodb";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { dueShard, indexes, shards, stalledShard } from "./keys.ts";

export interface DueCase {
  caseId: string;
  /** It is not the case itself, but the response to it. */
  response: boolean;
  /** When somebody must look at it, or when it stalled. */
  at: string;
}

/**
 * Open cases and responses that should have been looked at before a moment, shard by shard from `firstShard` on, the longest overdue of
 * a shard first.
 */
export async function* casesDueBefore(table: Table, before: string, firstShard = 0): AsyncGenerator<DueCase> {
  for (let step = 0; step < shards; step += 1) {
    yield* entries(table, indexes.byDue, dueShard((firstShard + step) % shards), before);
  }
}

/** Cases and responses that no workflow drives, the one that stalled first of a shard first. */
export async function* stalledCases(table: Table): AsyncGenerator<DueCase> {
  for (let shard = 0; shard < shards; shard += 1) yield* entries(table, indexes.stalled, stalledShard(shard));
}

async function* entries(
  { client, name }: Table,
  index: (typeof indexes)["byDue" | "stalled"],
  partition: string,
  before?: string,
): AsyncGenerator<DueCase> {
  const query = {
    TableName: name,
    IndexName: index.name,
    KeyConditionExpression: `${index.partition} = :pk${before === undefined ? "" : ` AND ${index.sort} < :before`}`,
    ExpressionAttributeValues: toItem({ ":pk": partition, ":before": before }),
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const item of Items) {
      const [at = "", caseId = "", dossier] = item[index.sort]?.S?.split("#") ?? [];
      yield { caseId, at, response: dossier === "sensitive-response" };
    }
  }
}

import type { getAbnormalList } from "../../shared/api/calls/abnormal-list.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { fromCursor } from "../../shared/lambda/show-work.ts";
import { loadEntry } from "../../shared/table/abnormal-entries.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { staffQueue } from "../../shared/table/worklist.ts";
import { factsOf } from "./show-entry.ts";

/** A page of the proposals, the listed or the appeals. What has moved on since the index was written is left out. */
export async function listEntries({ table }: CaseStore, { query }: Request<typeof getAbnormalList>) {
  const { stage, limit, cursor } = query;
  const { items, after } = await staffQueue(table, `entry-${stage}`, limit, fromCursor(cursor));
  const entries = await Promise.all(items.map(({ workSk }) => loadEntry(table, workSk.split("#")[1] ?? "")));
  return {
    items: entries.flatMap((entry) => (entry?.stage === stage ? [factsOf(entry)] : [])),
    ...(after === undefined ? {} : { cursor: Buffer.from(after).toString("base64url") }),
  };
}

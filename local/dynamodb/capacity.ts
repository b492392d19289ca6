import type { Json, JsonObject } from "../aws.ts";

const reads = new Set(["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"]);
const writes = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"]);

/** Whether the action has a `ReturnConsumedCapacity` parameter. */
export function takesConsumedCapacity(action: string): boolean {
  return reads.has(action) || writes.has(action);
}

/** The request units an answer with consumed capacity names, its indexes included. */
export function consumedUnits(action: string, output: JsonObject): { readUnits?: number; writeUnits?: number } {
  const consumed = output.ConsumedCapacity;
  if (consumed === undefined) return {};
  const tables = Array.isArray(consumed) ? consumed : [consumed];
  const units = tables.reduce((sum: number, table) => sum + capacityUnits(table), 0);
  return reads.has(action) ? { readUnits: units } : { writeUnits: units };
}

function capacityUnits(table: Json): number {
  const units = table !== null && typeof table === "object" && !Array.isArray(table) ? table.CapacityUnits : 0;
  return typeof units === "number" ? units : 0;
}

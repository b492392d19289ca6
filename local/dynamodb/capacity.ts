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

/**
 * The units that a refused write costs all the same: a condition that fails is paid like the write it was to guard.
 * The engine does not tell, so each item counts as one of up to a kilobyte.
 */
export function unitsOfRefusal(code: string, action: string, input: JsonObject): { writeUnits?: number } {
  if (code === "ConditionalCheckFailedException") return { writeUnits: 1 };
  if (code !== "TransactionCanceledException" || action !== "TransactWriteItems") return {};
  return { writeUnits: 2 * (input.TransactItems as Json[]).length };
}

function capacityUnits(table: Json): number {
  const units = table !== null && typeof table === "object" && !Array.isArray(table) ? table.CapacityUnits : 0;
  return typeof units === "number" ? units : 0;
}

import type { Json, JsonObject, UnitsAt } from "../aws.ts";
import { tablesWrittenBy } from "./writes.ts";

const reads = new Set(["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"]);
const writes = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"]);

/** Whether the action has a `ReturnConsumedCapacity` parameter. */
export function takesConsumedCapacity(action: string): boolean {
  return reads.has(action) || writes.has(action);
}

interface Units {
  readUnits?: number;
  writeUnits?: number;
  places?: UnitsAt[];
}

/** The request units an answer with consumed capacity names, its indexes included and each by itself. */
export function consumedUnits(action: string, output: JsonObject): Units {
  const consumed = output.ConsumedCapacity;
  if (consumed === undefined) return {};
  const tables = (Array.isArray(consumed) ? consumed : [consumed]) as unknown as Consumed[];
  const units = tables.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const places = tables.flatMap((table) => placesOf(table, reads.has(action)));
  return { ...(reads.has(action) ? { readUnits: units } : { writeUnits: units }), places };
}

/** What DynamoDB tells of one table when it is asked for `INDEXES`. */
interface Consumed {
  TableName: string;
  CapacityUnits?: number;
  Table?: { CapacityUnits: number };
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

function placesOf({ TableName, Table, GlobalSecondaryIndexes = {} }: Consumed, read: boolean): UnitsAt[] {
  const spent: [place: string, units: number][] = [
    [TableName, Table?.CapacityUnits ?? 0],
    ...Object.entries(GlobalSecondaryIndexes).map(([name, index]): [string, number] => {
      return [`${TableName}/${name}`, index.CapacityUnits];
    }),
  ];
  return spent
    .filter(([, units]) => units > 0)
    .map(([place, units]) => ({ place, readUnits: read ? units : 0, writeUnits: read ? 0 : units }));
}

/**
 * The units that a refused write costs all the same: a condition that fails is paid like the write it was to guard.
 * The engine does not tell, so each item counts as one of up to a kilobyte.
 */
export function unitsOfRefusal(code: string, action: string, input: JsonObject): Units {
  if (code === "ConditionalCheckFailedException") return refused(1, String(input.TableName));
  if (code !== "TransactionCanceledException" || action !== "TransactWriteItems") return {};
  const [table = ""] = tablesWrittenBy(action, input);
  return refused(2 * (input.TransactItems as Json[]).length, table);
}

function refused(writeUnits: number, place: string): Units {
  return { writeUnits, places: [{ place, readUnits: 0, writeUnits }] };
}

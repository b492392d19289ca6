import type { JsonObject } from "../aws.ts";

const itemWrites = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** The names of the tables that a successful call may have changed, each once. */
export function tablesWrittenBy(action: string, input: JsonObject): string[] {
  if (itemWrites.has(action)) return [String(input.TableName)];
  if (action === "BatchWriteItem") return Object.keys(input.RequestItems as JsonObject);
  if (action !== "TransactWriteItems") return [];
  const operations = input.TransactItems as { [kind: string]: { TableName: string } }[];
  return [...new Set(operations.flatMap((operation) => Object.values(operation).map(({ TableName }) => TableName)))];
}

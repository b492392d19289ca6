import { list, members, text } from "./assembly/properties.ts";
import type { TableDefinition } from "./assembly/tables.ts";
import { AwsError, type AwsService, type JsonObject } from "./aws.ts";

/**
 * Makes the tables that are not there yet and returns the ARN of each table's stream by table name. Throws an Error
 * when a table that is there has other keys or indexes than the template says.
 */
export async function provideTables(
  dynamoDb: AwsService,
  definitions: TableDefinition[],
  principal: string,
): Promise<Map<string, string>> {
  const streams = new Map<string, string>();
  for (const { name, create, timeToLive } of definitions) {
    const present = await described(dynamoDb, name, principal);
    if (present === undefined) await dynamoDb("CreateTable", create, principal);
    else if (shapeOf(present) !== shapeOf(create)) {
      throw new Error(
        `the table ${name} in the data directory has other keys or indexes than the app: choose another with --data <dir>`,
      );
    }
    if (timeToLive !== undefined) {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: timeToLive };
      await dynamoDb("UpdateTimeToLive", { TableName: name, TimeToLiveSpecification }, principal);
    }
    const { LatestStreamArn } = (await described(dynamoDb, name, principal)) ?? {};
    if (typeof LatestStreamArn === "string") streams.set(name, LatestStreamArn);
  }
  return streams;
}

async function described(dynamoDb: AwsService, name: string, principal: string): Promise<JsonObject | undefined> {
  try {
    return members((await dynamoDb("DescribeTable", { TableName: name }, principal)).Table);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Keys and indexes in one text that is the same for a CreateTable and for the table made by it. */
function shapeOf(table: JsonObject): string {
  const indexes = [...list(table.GlobalSecondaryIndexes), ...list(table.LocalSecondaryIndexes)].map((index) => {
    const { IndexName, KeySchema } = members(index);
    return `${text(IndexName)}(${keysOf(list(KeySchema))})`;
  });
  return [keysOf(list(table.KeySchema)), ...indexes.sort()].join(" ");
}

function keysOf(schema: ReturnType<typeof list>): string {
  return schema
    .map((key) => members(key))
    .sort((left) => (left.KeyType === "HASH" ? -1 : 1))
    .map(({ AttributeName }) => text(AttributeName))
    .join(",");
}

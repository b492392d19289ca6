import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setting } from "../lambda/environment.ts";

/** The table as a function sees it: one client for the life of the function, and the table's name. */
export interface Table {
  client: DynamoDBClient;
  name: string;
}

/** Made once per function, outside the handler. */
export function connectTable(): Table {
  return { client: new DynamoDBClient({}), name: setting("tableName") };
}

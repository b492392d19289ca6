import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setting } from "../lambda/environment.ts";
import { namingBusy } from "./busy.ts";

/** The table as a function sees it: one client for the life of the function, and the table's name. */
export interface Table {
  client: DynamoDBClient;
  name: string;
}

/** Made once per function, outside the handler. */
export function connectTable(): Table {
  return { client: namingBusy(new DynamoDBClient({})), name: setting("tableName") };
}

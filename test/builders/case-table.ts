import { Agent } from "node:http";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { startDynamoDbEngine } from "../../local/dynamodb/engine.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { activateDirectory } from "../../shared/table/activation.ts";
import type { Item } from "../../shared/table/case-item.ts";
import { toItem } from "../../shared/table/case-item.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import type { Table } from "../../shared/table/client.ts";
import { putDirectory, readDirectory } from "../../shared/table/directory.ts";
import { caseKey, indexes, tableKey, worklistAttributes } from "../../shared/table/keys.ts";
import { city } from "./city.ts";

/** The table of the template in an engine of its own, empty. One request in flight, as the engine likes it. */
export async function startCaseTable(): Promise<{ table: Table; stop(): Promise<void> }> {
  const engine = await startDynamoDbEngine();
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: {
      httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }),
      socketAcquisitionWarningTimeout: 60_000,
    },
  });
  const table = { client, name: "jiesu-test" };
  await createTable(table);
  return {
    table,
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

async function createTable({ client, name }: Table): Promise<void> {
  const pairs = [tableKey, ...Object.values(indexes)];
  const schema = ({ partition, sort }: { partition: string; sort: string }) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: pairs
        .flatMap(({ partition, sort }) => [partition, sort])
        .map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: schema(tableKey),
      GlobalSecondaryIndexes: Object.values(indexes).map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index),
        Projection:
          index.name === indexes.worklist.name
            ? { ProjectionType: "INCLUDE", NonKeyAttributes: [...worklistAttributes] }
            : { ProjectionType: "KEYS_ONLY" },
      })),
    }),
  );
}

/** A store on the table, with a directory in it, whose clock stands where `at` says. */
export async function caseStore(table: Table, at: { now: string }, directory: Directory = city): Promise<CaseStore> {
  await putDirectory(table, directory);
  await activateDirectory(table, directory.version);
  return { table, directories: readDirectory(table), now: () => at.now };
}

/** The CASE item as it lies in the table. */
export async function caseItemOf({ client, name }: Table, caseId: string): Promise<Item | undefined> {
  const Key = toItem(caseKey(caseId));
  return (await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }))).Item;
}

/** Registers a wait as the state machine does, without a function. */
export async function waitFor({ client, name }: Table, caseId: string, turn: number, token: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: toItem(caseKey(caseId)),
      UpdateExpression: "SET waitToken = :t",
      ConditionExpression: "turn = :n",
      ExpressionAttributeValues: toItem({ ":t": token, ":n": turn }),
    }),
  );
}

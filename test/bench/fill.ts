import { DatabaseSync } from "node:sqlite";
import type { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { plainTicket, plainTicketOf } from "../../local/cost/case-walk.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { openCase } from "../../shared/domain/commands/open-case.ts";
import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { triageCase } from "../../shared/domain/commands/triage-case.ts";
import type { Decision } from "../../shared/domain/decision.ts";
import { digest } from "../../shared/domain/history.ts";
import { fromMillis } from "../../shared/domain/instant.ts";
import type { Item } from "../../shared/table/case-item.ts";
import { commit } from "../../shared/table/commit.ts";
import { indexes, worklistAttributes } from "../../shared/table/keys.ts";
import { receiptItem } from "../../shared/table/receipts.ts";
import { sizeOf } from "./write-units.ts";

export interface FillOptions {
  /** The engine's file; the engine must have made the table and be at rest. */
  dbPath: string;
  tableName: string;
  directory: Directory;
  cases: number;
  /** When they came in, in milliseconds. */
  at: number;
  regions: string[];
}

/**
 * Puts open cases, accepted by their units, past the engine into its file: a hundred thousand in a minute instead of an
 * hour. Each goes through the domain and `commit` as at work, so its items are those that the functions write; only
 * their transactions end here, as rows of the table and of every index, without records in the stream.
 */
export async function fillWithOpenCases({ dbPath, tableName, cases, ...city }: FillOptions): Promise<void> {
  const database = new DatabaseSync(dbPath, { timeout: 5000 });
  database.exec("PRAGMA synchronous = OFF");
  const put = rowsInto(database, tableName);
  try {
    for (let number = 0; number < cases; ) {
      database.exec("BEGIN IMMEDIATE");
      const until = Math.min(number + 1000, cases);
      for (; number < until; number += 1) for (const item of await itemsOfCase(number, city)) put(item);
      database.exec("COMMIT");
    }
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

async function itemsOfCase(
  number: number,
  { directory, at, regions }: Pick<FillOptions, "directory" | "at" | "regions">,
): Promise<Item[]> {
  const table = itemsInMemory();
  const now = fromMillis(at);
  const context = (actor: Parameters<typeof openCase>[1]["actor"]) => ({ now, directory, actor });
  const [caseId, ticketId, externalRef] = [ulid(at), ulid(at), `fill-${number}`];
  const partner = plainTicket.channel;
  const ticket = { ...plainTicketOf(externalRef), region: regions[number % regions.length] } as Parameters<
    typeof openCase
  >[0]["ticket"];
  const opened = openCase({ caseId, ticketId, partner, ticket }, context({ kind: "partner", id: partner, partner }));
  const { stage, receivedAt, openedAt } = opened.after;
  const receipt = { caseId, ticketId, externalRef, stage, receivedAt, openedAt, supplement: false };
  await table.commit(opened, receiptItem({ partner, externalRef, bodyHash: digest(ticket), receipt, now }));
  const triaged = triageCase(opened.after, ticket, undefined, context(workflow("triage")));
  if (triaged === undefined) throw new Error("a new case was not triaged");
  await table.commit(triaged);
  const routed = routeCase(triaged.after, context(workflow("routing")));
  if (routed === undefined) throw new Error("a plain case was not routed");
  await table.commit(routed);
  const unit = "lead" in routed.after ? (routed.after.lead?.unit ?? "") : "";
  await table.commit(acceptAssignment(routed.after, context({ kind: "unit", id: unit, unit })));
  return table.items();
}

/** A table that takes the transactions of `commit` and holds what they leave behind. */
function itemsInMemory() {
  const items = new Map<string, Item>();
  const keyOf = ({ pk, sk }: Item) => `${pk?.S} ${sk?.S}`;
  const client = {
    async send({ input }: TransactWriteItemsCommand) {
      for (const { Put, Update, Delete } of input.TransactItems ?? []) {
        if (Put?.Item !== undefined) items.set(keyOf(Put.Item), Put.Item);
        if (Delete?.Key !== undefined) items.delete(keyOf(Delete.Key));
        if (Update?.Key === undefined) continue;
        const item = { ...(items.get(keyOf(Update.Key)) ?? Update.Key) };
        const [set = "", remove = ""] = (Update.UpdateExpression ?? "").replace(/^SET /, "").split(" REMOVE ");
        const nameOf = (placeholder: string) => Update.ExpressionAttributeNames?.[placeholder] ?? placeholder;
        for (const assignment of set.split(", ")) {
          const [name = "", value = ""] = assignment.split(" = ");
          const assigned = Update.ExpressionAttributeValues?.[value];
          if (assigned !== undefined) item[nameOf(name)] = assigned;
        }
        for (const name of remove.split(", ")) delete item[nameOf(name)];
        items.set(keyOf(Update.Key), item);
      }
    },
  } as unknown as DynamoDBClient;
  return {
    commit: (decision: Decision, unique: Item[] = []) => commit({ client, name: "fill" }, decision, unique),
    items: () => [...items.values()],
  };
}

/** Writes an item's rows as the engine does: keys by type, the item as JSON, and an entry in each index it is in. */
function rowsInto(database: DatabaseSync, tableName: string): (item: Item) => void {
  const text = (attribute: Item[string] | undefined) => `S:${attribute?.S}`;
  const toTable = database.prepare(`INSERT INTO "${tableName}" (pk, sk, item_json, item_size) VALUES (?, ?, ?, ?)`);
  const toIndex = Object.values(indexes).map((index) => ({
    index,
    statement: database.prepare(
      `INSERT INTO "${tableName}::gsi::${index.name}" (gsi_pk, gsi_sk, table_pk, table_sk, item_json) VALUES (?, ?, ?, ?, ?)`,
    ),
  }));
  return (item) => {
    const [pk, sk] = [text(item.pk), text(item.sk)];
    toTable.run(pk, sk, JSON.stringify(item), sizeOf(item as unknown as Parameters<typeof sizeOf>[0]));
    for (const { index, statement } of toIndex) {
      const { partition, sort, name } = index;
      if (item[partition] === undefined || item[sort] === undefined) continue;
      const shown = ["pk", "sk", partition, sort, ...(name === indexes.worklist.name ? worklistAttributes : [])];
      const entry = Object.fromEntries(Object.entries(item).filter(([attribute]) => shown.includes(attribute)));
      statement.run(text(item[partition]), text(item[sort]), pk, sk, JSON.stringify(entry));
    }
  };
}

import { TransactWriteItemsCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Item } from "../../shared/table/case-item.ts";
import { toItem } from "../../shared/table/case-item.ts";
import type { Table } from "../../shared/table/client.ts";
import { commit } from "../../shared/table/commit.ts";
import { caseKey } from "../../shared/table/keys.ts";
import { caseItemOf, startCaseTable } from "../builders/case-table.ts";
import { accept, answers, dispatched, resolve } from "../builders/story.ts";
import { registration } from "./driver-moves.ts";
import { type Update, updated } from "./model-table.ts";
import { asItIs } from "./protocol.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

/** The table, with a note of the update of the CASE item that each commit asks for. */
function noting({ client, name }: Table, asked: Update[]): Table {
  const send = (command: unknown) => {
    if (command instanceof TransactWriteItemsCommand) {
      for (const { Update } of command.input.TransactItems ?? []) if (Update !== undefined) asked.push(Update);
    }
    return client.send(command as TransactWriteItemsCommand);
  };
  return { client: Object.assign(Object.create(client), { send }), name };
}

test("the model's table makes of every update what the engine makes of it, tokens and conditions included", async () => {
  const story = dispatched({}, { caseId: ulid() });
  accept(story);
  resolve(story);
  answers(story, "satisfied");
  const { caseId } = story.state;
  const asked: Update[] = [];
  const [born, ...decisions] = story.decisions;
  if (born === undefined) throw new Error("a story begins");
  await commit(table, born);
  for (const decision of decisions) {
    const before = await there(caseId);
    const token = before.version?.N ?? "";
    const wait = registration(asItIs, born.after, 0);
    const values = { ":t": { S: token }, ":n": before.turn, ":e": before.epoch } as Update["ExpressionAttributeValues"];
    const own = { ...wait, ExpressionAttributeValues: values };
    await table.client.send(new UpdateItemCommand({ TableName: table.name, Key: toItem(caseKey(caseId)), ...own }));
    const waiting = await there(caseId);
    expect(updated(before, own)).toEqual(waiting);
    await commit(noting(table, asked), decision);
    const update = asked.pop() ?? {};
    expect(updated(waiting, update)).toEqual(await there(caseId));
    await expect(commit(table, decision)).rejects.toThrow("written meanwhile");
    expect(updated(await there(caseId), update)).toBeUndefined();
  }
});

async function there(caseId: string): Promise<Item> {
  const item = await caseItemOf(table, caseId);
  if (item === undefined) throw new Error("the case is not there");
  return item;
}

import { isDeepStrictEqual } from "node:util";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { type Item, toItem } from "./case-item.ts";
import type { WorkItem } from "./work-items.ts";

/** What of a case, or of a response, guards its writes. */
export interface Guarded {
  version: number;
  turn: number;
  epoch: number;
}

/**
 * The write of an item on which an execution may wait, on condition of the version and epoch that were decided on. An
 * Update, never a Put: it leaves `waitToken` alone unless the workflow must look, and then removes it. `itemOf` gives the
 * whole item of a state, keys included.
 */
export function updateOfWaited<State extends Guarded>(
  TableName: string,
  { before, after }: { before: State | undefined; after: State },
  itemOf: (state: State) => Item,
): NonNullable<TransactWriteItem["Update"]> {
  const { pk, sk, ...wanted } = itemOf(after);
  const { pk: _oldPk, sk: _oldSk, ...present } = before === undefined ? {} : itemOf(before);
  if (pk === undefined || sk === undefined) throw new Error("an item is written under its keys");
  const set = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(value, present[key]));
  const remove = Object.keys(present).filter((key) => !(key in wanted));
  if (before !== undefined && before.turn !== after.turn) remove.push("waitToken");
  const names = Object.fromEntries([...set.map(([key]) => key), ...remove].map((key) => [`#${key}`, key]));
  const values = Object.fromEntries(set.map(([key, value]) => [`:${key}`, value]));
  const expression = [
    `SET ${set.map(([key]) => `#${key} = :${key}`).join(", ")}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((key) => `#${key}`).join(", ")}`] : []),
  ];
  return {
    TableName,
    Key: { pk, sk },
    UpdateExpression: expression.join(" "),
    ...(before === undefined
      ? {
          ConditionExpression: "attribute_not_exists(pk)",
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }
      : {
          ConditionExpression: "#guardVersion = :guardVersion AND #guardEpoch = :guardEpoch",
          ExpressionAttributeNames: { ...names, "#guardVersion": "version", "#guardEpoch": "epoch" },
          ExpressionAttributeValues: {
            ...values,
            ...toItem({ ":guardVersion": before.version, ":guardEpoch": before.epoch }),
          },
        }),
  };
}

/** The writes that take work lists from what was on them to what is to be: only entries that change are written. */
export function changedWork(TableName: string, before: WorkItem[], after: WorkItem[]): TransactWriteItem[] {
  const present = new Map(before.map((item) => [item.sk, item]));
  const wanted = new Map(after.map((item) => [item.sk, item]));
  const puts = [...wanted.values()].filter((item) => !isDeepStrictEqual(item, present.get(item.sk)));
  const gone = [...present.values()].filter(({ sk }) => !wanted.has(sk));
  return [
    ...puts.map((item) => ({ Put: { TableName, Item: toItem({ ...item }) } })),
    ...gone.map(({ pk, sk }) => ({ Delete: { TableName, Key: toItem({ pk, sk }) } })),
  ];
}

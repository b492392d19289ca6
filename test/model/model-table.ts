import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { WrittenCase } from "../../shared/domain/decision.ts";
import { type CasePosition, positionOf } from "../../shared/lambda/workflow-step.ts";
import { caseItem, caseOf, type Item } from "../../shared/table/case-item.ts";
import { interned } from "./interned.ts";

/** An update as DynamoDB is asked for it, on condition. */
export interface Update {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** What DynamoDB makes of an item, undefined when the condition fails. Knows what this system uses, and throws at more. */
export function updated(item: Item, update: Update): Item | undefined {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = update;
  const name = (word: string) => (word.startsWith("#") ? known(names[word], word) : word);
  const equal = (condition: string) => {
    const [, left, right] = known(/^(\S+) = (:\S+)$/.exec(condition), condition);
    return JSON.stringify(item[name(left ?? "")]) === JSON.stringify(known(values[right ?? ""], condition));
  };
  if (!(update.ConditionExpression ?? "").split(" AND ").filter(Boolean).every(equal)) return undefined;
  const result = { ...item };
  const [, set = "", remove = ""] = known(
    /^SET (.*?)(?: REMOVE (.*))?$/.exec(update.UpdateExpression ?? ""),
    update.UpdateExpression,
  );
  for (const assignment of set.split(", ")) {
    const [, left = "", right = ""] = known(/^(\S+) = (:\S+)$/.exec(assignment), assignment);
    result[name(left)] = known(values[right], assignment);
  }
  for (const word of remove.split(", ").filter(Boolean)) delete result[name(word)];
  return result;
}

function known<Value>(value: Value | undefined | null, what: unknown): Value {
  if (value === undefined || value === null) throw new Error(`the model's table does not understand ${String(what)}`);
  return value;
}

/** Every state of the CASE item that was seen, without its token; two that differ in the chain's hash alone are one. */
const items = interned<Item>((item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))));

export interface SeenItem {
  item: Item;
  state: WrittenCase;
  position: CasePosition;
}
const seen = new Map<number, SeenItem>();

export function itemId({ waitToken: _token, ...item }: Item): number {
  return items.idOf({ ...item, headHash: { S: "hash" } });
}

export const idOfCase = (state: WrittenCase): number => itemId(caseItem(state));

export function seenItem(id: number): SeenItem {
  const known = seen.get(id);
  if (known !== undefined) return known;
  const item = items.get(id);
  const state = caseOf(item);
  const made = { item, state, position: positionOf(state) };
  seen.set(id, made);
  return made;
}

/** The item as the table holds it: with the token of whoever waits; token 0 is none. */
export function itemWith(id: number, token: number): Item {
  const { item } = seenItem(id);
  return token === 0 ? item : { ...item, waitToken: { S: String(token) } };
}

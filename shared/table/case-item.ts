import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { lookAgainAt } from "../domain/commands/recover-case.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { caseKey, dueShard, shardOf, stalledShard } from "./keys.ts";

export type Item = Record<string, AttributeValue>;

/** Attributes of the CASE item that are not part of the case: keys, index keys, and the token of whoever waits. */
const notTheCase = new Set(["pk", "sk", "duePk", "dueSk", "stalledPk", "stalledSk", "waitToken"]);

/** A case as the CASE item keeps it, keys and index keys included. Which indexes it is in follows from its state alone. */
export function caseItem(state: WrittenCase): Item {
  const { caseId, stalled } = state;
  const lookAt = lookAgainAt(state);
  const shard = shardOf(caseId);
  return toItem({
    ...caseKey(caseId),
    ...state,
    ...(lookAt === undefined ? {} : { duePk: dueShard(shard), dueSk: `${lookAt}#${caseId}` }),
    ...(stalled === undefined ? {} : { stalledPk: stalledShard(shard), stalledSk: `${stalled.at}#${caseId}` }),
  });
}

/** The case in a CASE item. */
export function caseOf(item: Item): WrittenCase {
  return Object.fromEntries(Object.entries(unmarshall(item)).filter(([name]) => !notTheCase.has(name))) as WrittenCase;
}

/** Any plain object as an item; undefined members are left out. */
export function toItem(content: Record<string, unknown>): Item {
  return marshall(content, { removeUndefinedValues: true });
}

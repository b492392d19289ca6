import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../../local/aws.ts";
import type { ChangeRecord } from "../../local/dynamodb/cursor.ts";
import { indexes, tableKey, worklistAttributes } from "../../shared/table/keys.ts";

/** Write units that one change costs at one key. */
export interface KeyUnits {
  /** The partition key, with the index it belongs to in front; `table` for the table itself. */
  key: string;
  units: number;
}

type Item = Record<string, JsonObject>;

const unit = 1024;

/**
 * What a change costs by partition key, of the table and of each index it reaches, as DynamoDB documents it: a kilobyte
 * a unit, of the larger of the old and the new item; twice that on the table in a transaction; on an index one write for
 * an entry put, changed or deleted, two when its key changes, none when it stays as it is.
 */
export function writeUnitsOf({ dynamodb }: ChangeRecord): KeyUnits[] {
  const [before, after] = [dynamodb.OldImage as Item | undefined, dynamodb.NewImage as Item | undefined];
  const factor = onlyTheWait(before, after) ? 1 : 2;
  const size = Math.max(sizeOf(before), sizeOf(after));
  const partition = String((dynamodb.Keys as Item)[tableKey.partition]?.S);
  const table = { key: `table ${partition}`, units: factor * unitsFor(size) };
  return [table, ...Object.values(indexes).flatMap((index) => onIndex(index, before, after))];
}

/** Step Functions registers a wait by a plain update; everything else is written in transactions. */
function onlyTheWait(before: Item | undefined, after: Item | undefined): boolean {
  if (before === undefined || after === undefined || after.waitToken === undefined) return false;
  const { waitToken: _old, ...others } = before;
  const { waitToken: _new, ...now } = after;
  return isSame(others, now);
}

function onIndex(
  { name, partition, sort }: { name: string; partition: string; sort: string },
  before: Item | undefined,
  after: Item | undefined,
): KeyUnits[] {
  const entry = (item: Item | undefined) => {
    if (item?.[partition] === undefined || item[sort] === undefined) return undefined;
    const shown = [
      tableKey.partition,
      tableKey.sort,
      partition,
      sort,
      ...(name === indexes.worklist.name ? worklistAttributes : []),
    ];
    return Object.fromEntries(Object.entries(item).filter(([attribute]) => shown.includes(attribute)));
  };
  const [old, now] = [entry(before), entry(after)];
  const at = (item: Item, size: number) => ({ key: `${name} ${item[partition]?.S}`, units: unitsFor(size) });
  if (old === undefined) return now === undefined ? [] : [at(now, sizeOf(now))];
  if (now === undefined) return [at(old, sizeOf(old))];
  if (isSame(old, now)) return [];
  const moved = !isSame({ p: old[partition], s: old[sort] } as Item, { p: now[partition], s: now[sort] } as Item);
  return moved ? [at(old, sizeOf(old)), at(now, sizeOf(now))] : [at(now, Math.max(sizeOf(old), sizeOf(now)))];
}

function unitsFor(size: number): number {
  return Math.max(1, Math.ceil(size / unit));
}

/** Attribute names and values in bytes, by DynamoDB's rules for item sizes. */
export function sizeOf(item: Item | undefined): number {
  return Object.entries(item ?? {}).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(value: JsonObject): number {
  const [[type, content] = ["NULL", true]] = Object.entries(value) as [string, Json][];
  switch (type) {
    case "S":
      return Buffer.byteLength(String(content));
    case "N":
      return (
        Math.ceil(String(content).replace(/[-.]|^0+|0+$/g, "").length / 2) +
        1 +
        (String(content).startsWith("-") ? 1 : 0)
      );
    case "L":
      return 3 + (content as JsonObject[]).reduce((sum, member) => sum + 1 + sizeOfValue(member), 0);
    case "M":
      return (
        3 +
        Object.entries(content as Item).reduce(
          (sum, [name, member]) => sum + 1 + Buffer.byteLength(name) + sizeOfValue(member),
          0,
        )
      );
    default:
      return 1;
  }
}

function isSame(left: Item, right: Item): boolean {
  return isDeepStrictEqual(left, right);
}

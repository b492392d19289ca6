import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { addMillis, type Instant, toMillis } from "../domain/instant.ts";
import type { Likeness } from "../domain/matter/likeness.ts";
import type { Appeal } from "../domain/matter/related.ts";
import { keysOf } from "../domain/matter/sketch.ts";
import { type Item, toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { appealKey, expiryAttribute, groupKey, matterKey } from "./keys.ts";

/** Appeals are found again for so long, in milliseconds. */
const keptFor = 90 * 86_400_000;
/** Whoever appeals more often than this in ninety days is compared with their latest appeals. */
const mostOwn = 20;
/** So many cases are looked at under a key: a hot matter costs no more than a quiet one. */
const mostUnderKey = 6;

export interface Candidates {
  /** Appeals of the same requester, the latest first. */
  own: Appeal[];
  others: Appeal[];
  /** The number of the requester's next appeal. */
  next: number;
}

/**
 * Appeals that may be about the same matter: those of the requester (consistent read; none where anonymous), and the latest
 * under each key of the matter. `requester` is the hash of a phone number.
 */
export async function findCandidates(
  table: Table,
  requester: string | undefined,
  keys: string[],
  now: Instant,
): Promise<Candidates> {
  const since = addMillis(now, -keptFor);
  const fresh = ({ receivedAt }: Appeal) => receivedAt >= since;
  const [numbered, ...found] = await Promise.all([
    requester === undefined ? [] : latest(table, appealKey(requester, 0).pk, "APPEAL#", mostOwn, true),
    ...keys.map((key) => latest(table, matterKey(key, "").pk, "CASE#", mostUnderKey, false)),
  ]);
  const last = Number(numbered[0]?.sk?.S?.split("#")[1] ?? 0);
  const others = new Map(found.flat().map((item) => [item.caseId?.S, appealOf(item)]));
  return { own: numbered.map(appealOf).filter(fresh), others: [...others.values()].filter(fresh), next: last + 1 };
}

/** The item by which a requester's next appeal is compared with this one. */
export function appealItem(requester: string, number: number, appeal: Appeal, now: Instant): Item {
  return toItem({ ...appealKey(requester, number), ...stored(appeal, now) });
}

/** The same under a number that many people share: they do not wait for each other. */
export function sharedAppealItem(requester: string, number: number, appeal: Appeal, now: Instant): Item {
  const { pk, sk } = appealKey(requester, number);
  return toItem({ pk, sk: `${sk}#${appeal.caseId}`, ...stored(appeal, now) });
}

/** The items by which other requesters' appeals on the matter find this one. */
export function matterItems(appeal: Appeal, now: Instant): Item[] {
  return keysOf(appeal.sketch).map((key) => toItem({ ...matterKey(key, appeal.caseId), ...stored(appeal, now) }));
}

export interface GroupMember {
  caseId: string;
  /** The case that it is like, and how far. */
  other: string;
  likeness: Likeness;
  linkedAt: Instant;
}

/** The item by which the cases of a group find each other. It stays as long as the case. */
export function groupItem(group: string, { caseId, ...member }: GroupMember): Item {
  return toItem({ ...groupKey(group, caseId), caseId, ...member });
}

/** The cases that were linked to a group after the one it is named after, the latest first, so many at most. */
export async function groupMembers(table: Table, group: string, limit: number): Promise<GroupMember[]> {
  const items = await latest(table, groupKey(group, "").pk, "CASE#", limit, true);
  return items.map((item) => {
    const { caseId, other, likeness, linkedAt } = unmarshall(item);
    return { caseId, other, likeness, linkedAt };
  });
}

async function latest(
  { client, name }: Table,
  pk: string,
  prefix: string,
  limit: number,
  ConsistentRead: boolean,
): Promise<Item[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      ConsistentRead,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: toItem({ ":pk": pk, ":prefix": prefix }),
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items;
}

function stored(appeal: Appeal, now: Instant): Record<string, unknown> {
  return { ...appeal, [expiryAttribute]: Math.ceil(toMillis(addMillis(now, keptFor)) / 1000) };
}

/** The appeal in an item of its requester or of a matter. */
export function appealOf(item: Item): Appeal {
  const { pk: _pk, sk: _sk, [expiryAttribute]: _expiry, ...appeal } = unmarshall(item);
  return appeal as Appeal;
}

import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Receipt } from "../api/ticket.ts";
import { toMillis } from "../domain/instant.ts";
import { type Item, toItem } from "./case-item.ts";
import { expiryAttribute, externalRefKey, idempotencyKey, supplementKey } from "./keys.ts";

/** An Idempotency-Key is remembered for two days, in seconds; an external reference for good. */
const keyKeptFor = 2 * 86_400;

interface Answered {
  partner: string;
  externalRef?: string | undefined;
  /** The Idempotency-Key. */
  key?: string;
  bodyHash: string;
  receipt: Receipt;
  now: string;
}

/** Uniqueness items that remember the answer to a ticket: the same ticket again gets it, word for word. */
export function receiptItem(answered: Answered): Item[] {
  const { partner, externalRef } = answered;
  const ref =
    externalRef === undefined ? [] : [remembered(externalRefKey(partner, externalRef), "reference", answered)];
  return [...ref, ...keyItem(answered)];
}

/** The same for a supplement: a repeated supplement is not a second one. */
export function supplementItem(answered: Answered): Item[] {
  const { partner, externalRef = "", bodyHash } = answered;
  return [remembered(supplementKey(partner, externalRef, bodyHash), "reference", answered), ...keyItem(answered)];
}

export function readReceipt(item: Item): { by: "reference" | "key"; bodyHash: string; receipt: Receipt } {
  const { by, bodyHash, receipt } = unmarshall(item);
  return { by, bodyHash, receipt: JSON.parse(receipt) as Receipt };
}

function keyItem(answered: Answered): Item[] {
  const { partner, key, now } = answered;
  if (key === undefined) return [];
  const expiresAt = Math.ceil(toMillis(now) / 1000) + keyKeptFor;
  return [
    { ...remembered(idempotencyKey(partner, key), "key", answered), ...toItem({ [expiryAttribute]: expiresAt }) },
  ];
}

function remembered(key: { pk: string; sk: string }, by: "reference" | "key", { bodyHash, receipt }: Answered): Item {
  return toItem({ ...key, by, bodyHash, receipt: JSON.stringify(receipt) });
}

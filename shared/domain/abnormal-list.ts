import { createHash } from "node:crypto";
import type { AbnormalEntry } from "../directory/abnormal-list.ts";
import { phoneDigits } from "./phone.ts";

/**
 * The entry of the abnormal list (异常名录) that a requester's ticket falls under on a day, `YYYY-MM-DD`: a person looks at
 * it first. The list holds hashes of phone numbers, so that it names nobody; whoever leaves none is not on it.
 */
export function listedEntry(
  abnormalList: readonly AbnormalEntry[],
  phone: string | undefined,
  today: string,
): AbnormalEntry | undefined {
  if (phone === undefined || abnormalList.length === 0) return undefined;
  const requester = requesterHash(phone);
  return abnormalList.find((entry) => entry.requester === requester && entry.from <= today && today < entry.until);
}

/**
 * By what a requester is known again: SHA-256 of the digits of a phone number, however it is written. Few numbers there are
 * that could be tried one by one: it stands in keys and items of the table alone, never in an event, on the bus or in a log.
 */
export function requesterHash(phone: string): string {
  return createHash("sha256").update(phoneDigits(phone)).digest("hex");
}

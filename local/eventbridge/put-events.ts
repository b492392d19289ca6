import { randomUUID } from "node:crypto";
import { AwsError, type Json, type JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";

/** An event as rules see it. */
export type BusEvent = {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: JsonObject;
};

/** An entry that was refused, as PutEvents answers it. */
export type EntryFault = { ErrorCode: string; ErrorMessage: string };

const mostEntries = 10;
const largestRequest = 262_144;

/** The entries of a PutEvents call. Throws ValidationException for none, too many, or too much. */
export function entriesOf(input: JsonObject): JsonObject[] {
  const entries = (input.Entries ?? []) as JsonObject[];
  if (entries.length === 0 || entries.length > mostEntries) {
    throw new AwsError("ValidationException", `Entries must have 1 to ${mostEntries} members, not ${entries.length}`);
  }
  const size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  if (size > largestRequest) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  return entries;
}

/** Makes an event of an entry, or says what is wrong with it. */
export function eventOf(
  entry: JsonObject,
  origin: { account: string; region: string; now: Millis },
): BusEvent | EntryFault {
  const { Source, DetailType, Detail } = entry;
  if (typeof Source !== "string" || Source === "") return missing("Source");
  if (typeof DetailType !== "string" || DetailType === "") return missing("DetailType");
  if (typeof Detail !== "string" || Detail === "") return missing("Detail");
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = parsedObject(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return busEvent({
    ...origin,
    source: Source,
    detailType: DetailType,
    detail,
    resources: entry.Resources,
    time: entry.Time,
  });
}

/** Puts the envelope around a detail. */
export function busEvent(parts: {
  account: string;
  region: string;
  now: Millis;
  source: string;
  detailType: string;
  detail: JsonObject;
  resources?: Json | undefined;
  /** Seconds since 1970. Default: now. */
  time?: Json | undefined;
}): BusEvent {
  const time = typeof parts.time === "number" ? parts.time * 1000 : parts.now;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": parts.detailType,
    source: parts.source,
    account: parts.account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: parts.region,
    resources: (parts.resources ?? []) as string[],
    detail: parts.detail,
  };
}

function parsedObject(text: string): JsonObject | undefined {
  try {
    const parsed = JSON.parse(text) as Json;
    return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** As EventBridge counts: 14 bytes for the time, and the length of every text. */
function entrySize({ Source = "", DetailType = "", Detail = "", Resources = [], Time }: JsonObject): number {
  const texts = [Source, DetailType, Detail, ...(Resources as string[])];
  return texts.reduce((sum: number, text) => sum + Buffer.byteLength(String(text)), Time === undefined ? 0 : 14);
}

function missing(name: string): EntryFault {
  const reason = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  return { ErrorCode: "InvalidArgument", ErrorMessage: reason };
}

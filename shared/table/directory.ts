import { gunzipSync, gzipSync } from "node:zlib";
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Directory } from "../directory/directory.ts";
import { fromMillis, type Instant } from "../domain/instant.ts";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { activeDirectoryKey, directoryKey, directoryVersionKey, padded } from "./keys.ts";

/** An item holds 400 KB; a part leaves room for keys. */
const partBytes = 300_000;
/** How long a function goes on with the active version before it looks again, in milliseconds. */
const activeFor = 60_000;

/** A version that was written whole. */
export interface DirectoryVersion {
  version: string;
  importedAt: Instant;
  importedBy: string;
  /** Compressed, as it lies in the table. */
  bytes: number;
}

/**
 * Writes a directory version in parts, and enters it among the versions last of all: what is listed is whole. Versions
 * are immutable: one that is there already is left as it is, and false comes back.
 */
export async function putDirectory(
  table: Table,
  directory: Directory,
  { by = "operator", at = fromMillis(Date.now()) }: { by?: string; at?: Instant } = {},
): Promise<boolean> {
  const { client, name } = table;
  if ((await findVersion(table, directory.version)) !== undefined) return false;
  const packed = gzipSync(JSON.stringify(directory));
  const of = Math.ceil(packed.length / partBytes);
  for (let part = 0; part < of; part += 1) {
    const content = packed.subarray(part * partBytes, (part + 1) * partBytes);
    const Item = toItem({ ...directoryKey(directory.version, `PART#${padded(part, 3)}`), content, of });
    await client.send(new PutItemCommand({ TableName: name, Item }));
  }
  const entry: DirectoryVersion = {
    ...{ version: directory.version, importedAt: at, importedBy: by, bytes: packed.length },
  };
  const Item = toItem({ ...directoryVersionKey(directory.version), ...entry });
  try {
    await client.send(new PutItemCommand({ TableName: name, Item, ConditionExpression: "attribute_not_exists(pk)" }));
    return true;
  } catch (error) {
    // Somebody else has imported the same content at the same time.
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The version's entry among all versions; undefined while it is not there, or not whole. */
export async function findVersion({ client, name }: Table, version: string): Promise<DirectoryVersion | undefined> {
  const Key = toItem(directoryVersionKey(version));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && entryOf(unmarshall(Item));
}

/** All versions in the table, the newest first. */
export async function listVersions({ client, name }: Table): Promise<DirectoryVersion[]> {
  const query = {
    TableName: name,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: toItem({ ":pk": directoryVersionKey("").pk }),
  };
  const found: DirectoryVersion[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    found.push(...Items.map((item) => entryOf(unmarshall(item))));
  }
  return found.sort((a, b) => (a.importedAt > b.importedAt ? -1 : 1));
}

function entryOf({ version, importedAt, importedBy, bytes }: Record<string, unknown>): DirectoryVersion {
  return { version, importedAt, importedBy, bytes } as DirectoryVersion;
}

/** Nobody has imported a directory yet: there are no units, no limits, nothing to decide by. */
export class NoDirectory extends Error {
  override readonly name = "NoDirectory";
}

/** Reads directories once per function and version: a case costs no more as the directory grows. */
export interface DirectoryReader {
  /** The version that new cases are opened under. Throws NoDirectory when none has been activated. */
  active(): Promise<Directory>;
  version(version: string): Promise<Directory>;
}

export function readDirectory(table: Table, now: () => number = Date.now): DirectoryReader {
  const versions = new Map<string, Promise<Directory>>();
  let active: { version: string; until: number } | undefined;
  const reader: DirectoryReader = {
    async active() {
      if (active === undefined || now() >= active.until) {
        active = { version: await activeVersion(table), until: now() + activeFor };
      }
      return reader.version(active.version);
    },
    version(version) {
      const known = versions.get(version) ?? loadVersion(table, version);
      versions.set(version, known);
      // A failed read must not be remembered.
      known.catch(() => versions.delete(version));
      return known;
    },
  };
  return reader;
}

async function activeVersion({ client, name }: Table): Promise<string> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: toItem(activeDirectoryKey) }));
  if (Item?.version?.S === undefined)
    throw new NoDirectory(
      "no directory is active: the operator must import one, npm run directory -- import --activate",
    );
  return Item.version.S;
}

/** What versions of before these parts do not have. */
const addedLater = { roster: { members: [], seasons: [], rules: [], officers: [] }, events: [], replyTemplates: [] };

/** Reads a version from the table. Throws an Error when it is not there. */
export async function loadVersion({ client, name }: Table, version: string): Promise<Directory> {
  const parts: Uint8Array[] = [];
  const query = {
    TableName: name,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: toItem({ ":pk": directoryKey(version, "").pk }),
  };
  let whole = Number.POSITIVE_INFINITY;
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const item of Items) {
      const { content, of } = unmarshall(item);
      parts.push(content);
      whole = of ?? whole;
    }
  }
  if (parts.length === 0) throw new Error(`directory ${version} is not in the table`);
  // An import that broke off may have left more parts than the one that went through.
  const packed = Buffer.concat(parts.slice(0, whole));
  return { ...addedLater, ...JSON.parse(gunzipSync(packed).toString()) } as Directory;
}

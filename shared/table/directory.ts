import { gunzipSync, gzipSync } from "node:zlib";
import { GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Directory } from "../directory/directory.ts";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { activeDirectoryKey, directoryKey, padded } from "./keys.ts";

/** An item holds 400 KB; a part leaves room for keys. */
const partBytes = 300_000;
/** How long a function goes on with the active version before it looks again, in milliseconds. */
const activeFor = 60_000;

/** Writes a directory version in parts. Versions are immutable: writing the same one again changes nothing. */
export async function putDirectory({ client, name }: Table, directory: Directory): Promise<void> {
  const packed = gzipSync(JSON.stringify(directory));
  for (let start = 0, part = 0; start < packed.length; start += partBytes, part += 1) {
    const content = packed.subarray(start, start + partBytes);
    const Item = toItem({ ...directoryKey(directory.version, `PART#${padded(part, 3)}`), content });
    await client.send(new PutItemCommand({ TableName: name, Item }));
  }
}

/** Makes a version the one under which new cases are opened. */
export async function activateDirectory({ client, name }: Table, version: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: name, Item: toItem({ ...activeDirectoryKey, version }) }));
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
      const known = versions.get(version) ?? load(table, version);
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
    throw new NoDirectory("no directory is active: the operator must import one, npm run directory -- import");
  return Item.version.S;
}

async function load({ client, name }: Table, version: string): Promise<Directory> {
  const parts: Uint8Array[] = [];
  const query = {
    TableName: name,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: toItem({ ":pk": directoryKey(version, "").pk }),
  };
  for await (const { Items = [] } of paginateQuery({ client }, query))
    parts.push(...Items.map((item) => unmarshall(item).content));
  if (parts.length === 0) throw new Error(`directory ${version} is not in the table`);
  return JSON.parse(gunzipSync(Buffer.concat(parts)).toString()) as Directory;
}

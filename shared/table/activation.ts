import {
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { fromMillis, type Instant } from "../domain/instant.ts";
import { notNow, notThere } from "../domain/refusal.ts";
import { toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { findVersion } from "./directory.ts";
import { droppedYears } from "./dropped-years.ts";
import { activationKey, activeDirectoryKey } from "./keys.ts";

/** One time that a version was made the one for new cases. */
export interface Activation {
  /** Counts from 1: the highest is in force. */
  revision: number;
  version: string;
  at: Instant;
  by: string;
  /** The revision that a rollback goes to; none for the first. */
  before?: number | undefined;
}

/** Who activates, when, and what they have seen active; another version than that refuses. */
export interface Activating {
  by?: string;
  at?: Instant;
  replaces?: string | undefined;
}

/**
 * Makes a version the one under which new cases are opened; open ones keep theirs. The version that is active already
 * stays so without a new entry. Throws the Refusal NoSuchVersion, DirectoryChanged when somebody else was faster, or
 * CalendarYearDropped when open cases may still need a year that the version does not have.
 */
export async function activateDirectory(
  table: Table,
  version: string,
  activating: Activating = {},
): Promise<Activation> {
  const current = await activeDirectory(table);
  expectSeen(current, activating.replaces);
  if (current?.version === version) return current;
  if ((await findVersion(table, version)) === undefined)
    throw notThere("NoSuchVersion", `there is no directory ${version}: import it first`);
  return replace(table, current, { version, before: current?.revision || undefined }, activating);
}

/**
 * Goes back to the version that was active before this one, and a second time to the one before that. Throws the Refusal
 * NothingBefore, or as `activateDirectory` does.
 */
export async function rollBackDirectory(table: Table, activating: Activating = {}): Promise<Activation> {
  const current = await activeDirectory(table);
  expectSeen(current, activating.replaces);
  const earlier = current?.before === undefined ? undefined : await activation(table, current.before);
  if (earlier === undefined)
    throw notNow("NothingBefore", "no version was active before this one: activate one by name");
  return replace(table, current, { version: earlier.version, before: earlier.before }, activating);
}

/** What is active; undefined before anything has been. */
export async function activeDirectory({ client, name }: Table): Promise<Activation | undefined> {
  const Key = toItem(activeDirectoryKey);
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && activationOf(unmarshall(Item));
}

/** The last activations, the newest first. */
export async function activationHistory({ client, name }: Table, limit: number): Promise<Activation[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :activations)",
      ExpressionAttributeValues: toItem({ ":pk": activeDirectoryKey.pk, ":activations": "ACTIVATION#" }),
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items.map((item) => activationOf(unmarshall(item)));
}

async function activation({ client, name }: Table, revision: number): Promise<Activation | undefined> {
  const Key = toItem(activationKey(revision));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && activationOf(unmarshall(Item));
}

function expectSeen(current: Activation | undefined, replaces: string | undefined): void {
  if (replaces !== undefined && replaces !== current?.version) throw changed(current?.version);
}

function changed(version?: string) {
  const now = version === undefined ? "another version" : `version ${version}`;
  return notNow("DirectoryChanged", `${now} has become active meanwhile: look at it, and decide anew`);
}

async function replace(
  table: Table,
  current: Activation | undefined,
  next: Pick<Activation, "version" | "before">,
  { by = "operator", at = fromMillis(Date.now()) }: Activating,
): Promise<Activation> {
  if (current !== undefined) {
    const dropped = await droppedYears(table, current.version, next.version);
    if (dropped.length > 0) {
      const years = dropped.join(", ");
      throw notNow(
        "CalendarYearDropped",
        `${next.version} has no calendar for ${years}, and cases are open that may run into it: add the year`,
      );
    }
  }
  const made: Activation = { ...next, revision: (current?.revision ?? 0) + 1, by, at };
  const { client, name: TableName } = table;
  const { revision, version, before } = made;
  const Item = toItem({ ...activationKey(revision), ...made });
  const Update = {
    TableName,
    Key: toItem(activeDirectoryKey),
    UpdateExpression: `SET version = :version, revision = :revision, #by = :by, #at = :at ${before === undefined ? "REMOVE #before" : ", #before = :before"}`,
    // A directory that was activated before activations were counted has no revision.
    ConditionExpression: current?.revision ? "revision = :current" : "attribute_not_exists(revision)",
    ExpressionAttributeNames: { "#by": "by", "#at": "at", "#before": "before" },
    ExpressionAttributeValues: toItem({
      ...{ ":version": version, ":revision": revision, ":by": by, ":at": at, ":before": before },
      ":current": current?.revision || undefined,
    }),
  };
  const Put = { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" };
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }, { Put }] }));
  } catch (error) {
    throw error instanceof TransactionCanceledException ? changed() : error;
  }
  return made;
}

function activationOf({ revision = 0, version, at = "", by = "", before }: Record<string, unknown>): Activation {
  return { revision, version, at, by, ...(before === undefined ? {} : { before }) } as Activation;
}

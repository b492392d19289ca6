import { GetItemCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Directory } from "../directory/directory.ts";
import { lookAgainAt } from "../domain/commands/recover-case.ts";
import type { ResponseDecision } from "../domain/response/decide-response.ts";
import type { SensitiveResponse } from "../domain/response/response.ts";
import { jointOffice } from "../domain/routing.ts";
import { type Item, toItem } from "./case-item.ts";
import type { Table } from "./client.ts";
import { dossierEvents } from "./dossiers.ts";
import { dossierKey, dueShard, shardOf, stalledShard } from "./keys.ts";
import { responseWork } from "./response-work.ts";
import { changedWork, updateOfWaited } from "./waited-item.ts";

const kind = "sensitive-response";
/** Attributes of the item that are not part of the response. */
const notTheResponse = new Set(["pk", "sk", "duePk", "dueSk", "stalledPk", "stalledSk", "waitToken"]);

/** A response as its item keeps it: in the sweeper's index while it is open, in that of the stalled while it is. */
export function responseItem(state: SensitiveResponse): Item {
  const { caseId, stalled } = state;
  const lookAt = lookAgainAt(state);
  const shard = shardOf(caseId);
  return toItem({
    ...dossierKey(kind, caseId),
    ...state,
    ...(lookAt === undefined ? {} : { duePk: dueShard(shard), dueSk: `${lookAt}#${caseId}#${kind}` }),
    ...(stalled === undefined ? {} : { stalledPk: stalledShard(shard), stalledSk: `${stalled.at}#${caseId}#${kind}` }),
  });
}

/** All that a decision on a response writes. */
export function responseWrites(
  name: string,
  decision: ResponseDecision,
  directory: Directory,
): [TransactWriteItem, ...TransactWriteItem[]] {
  const { before, after } = decision;
  const office = jointOffice(directory);
  return [
    { Update: updateOfWaited(name, { before, after }, responseItem) },
    ...dossierEvents(name, decision),
    ...changedWork(name, before === undefined ? [] : responseWork(before, office), responseWork(after, office)),
  ];
}

/** The response to a case, and the token of whoever waits on it (consistent read). */
export async function loadResponse(
  { client, name }: Table,
  caseId: string,
): Promise<{ state: SensitiveResponse | undefined; waitToken: string | undefined }> {
  const Key = toItem(dossierKey(kind, caseId));
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  if (Item === undefined) return { state: undefined, waitToken: undefined };
  const content = Object.entries(unmarshall(Item)).filter(([attribute]) => !notTheResponse.has(attribute));
  return { state: Object.fromEntries(content) as unknown as SensitiveResponse, waitToken: Item.waitToken?.S };
}

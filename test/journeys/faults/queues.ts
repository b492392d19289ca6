import { readEventSources } from "../../../local/assembly/event-sources.ts";
import { readFunctions } from "../../../local/assembly/functions.ts";
import { type QueueDefinition, readQueues } from "../../../local/assembly/queues.ts";
import type { JsonObject } from "../../../local/aws.ts";
import type { Cloud } from "../../../local/cloud.ts";
import { environmentNames } from "../../../shared/lambda/environment.ts";
import { functionOf } from "../city.ts";

/** Where a reader of the stream, given by its source file, puts records that it cannot read. */
export async function parkedBy({ assembly }: Cloud, entry: string): Promise<QueueDefinition> {
  const { name } = await functionOf(entry);
  const reader = readFunctions(assembly).find((one) => one.name === name);
  return queueWhere(assembly, ({ url }) => url === reader?.environment[environmentNames.parkedRecordsQueueUrl]);
}

/** Where Lambda tells of the records that a reader of the stream has failed on too often. */
export async function givenUpBy({ assembly }: Cloud, entry: string): Promise<QueueDefinition> {
  const { name } = await functionOf(entry);
  const source = readEventSources(assembly).find((one) => one.kind === "stream" && one.functionName === name);
  return queueWhere(assembly, ({ arn }) => source?.kind === "stream" && arn === source.onFailureArn);
}

/** Where a queue's messages go that its worker has failed on too often. */
export function deadLettersOf({ assembly }: Cloud, { deadLetter }: QueueDefinition): QueueDefinition {
  return queueWhere(assembly, ({ arn }) => arn === deadLetter?.queueArn);
}

function queueWhere(assembly: Cloud["assembly"], isIt: (queue: QueueDefinition) => boolean): QueueDefinition {
  const found = readQueues(assembly).find(isIt);
  if (found === undefined) throw new Error("there is no such queue");
  return found;
}

/** What lies in a queue for a person to look at. */
export async function lyingIn({ sqs }: Cloud, { url }: QueueDefinition): Promise<JsonObject[]> {
  const { Messages = [] } = await sqs.service("ReceiveMessage", { QueueUrl: url, MaxNumberOfMessages: 10 }, "test");
  return (Messages as { Body: string }[]).map(({ Body }) => JSON.parse(Body) as JsonObject);
}

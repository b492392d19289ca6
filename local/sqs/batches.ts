import { AwsError, type JsonObject } from "../aws.ts";
import { largestMessage, messageSize } from "./messages.ts";
import type { Queue } from "./queue.ts";
import type { QueueAction } from "./sqs.ts";

type Entry = JsonObject & { Id: string };
type SingleAction = (queue: Queue, input: JsonObject, principal: string) => JsonObject;

/** The actions on up to ten messages: each entry succeeds or fails by itself. */
export function batchActions(single: {
  SendMessage: SingleAction;
  DeleteMessage: SingleAction;
  ChangeMessageVisibility: SingleAction;
}): { [action: string]: QueueAction } {
  return {
    SendMessageBatch(queue, input, principal) {
      const size = entriesOf(input).reduce((sum, entry) => sum + messageSize(entry), 0);
      if (size > largestMessage) {
        throw new AwsError("BatchRequestTooLong", `Batch requests cannot be longer than ${largestMessage} bytes.`);
      }
      return eachOf(single.SendMessage)(queue, input, principal);
    },
    DeleteMessageBatch: eachOf(single.DeleteMessage),
    ChangeMessageVisibilityBatch: eachOf(single.ChangeMessageVisibility),
  };
}

function eachOf(action: SingleAction): QueueAction {
  return (queue, input, principal) => {
    const successful: JsonObject[] = [];
    const failed: JsonObject[] = [];
    for (const { Id, ...entry } of entriesOf(input)) {
      try {
        successful.push({ Id, ...action(queue, entry, principal) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
      }
    }
    return { Successful: successful, Failed: failed };
  };
}

function entriesOf(input: JsonObject): Entry[] {
  const entries = (input.Entries ?? []) as Entry[];
  if (entries.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  const ids = entries.map(({ Id }) => Id);
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain letters, digits, hyphens and underscores.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  return entries;
}

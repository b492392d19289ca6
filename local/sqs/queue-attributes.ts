import type { JsonObject } from "../aws.ts";
import type { Queue } from "./queue.ts";

/** Answers GetQueueAttributes: those asked for by name, or all. */
export function queueAttributes(queue: Queue, input: JsonObject): JsonObject {
  const asked = (input.AttributeNames ?? []) as string[];
  const all = Object.entries(attributesOf(queue));
  return { Attributes: Object.fromEntries(all.filter(([name]) => asked.includes("All") || asked.includes(name))) };
}

function attributesOf({ definition, counts }: Queue): { [name: string]: string } {
  const { visible, notVisible, delayed } = counts();
  const redrive: { RedrivePolicy?: string } =
    definition.redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(definition.redrive) };
  return {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(definition.visibilityTimeout ?? 30),
    DelaySeconds: String(definition.delaySeconds ?? 0),
    MessageRetentionPeriod: String(definition.retention ?? 345_600),
    ReceiveMessageWaitTimeSeconds: String(definition.receiveMessageWaitTimeSeconds ?? 0),
    MaximumMessageSize: "1048576",
    ...redrive,
  };
}

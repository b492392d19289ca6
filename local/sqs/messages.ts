import { AwsError, type Json, type JsonObject } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { type MessageAttributes, md5OfAttributes, md5OfBody } from "./md5.ts";
import type { Message, Queue } from "./queue.ts";
import type { QueueAction } from "./sqs.ts";

/** The size of one message, and of a batch of them, in bytes. */
export const largestMessage = 1_048_576;

/** The actions on single messages. */
export function messageActions(clock: Clock) {
  return {
    SendMessage(queue, input, principal) {
      const body = text(input, "MessageBody");
      const attributes = (input.MessageAttributes ?? {}) as MessageAttributes;
      if (body === "") throw invalid("The request must contain the parameter MessageBody.");
      if (messageSize(input) > largestMessage) throw invalid(`Message must be shorter than ${largestMessage} bytes.`);
      const delaySeconds = optionalNumber(input, "DelaySeconds", 0, 900);
      const delay = delaySeconds === undefined ? {} : { delaySeconds };
      const { id } = queue.send({ body, attributes, senderId: principal, ...delay });
      return { MessageId: id, MD5OfMessageBody: md5OfBody(body), ...attributesDigest(attributes) };
    },
    async ReceiveMessage(queue, input): Promise<JsonObject> {
      const max = optionalNumber(input, "MaxNumberOfMessages", 1, 10) ?? 1;
      const visibilityTimeout = optionalNumber(input, "VisibilityTimeout", 0, 43_200);
      const { receiveMessageWaitTimeSeconds = 0 } = queue.definition;
      const wait = optionalNumber(input, "WaitTimeSeconds", 0, 20) ?? receiveMessageWaitTimeSeconds;
      const request = visibilityTimeout === undefined ? { max } : { max, visibilityTimeout };
      let messages = queue.receive(request);
      // On a manual clock an empty queue answers at once: time stands still while the one who asks is at work.
      if (messages.length === 0 && wait > 0 && clock.mode.kind !== "manual") {
        messages = await receiveWithin(queue, request, wait, clock);
      }
      return messages.length === 0 ? {} : { Messages: messages.map((message) => received(message, input)) };
    },
    DeleteMessage(queue, input) {
      queue.remove(text(input, "ReceiptHandle"));
      return {};
    },
    ChangeMessageVisibility(queue, input) {
      const seconds = optionalNumber(input, "VisibilityTimeout", 0, 43_200);
      if (seconds === undefined) throw invalid("The request must contain the parameter VisibilityTimeout.");
      queue.changeVisibility(text(input, "ReceiptHandle"), seconds);
      return {};
    },
  } satisfies { [action: string]: QueueAction };
}

/** What counts towards the size limit: the body and the names, types and values of the attributes. */
export function messageSize(input: JsonObject): number {
  const attributes = Object.entries((input.MessageAttributes ?? {}) as MessageAttributes);
  const ofAttributes = attributes.map(
    ([name, { DataType = "", StringValue = "", BinaryValue = "" }]) =>
      Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64"),
  );
  return ofAttributes.reduce((sum, size) => sum + size, Buffer.byteLength(text(input, "MessageBody")));
}

function receiveWithin(
  queue: Queue,
  request: { max: number; visibilityTimeout?: number },
  seconds: number,
  clock: Clock,
): Promise<Message[]> {
  return new Promise((resolve) => {
    const end = (messages: Message[]) => {
      timer.cancel();
      stopListening();
      resolve(messages);
    };
    const timer = clock.at(clock.now() + seconds * 1000, () => end([]));
    const stopListening = queue.onVisible(() => {
      const messages = queue.receive(request);
      if (messages.length > 0) end(messages);
    });
  });
}

function received(message: Message, input: JsonObject): JsonObject {
  const attributes = systemAttributes(message);
  const asked = [input.MessageSystemAttributeNames ?? [], input.AttributeNames ?? []].flat() as string[];
  const told = Object.entries(attributes).filter(([name]) => asked.includes("All") || asked.includes(name));
  const wanted = (input.MessageAttributeNames ?? []) as string[];
  const own = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => isWanted(name, wanted)));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt ?? "",
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    ...(told.length > 0 && { Attributes: Object.fromEntries(told) }),
    ...(Object.keys(own).length > 0 && { MessageAttributes: own }),
    ...attributesDigest(own),
  };
}

/** What SQS itself says of a message. */
export function systemAttributes(message: Message): { [name: string]: string } {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

function isWanted(name: string, wanted: string[]): boolean {
  return wanted.some(
    (each) => each === "All" || each === name || (each.endsWith(".*") && name.startsWith(each.slice(0, -2))),
  );
}

function attributesDigest(attributes: MessageAttributes): { MD5OfMessageAttributes?: string } {
  const digest = md5OfAttributes(attributes);
  return digest === undefined ? {} : { MD5OfMessageAttributes: digest };
}

function text(input: JsonObject, name: string): string {
  const value: Json | undefined = input[name];
  if (typeof value !== "string")
    throw new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
  return value;
}

function optionalNumber(input: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Must be between ${least} and ${most}.`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

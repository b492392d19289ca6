import { randomUUID } from "node:crypto";
import { AwsError } from "../aws.ts";
import type { Clock, Millis } from "../clock.ts";
import type { Collection } from "../store.ts";
import type { MessageAttributes } from "./md5.ts";
import { createVisibility } from "./visibility.ts";

/** A standard queue, as its template defines it, with SQS's defaults. */
export interface QueueDefinition {
  name: string;
  arn: string;
  /** Seconds a received message stays hidden. Default 30. */
  visibilityTimeout?: number;
  /** Seconds before a message can be received. Default 0. */
  delaySeconds?: number;
  /** Seconds after which a message is dropped. Default four days. */
  retention?: number;
  /** Seconds a receiver waits when it does not say. Default 0. */
  receiveMessageWaitTimeSeconds?: number;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
  /** Refused when true. */
  fifo?: boolean;
}

export interface Message {
  id: string;
  body: string;
  attributes: MessageAttributes;
  senderId: string;
  sentAt: Millis;
  /** Not to be received earlier. */
  visibleAt: Millis;
  receiveCount: number;
  firstReceivedAt?: Millis;
  /** The latest receipt handle: earlier ones no longer work. */
  receipt?: string;
  /** The queue a dead letter came from. */
  deadLetterSourceArn?: string;
}

export type NewMessage = Pick<Message, "body" | "attributes" | "senderId"> &
  Partial<Pick<Message, "id" | "sentAt" | "deadLetterSourceArn">> & { delaySeconds?: number };

export interface Queue {
  definition: QueueDefinition;
  send(message: NewMessage): Message;
  /**
   * Takes up to `max` visible messages and hides them for `visibilityTimeout` seconds. Messages received too often go
   * to the dead-letter queue instead. Held messages stay hidden until they are released, however fast the clock runs.
   */
  receive(request: { max: number; visibilityTimeout?: number; held?: boolean }): Message[];
  /** Deletes by receipt handle; an outdated handle deletes nothing. */
  remove(receipt: string): void;
  /** Throws MessageNotInflight for a message that is not hidden by this receipt. */
  changeVisibility(receipt: string, seconds: number): void;
  /** Ends the hold of a received message: it shows up again when its visibility time-out is over. */
  release(message: Message): void;
  /** How many messages could be received now, at most. */
  waiting(): number;
  counts(): { visible: number; notVisible: number; delayed: number };
  purge(): void;
  /** Calls `listener` whenever messages may have become visible. Returns how to stop listening. */
  onVisible(listener: () => void): () => void;
}

const defaultVisibilityTimeout = 30;
const defaultRetention = 4 * 24 * 3600;

/** A queue whose messages are kept in `kept`. Dead letters go to the queue that `deadLetters` finds at that moment. */
export function createQueue(
  definition: QueueDefinition,
  clock: Clock,
  kept: Collection<Message>,
  deadLetters: (arn: string) => Queue | undefined,
): Queue {
  const messages = new Map<string, Message>();
  const listeners = new Set<() => void>();
  const visibility = createVisibility(clock, () => {
    for (const listener of listeners) listener();
  });
  const { visible } = visibility;
  const retention: Millis = (definition.retention ?? defaultRetention) * 1000;
  let order = 0;
  const keys = new Map<string, string>();

  for (const [key, message] of kept.entries()) {
    order = Number(key) + 1;
    keys.set(message.id, key);
    messages.set(message.id, message);
    visibility.showAt(message.id, message.visibleAt);
  }

  const queue: Queue = {
    definition,
    send({ delaySeconds = definition.delaySeconds ?? 0, ...sent }) {
      const now = clock.now();
      const message: Message = {
        id: randomUUID(),
        sentAt: now,
        ...sent,
        visibleAt: now + delaySeconds * 1000,
        receiveCount: 0,
      };
      keys.set(message.id, String(order++).padStart(16, "0"));
      messages.set(message.id, message);
      keep(message);
      visibility.showAt(message.id, message.visibleAt);
      return message;
    },
    receive({ max, visibilityTimeout = definition.visibilityTimeout ?? defaultVisibilityTimeout, held: hold = false }) {
      const taken: Message[] = [];
      for (const id of visible) {
        if (taken.length === max) break;
        const message = messages.get(id);
        if (message === undefined || dropIfExpired(message) || moveIfReceivedTooOften(message)) continue;
        taken.push(message);
      }
      // Hidden only now: with a time-out of zero they are visible again at once, and would be taken for ever.
      for (const message of taken) {
        message.receiveCount += 1;
        message.firstReceivedAt ??= clock.now();
        message.receipt = Buffer.from(`${definition.name} ${message.id} ${randomUUID()}`).toString("base64");
        if (hold) visibility.hold(message.id);
        hideUntil(message, clock.now() + visibilityTimeout * 1000);
      }
      return taken.map((message) => ({ ...message }));
    },
    remove(receipt) {
      const message = messageOf(receipt);
      if (message?.receipt === receipt) forget(message);
    },
    changeVisibility(receipt, seconds) {
      const message = messageOf(receipt);
      if (message?.receipt !== receipt || visible.has(message.id)) {
        throw new AwsError("MessageNotInflight", "The message is not available for a visibility timeout change.");
      }
      hideUntil(message, clock.now() + seconds * 1000);
    },
    release({ id, receipt }) {
      if (messages.get(id)?.receipt === receipt) visibility.release(id);
    },
    waiting: () => visible.size,
    counts() {
      for (const message of [...messages.values()]) dropIfExpired(message);
      const hidden = [...messages.values()].filter(({ id }) => !visible.has(id));
      const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
      return { visible: visible.size, notVisible: hidden.length - delayed, delayed };
    },
    purge() {
      for (const message of [...messages.values()]) forget(message);
    },
    onVisible(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return queue;

  function hideUntil(message: Message, when: Millis): void {
    message.visibleAt = when;
    keep(message);
    visibility.showAt(message.id, when);
  }

  function dropIfExpired(message: Message): boolean {
    const expired = message.sentAt + retention <= clock.now() && !visibility.isHeld(message.id);
    if (expired) forget(message);
    return expired;
  }

  function moveIfReceivedTooOften(message: Message): boolean {
    const { redrive } = definition;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = deadLetters(redrive.deadLetterTargetArn);
    if (target === undefined) return false;
    const { id, body, attributes, senderId, sentAt } = message;
    // The time it was sent stays: a dead letter's retention counts from there. Forgotten only now: a kill in between
    // leaves two of it, not none.
    target.send({ id, body, attributes, senderId, sentAt, deadLetterSourceArn: definition.arn, delaySeconds: 0 });
    forget(message);
    return true;
  }

  function forget(message: Message): void {
    messages.delete(message.id);
    visibility.forget(message.id);
    kept.delete(keys.get(message.id) ?? "");
    keys.delete(message.id);
  }

  function keep(message: Message): void {
    kept.put(keys.get(message.id) ?? "", message);
  }

  function messageOf(receipt: string): Message | undefined {
    const [name, id] = Buffer.from(receipt, "base64").toString().split(" ");
    if (name !== definition.name || id === undefined) {
      throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    }
    return messages.get(id);
  }
}

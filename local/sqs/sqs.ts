import { AwsError, type AwsService, type JsonObject, type Meter } from "../aws.ts";
import type { Clock } from "../clock.ts";
import type { Collection } from "../store.ts";
import { batchActions } from "./batches.ts";
import type { MessageAttributes } from "./md5.ts";
import { messageActions } from "./messages.ts";
import { createMoveTasks } from "./move-tasks.ts";
import { createQueue, type Message, type Queue, type QueueDefinition } from "./queue.ts";
import { queueAttributes } from "./queue-attributes.ts";

export interface SqsOptions {
  clock: Clock;
  /** Where a queue keeps its messages, usually the store's own `collection`. */
  collectionFor: (name: string) => Collection<Message>;
  account: string;
  /** Queue URLs begin with it, for example `http://127.0.0.1:4566`. */
  baseUrl: string;
  meter?: Meter;
}

export interface Sqs {
  /** Adds a queue. Throws an Error for a FIFO queue, which is not offered. */
  defineQueue(definition: QueueDefinition): Queue;
  service: AwsService;
  /** Puts a message on the queue with that ARN, for services that deliver to queues. */
  sendToQueue(queueArn: string, body: string, attributes?: MessageAttributes): Promise<void>;
  /** The URL that callers use. Throws QueueDoesNotExist. */
  queueUrl(name: string): string;
  /** The queue with that ARN. Throws QueueDoesNotExist. */
  queue(arn: string): Queue;
}

/** One action on a queue that is known to exist. */
export type QueueAction = (queue: Queue, input: JsonObject, principal: string) => JsonObject | Promise<JsonObject>;

/** The queues of one region and account, and SQS's JSON protocol in front of them. */
export function createSqs({ clock, collectionFor, account, baseUrl, meter }: SqsOptions): Sqs {
  const byName = new Map<string, Queue>();
  const byArn = new Map<string, Queue>();
  const moveTasks = createMoveTasks(clock, { find: findByArn, all: () => [...byName.values()] });
  const single = messageActions(clock);
  const queueActions: { [action: string]: QueueAction } = {
    ...single,
    ...batchActions(single),
    GetQueueAttributes: queueAttributes,
    PurgeQueue(queue) {
      queue.purge();
      return {};
    },
    ListDeadLetterSourceQueues: ({ definition }) => ({ queueUrls: urls(moveTasks.sourcesOf(definition.arn)) }),
  };
  const accountActions: { [action: string]: (input: JsonObject) => JsonObject } = {
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: url(findByName(String(QueueName))) }),
    ListQueues: ({ QueueNamePrefix = "" }) => ({
      QueueUrls: urls(
        [...byName.values()].filter(({ definition }) => definition.name.startsWith(String(QueueNamePrefix))),
      ),
    }),
    StartMessageMoveTask: moveTasks.start,
    ListMessageMoveTasks: moveTasks.list,
  };

  return {
    defineQueue(definition) {
      if (definition.fifo) throw new Error(`queue ${definition.name}: FIFO queues are not offered locally`);
      const queue = createQueue(definition, clock, collectionFor(`queue ${definition.name}`), (arn) => byArn.get(arn));
      byName.set(definition.name, queue);
      byArn.set(definition.arn, queue);
      return queue;
    },
    async service(action, input, principal) {
      meter?.call({ principal, service: "sqs", action });
      const onAccount = accountActions[action];
      if (onAccount !== undefined) return onAccount(input);
      const onQueue = queueActions[action];
      if (onQueue === undefined) throw new AwsError("UnknownOperationException", `${action} is not offered locally`);
      return onQueue(findByUrl(input.QueueUrl), input, principal);
    },
    async sendToQueue(queueArn, body, attributes = {}) {
      findByArn(queueArn).send({ body, attributes, senderId: account });
    },
    queueUrl: (name) => url(findByName(name)),
    queue: findByArn,
  };

  function url({ definition }: Queue): string {
    return `${baseUrl}/${account}/${definition.name}`;
  }

  function urls(queues: Queue[]): string[] {
    return queues.map(url);
  }

  /** Any host will do: behind a tunnel or in a container the base may look different. */
  function findByUrl(queueUrl: unknown): Queue {
    if (typeof queueUrl !== "string") throw new AwsError("MissingParameter", "The request must contain QueueUrl.");
    return findByName(queueUrl.split("/").at(-1) ?? "");
  }

  function findByName(name: string): Queue {
    return byName.get(name) ?? doesNotExist();
  }

  function findByArn(arn: string): Queue {
    return byArn.get(arn) ?? doesNotExist();
  }
}

function doesNotExist(): never {
  throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

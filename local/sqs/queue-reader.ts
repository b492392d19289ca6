import { FunctionFailed, type InvokeFunction, type Json, type JsonObject, type Meter } from "../aws.ts";
import { reportedFailures } from "../batch-response.ts";
import type { Clock, Timer } from "../clock.ts";
import { compilePattern } from "../event-patterns.ts";
import { type MessageAttributes, md5OfAttributes, md5OfBody } from "./md5.ts";
import { systemAttributes } from "./messages.ts";
import type { Message, Queue } from "./queue.ts";

/** The properties of an event source mapping on a queue, with Lambda's defaults. */
export interface QueueReaderSettings {
  /** At most this many messages in one event. Default 10. */
  batchSize?: number;
  maximumBatchingWindowInSeconds?: number;
  functionResponseTypes?: string[];
  filterCriteria?: { filters: { pattern: string }[] };
  /** At most this many invocations at once. Default 5, the pollers that Lambda starts with. */
  scalingConfig?: { maximumConcurrency?: number };
}

export interface QueueReaderOptions {
  queue: Queue;
  invokeFunction: InvokeFunction;
  functionName: string;
  settings: QueueReaderSettings;
  clock: Clock;
  meter?: Meter;
  /** On whose behalf the queue is read. Default: the function's name. */
  principal?: string;
}

export interface QueueReader {
  /** Resolves when the deliveries in flight have ended. */
  stop(): Promise<void>;
}

/**
 * Delivers a queue's messages to a function the way Lambda does: what succeeds is deleted, what fails shows up again
 * when its visibility time-out is over. Looks when messages become visible, never on a timer of its own.
 */
export function startQueueReader(options: QueueReaderOptions): QueueReader {
  const { queue, invokeFunction, functionName, settings, clock } = options;
  const batchSize = settings.batchSize ?? 10;
  const window = (settings.maximumBatchingWindowInSeconds ?? 0) * 1000;
  const concurrency = settings.scalingConfig?.maximumConcurrency ?? 5;
  const partial = settings.functionResponseTypes?.includes("ReportBatchItemFailures") ?? false;
  const matchers = settings.filterCriteria?.filters.map(({ pattern }) => compilePattern(pattern)) ?? [];
  const deliveries = new Set<Promise<void>>();
  let windowTimer: Timer | undefined;
  let windowOver = false;
  let looking = false;
  let stopped = false;

  const stopListening = queue.onVisible(look);
  look();
  return {
    async stop() {
      stopped = true;
      stopListening();
      windowTimer?.cancel();
      await Promise.all(deliveries);
    },
  };

  /** Looks a moment later, so that messages sent in one call arrive in one event. */
  function look(): void {
    if (looking || stopped) return;
    looking = true;
    void clock.work(async () => {
      await Promise.resolve();
      looking = false;
      takeBatches();
    });
  }

  function takeBatches(): void {
    while (!stopped && deliveries.size < concurrency && mayTake()) {
      const messages = queue.receive({ max: batchSize, held: true });
      if (messages.length === 0) return;
      count("ReceiveMessage");
      const delivery = clock
        .work(() => deliver(messages))
        .finally(() => {
          deliveries.delete(delivery);
          look();
        });
      deliveries.add(delivery);
    }
  }

  /** A batching window opens with the first message that could be taken; a full batch closes it early. */
  function mayTake(): boolean {
    if (window === 0) return true;
    const visible = queue.waiting();
    if (visible === 0) {
      windowOver = false;
      return false;
    }
    if (visible >= batchSize || windowOver) {
      windowTimer?.cancel();
      windowTimer = undefined;
      windowOver = false;
      return true;
    }
    windowTimer ??= clock.at(clock.now() + window, () => {
      windowTimer = undefined;
      windowOver = true;
      look();
    });
    return false;
  }

  async function deliver(messages: Message[]): Promise<void> {
    const records = messages.map((message) => asRecord(message, queue.definition.arn));
    const wanted = records.filter(
      (record) => matchers.length === 0 || matchers.some((matches) => matches(matchable(record))),
    );
    const failed = wanted.length === 0 ? new Set<string>() : await invoke(wanted);
    if (failed !== "all") count("DeleteMessage");
    for (const message of messages) {
      // Messages that no filter wants are deleted too.
      if (failed === "all" ? !wanted.some(({ messageId }) => messageId === message.id) : !failed.has(message.id)) {
        queue.remove(message.receipt ?? "");
      } else {
        queue.release(message);
      }
    }
  }

  function count(action: string): void {
    options.meter?.call({ principal: options.principal ?? functionName, service: "sqs", action });
  }

  async function invoke(records: QueueRecord[]): Promise<Set<string> | "all"> {
    try {
      const answer = await invokeFunction(functionName, { Records: records }, "queue");
      if (!partial) return new Set();
      return reportedFailures(
        answer,
        records.map(({ messageId }) => messageId),
      );
    } catch (error) {
      // What the function itself threw is in its log; that it could not be invoked would be nowhere.
      if (!(error instanceof FunctionFailed)) console.error(`${functionName} was not invoked: ${error}`);
      return "all";
    }
  }
}

/** A message as the function sees it. */
export type QueueRecord = {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: { [name: string]: string };
  messageAttributes: JsonObject;
  md5OfBody: string;
  md5OfMessageAttributes?: string;
  eventSource: string;
  eventSourceARN: string;
  awsRegion: string;
};

function asRecord(message: Message, queueArn: string): QueueRecord {
  const digest = md5OfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receipt ?? "",
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: lowerCased(message.attributes),
    md5OfBody: md5OfBody(message.body),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3] ?? "",
  };
}

function lowerCased(attributes: MessageAttributes): JsonObject {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      dataType: DataType,
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
    },
  ]);
  return Object.fromEntries(entries);
}

/** Filters look into a body that is JSON. */
function matchable(record: QueueRecord): Json {
  try {
    return { ...record, body: JSON.parse(record.body) as Json };
  } catch {
    return record;
  }
}

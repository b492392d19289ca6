import type { EventSource, QueueSource, StreamSource } from "./assembly/event-sources.ts";
import type { FunctionDefinition } from "./assembly/functions.ts";
import type { AwsService, InvokeFunction, Meter } from "./aws.ts";
import type { Clock } from "./clock.ts";
import type { StreamPosition } from "./dynamodb/cursor.ts";
import type { Faults } from "./faults.ts";
import { startQueueReader } from "./sqs/queue-reader.ts";
import type { Sqs } from "./sqs/sqs.ts";
import type { Store } from "./store.ts";
import { type StreamReader, startStreamReader } from "./streams.ts";

export interface ReaderOptions {
  clock: Clock;
  meter: Meter;
  store: Store;
  dynamoDb: AwsService;
  sqs: Sqs;
  invoke: InvokeFunction;
  functions: FunctionDefinition[];
  /** By table name. */
  streamArns: Map<string, string>;
  faults: Pick<Faults, "deliverTwice" | "readerOff">;
}

export interface EventSourceReaders {
  /** A table was written: those who read its stream look. */
  poke(tableName: string): void;
  stop(): Promise<void>;
}

/** Starts what reads the app's streams and queues. Each reads on behalf of the function it feeds, as on AWS. */
export function startReaders(sources: EventSource[], options: ReaderOptions): EventSourceReaders {
  const byTable = new Map<string, StreamReader[]>();
  const readers = sources
    .filter(({ enabled }) => enabled)
    .map((source) => {
      const fed = options.functions.find(({ name }) => name === source.functionName);
      if (fed === undefined) throw new Error(`${source.logicalId} feeds ${source.functionName}, which is no function`);
      if (source.kind === "queue") return readQueue(source, fed, options);
      const reader = readStream(source, fed, options);
      byTable.set(source.tableName, [...(byTable.get(source.tableName) ?? []), reader]);
      return reader;
    });
  return {
    poke(tableName) {
      for (const reader of byTable.get(tableName) ?? []) reader.poke();
    },
    async stop() {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}

function readStream(source: StreamSource, fed: FunctionDefinition, options: ReaderOptions): StreamReader {
  const { clock, store, dynamoDb, sqs, invoke, streamArns, faults } = options;
  const streamArn = streamArns.get(source.tableName);
  if (streamArn === undefined) throw new Error(`${source.logicalId} reads ${source.tableName}, which has no stream`);
  const { maximumRetryAttempts, maximumRecordAgeSeconds, onFailureArn } = source;
  return startStreamReader({
    ...{ name: source.logicalId, streamArn, dynamoDb, clock, invokeFunction: invoke, sendToQueue: sqs.sendToQueue },
    ...{ functionName: fed.name, functionArn: fed.arn, principal: fed.logicalId },
    ...(faults.deliverTwice && { deliverTwice: faults.deliverTwice }),
    isOff: () => faults.readerOff?.(fed.name) ?? false,
    positions: store.collection<StreamPosition>("stream positions"),
    settings: {
      ...settingsOf(source),
      startingPosition: source.startingPosition,
      bisectBatchOnFunctionError: source.bisectsOnError,
      ...(maximumRetryAttempts !== undefined && { maximumRetryAttempts }),
      ...(maximumRecordAgeSeconds !== undefined && { maximumRecordAgeInSeconds: maximumRecordAgeSeconds }),
      ...(onFailureArn !== undefined && { destinationConfig: { onFailure: { destination: onFailureArn } } }),
    },
  });
}

function readQueue(source: QueueSource, fed: FunctionDefinition, { clock, meter, sqs, invoke }: ReaderOptions) {
  const { maximumConcurrency } = source;
  return startQueueReader({
    ...{ queue: sqs.queue(source.queueArn), clock, meter, invokeFunction: invoke },
    ...{ functionName: fed.name, principal: fed.logicalId },
    settings: { ...settingsOf(source), ...(maximumConcurrency && { scalingConfig: { maximumConcurrency } }) },
  });
}

function settingsOf({ batchSize, batchWindowSeconds, filters, reportsBatchItemFailures }: EventSource) {
  return {
    batchSize,
    maximumBatchingWindowInSeconds: batchWindowSeconds,
    functionResponseTypes: reportsBatchItemFailures ? ["ReportBatchItemFailures"] : [],
    ...(filters.length > 0 && { filterCriteria: { filters: filters.map((pattern) => ({ pattern })) } }),
  };
}

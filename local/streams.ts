import { createHash } from "node:crypto";
import type { AwsService, InvokeFunction } from "./aws.ts";
import type { Clock, Millis, Timer } from "./clock.ts";
import { createBackOff } from "./dynamodb/back-off.ts";
import { type ChangeRecord, openStream, type StreamPosition } from "./dynamodb/cursor.ts";
import { createStreamDelivery } from "./dynamodb/stream-delivery.ts";
import { compilePattern } from "./event-patterns.ts";
import type { Collection } from "./store.ts";

/** The properties of an event source mapping on a table's stream, with Lambda's defaults. */
export interface StreamReaderSettings {
  /** At most this many records in one event. Default 100. */
  batchSize?: number;
  startingPosition?: "TRIM_HORIZON" | "LATEST";
  filterCriteria?: { filters: { pattern: string }[] };
  functionResponseTypes?: string[];
  bisectBatchOnFunctionError?: boolean;
  /** Retries after the first invocation; -1, the default, retries until the record is too old. */
  maximumRetryAttempts?: number;
  /** -1, the default, stands for the 24 hours that a stream keeps its records. */
  maximumRecordAgeInSeconds?: number;
  maximumBatchingWindowInSeconds?: number;
  destinationConfig?: { onFailure?: { destination: string } };
}

/** A change as the function sees it. */
export type StreamRecord = ChangeRecord & { eventSourceARN: string };

export interface StreamReaderOptions {
  /** Names the kept position; one per event source mapping. */
  name: string;
  streamArn: string;
  dynamoDb: AwsService;
  invokeFunction: InvokeFunction;
  functionName: string;
  /** Named in the notice of discarded records. Default: the function's name. */
  functionArn?: string;
  /** On whose behalf the stream is read. Default: the function's name. */
  principal?: string;
  settings: StreamReaderSettings;
  positions: Collection<StreamPosition>;
  clock: Clock;
  sendToQueue: (queueArn: string, body: string) => Promise<void>;
  /** For tests: whether the mapping is disabled just now. It is asked whenever the stream may have new records. */
  isOff?: () => boolean;
  /** For tests: a delivery that succeeded is made once more. */
  deliverTwice?: (records: StreamRecord[]) => boolean;
}

export interface StreamReader {
  /** The stream may have new records. */
  poke(): void;
  /** Resolves when the delivery in flight has ended. */
  stop(): Promise<void>;
}

/** A stream keeps its records for 24 hours. */
export const streamRetention: Millis = 24 * 3_600_000;

/** So many records, of 60 KB with the longest appeal, are less than the megabyte that a page holds. */
const handful = 10;

/**
 * Delivers a stream's records to a function the way Lambda's event source mapping does: in order, at least once, from
 * the kept position on. Reads at the start and when poked, never on a timer.
 */
export function startStreamReader(options: StreamReaderOptions): StreamReader {
  const { name, streamArn, dynamoDb, functionName, positions, clock, settings } = options;
  const batchSize = settings.batchSize ?? 100;
  const window: Millis = (settings.maximumBatchingWindowInSeconds ?? 0) * 1000;
  const matchers = settings.filterCriteria?.filters.map(({ pattern }) => compilePattern(pattern)) ?? [];
  const backOff = createBackOff(clock);
  const deliver = createStreamDelivery(options, { keep, shardIdOf }, backOff, () => stopped);
  const cursor = openStream(dynamoDb, streamArn, options.principal ?? functionName, {
    after: positions.get(name),
    from: settings.startingPosition,
  });

  let waiting: { record: StreamRecord; wanted: boolean; readAt: Millis }[] = [];
  const shardOf = new WeakMap<StreamRecord, string>();
  let poked = true;
  let stopped = false;
  let busy = false;
  let running = Promise.resolve();
  let windowTimer: Timer | undefined;

  run();
  return {
    poke() {
      poked = true;
      run();
    },
    async stop() {
      stopped = true;
      windowTimer?.cancel();
      backOff.end();
      await running;
    },
  };

  function run(): void {
    if (stopped || busy) return;
    busy = true;
    running = readAndDeliver().finally(() => {
      busy = false;
      // A poke between the last look and here would otherwise be lost.
      if (poked) run();
    });
  }

  async function readAndDeliver(): Promise<void> {
    for (let failures = 0; !stopped; ) {
      const batch = nextBatch();
      if (batch !== undefined) {
        await deliver(batch);
      } else if (poked) {
        failures = (await clock.work(readPage)) ? 0 : failures + 1;
        if (failures > 0) await backOff.after(failures);
      } else {
        return;
      }
    }
  }

  /** Reads a page. The stamp in virtual time is set here, once, so that a retry shows the same. */
  async function readPage(): Promise<boolean> {
    poked = false;
    try {
      const page = await cursor.read();
      // Asking again after each record would be most of the engine's work. A handful always fits on a page, so nothing
      // was left out; whatever is written from now on pokes.
      if (page.records.length >= handful) poked = true;
      for (const each of page.records) {
        const record = asDelivered(each, streamArn, clock.now());
        const wanted = matchers.length === 0 || matchers.some((matches) => matches(record));
        shardOf.set(record, page.shardId);
        waiting.push({ record, wanted, readAt: clock.now() });
      }
      return true;
    } catch (error) {
      if (!stopped) console.error(`${name} cannot read ${streamArn}: ${error}`);
      poked = true;
      return false;
    }
  }

  /** Takes a batch that is full, or whose window is over; records that no filter wants are passed by on the way. */
  function nextBatch(): StreamRecord[] | undefined {
    // A disabled mapping reads nothing. We did, to know when each record was written; what it never gets to see in time
    // is gone without a word, as the stream forgets it.
    if (options.isOff?.()) return undefined;
    waiting = waiting.filter(({ readAt }) => clock.now() - readAt < streamRetention);
    const firstWanted = waiting.find(({ wanted }) => wanted);
    if (firstWanted === undefined) {
      const last = waiting.at(-1);
      if (last !== undefined) keep(last.record);
      waiting = [];
      return undefined;
    }
    const count = waiting.filter(({ wanted }) => wanted).length;
    const due = firstWanted.readAt + window;
    if (count < batchSize && (poked || due > clock.now())) {
      if (!poked) windowTimer ??= clock.at(due, run);
      return undefined;
    }
    windowTimer?.cancel();
    windowTimer = undefined;
    const batch = waiting.filter(({ wanted }) => wanted).slice(0, batchSize);
    const last = batch.at(-1);
    waiting = last === undefined ? [] : waiting.slice(waiting.indexOf(last) + 1);
    return batch.map(({ record }) => record);
  }

  function keep(record: StreamRecord | undefined): void {
    if (record !== undefined) {
      positions.put(name, { streamArn, shardId: shardIdOf(record), sequenceNumber: record.dynamodb.SequenceNumber });
    }
  }

  function shardIdOf(record: StreamRecord | undefined): string {
    return (record && shardOf.get(record)) ?? "";
  }
}

function asDelivered(record: ChangeRecord, streamArn: string, now: Millis): StreamRecord {
  const { dynamodb, ...rest } = record;
  return {
    ...rest,
    // The engine counts its records; event ids are unique over all streams.
    eventID: createHash("md5").update(`${streamArn} ${dynamodb.SequenceNumber}`).digest("hex"),
    awsRegion: streamArn.split(":")[3] ?? record.awsRegion,
    dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(now / 1000) },
    eventSourceARN: streamArn,
  };
}

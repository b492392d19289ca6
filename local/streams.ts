import { createHash } from "node:crypto";
import { AwsError, type AwsService, type InvokeFunction } from "./aws.ts";
import { reportedFailures } from "./batch-response.ts";
import type { Clock, Millis, Timer } from "./clock.ts";
import { type ChangeRecord, openStream, type StreamPosition } from "./dynamodb/cursor.ts";
import { type DiscardCondition, discardNotice } from "./dynamodb/discard-notice.ts";
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
  /** For tests: a delivery that succeeded is made once more. */
  deliverTwice?: (records: StreamRecord[]) => boolean;
}

export interface StreamReader {
  /** The stream may have new records. */
  poke(): void;
  /** Resolves when the delivery in flight has ended. */
  stop(): Promise<void>;
}

type Outcome = { kind: "done" } | { kind: "not invoked" } | { kind: "failed"; from: number };

const streamRetention = 24 * 3600;
const firstBackOff: Millis = 1000;
const longestBackOff: Millis = 60_000;

/**
 * Delivers a stream's records to a function the way Lambda's event source mapping does: in order, at least once, from
 * the kept position on. Reads at the start and when poked, never on a timer.
 */
export function startStreamReader(options: StreamReaderOptions): StreamReader {
  const { name, streamArn, dynamoDb, invokeFunction, functionName, positions, clock, settings } = options;
  const batchSize = settings.batchSize ?? 100;
  const window: Millis = (settings.maximumBatchingWindowInSeconds ?? 0) * 1000;
  const oldest: Millis = 1000 * (atLeastZero(settings.maximumRecordAgeInSeconds) ?? streamRetention);
  const retries = atLeastZero(settings.maximumRetryAttempts) ?? Number.POSITIVE_INFINITY;
  const partial = settings.functionResponseTypes?.includes("ReportBatchItemFailures") ?? false;
  const matchers = settings.filterCriteria?.filters.map(({ pattern }) => compilePattern(pattern)) ?? [];
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
  let endPause: (() => void) | undefined;

  run();
  return {
    poke() {
      poked = true;
      run();
    },
    async stop() {
      stopped = true;
      windowTimer?.cancel();
      endPause?.();
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
        if (failures > 0) await pause(backOff(failures));
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
      // Only an empty page says that we have caught up.
      if (page.records.length > 0) poked = true;
      for (const each of page.records) {
        const record = asDelivered(each, streamArn, clock.now());
        const wanted = matchers.length === 0 || matchers.some((matches) => matches(record));
        shardOf.set(record, page.shardId);
        waiting.push({ record, wanted, readAt: clock.now() });
      }
      return true;
    } catch (error) {
      console.error(`${name} cannot read ${streamArn}: ${error}`);
      poked = true;
      return false;
    }
  }

  /** Takes a batch that is full, or whose window is over; records that no filter wants are passed by on the way. */
  function nextBatch(): StreamRecord[] | undefined {
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

  async function deliver(batch: StreamRecord[]): Promise<void> {
    let records = batch;
    let invocations = 0;
    let failures = 0;
    for (let attempt = 1; !stopped; attempt += 1) {
      const fresh = records.filter(
        ({ dynamodb }) => clock.now() - dynamodb.ApproximateCreationDateTime * 1000 < oldest,
      );
      if (fresh.length < records.length) {
        await discard(records.slice(0, records.length - fresh.length), "RecordAgeExceeded", invocations);
        records = fresh;
      }
      if (records.length === 0) return;
      const outcome = await clock.work(() => invoke(records));
      if (outcome.kind === "done") return keep(records.at(-1));
      if (outcome.kind === "failed") {
        invocations += 1;
        // Records before the first failure are done. The one that failed has then failed once, not as often as they did.
        failures = outcome.from > 0 ? 1 : failures + 1;
        keep(records[outcome.from - 1]);
        records = records.slice(outcome.from);
        const middle = Math.ceil(records.length / 2);
        if (settings.bisectBatchOnFunctionError && outcome.from === 0 && middle < records.length) {
          await pause(backOff(1));
          await deliver(records.slice(0, middle));
          // Splitting does not count as a retry.
          return deliver(records.slice(middle));
        }
        if (failures > retries) return discard(records, "RetryAttemptsExhausted", invocations);
      }
      await pause(backOff(attempt));
    }
  }

  async function invoke(records: StreamRecord[]): Promise<Outcome> {
    const outcome = await invokeOnce(records);
    return outcome.kind === "done" && options.deliverTwice?.(records) ? invokeOnce(records) : outcome;
  }

  async function invokeOnce(records: StreamRecord[]): Promise<Outcome> {
    try {
      const answer = await invokeFunction(functionName, { Records: records }, "stream");
      if (!partial) return { kind: "done" };
      const identifiers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      const failed = reportedFailures(answer, identifiers);
      if (failed === "all") return { kind: "failed", from: 0 };
      const from = identifiers.findIndex((identifier) => failed.has(identifier));
      return from === -1 ? { kind: "done" } : { kind: "failed", from };
    } catch (error) {
      // Only an error of the function itself uses up a retry.
      return error instanceof AwsError ? { kind: "not invoked" } : { kind: "failed", from: 0 };
    }
  }

  async function discard(records: StreamRecord[], condition: DiscardCondition, invocations: number): Promise<void> {
    const queueArn = settings.destinationConfig?.onFailure?.destination;
    if (queueArn !== undefined) {
      const functionArn = options.functionArn ?? functionName;
      const shardId = shardIdOf(records[0]);
      const notice = discardNotice({
        records,
        condition,
        invocations,
        functionArn,
        shardId,
        streamArn,
        now: clock.now(),
      });
      await clock
        .work(() => options.sendToQueue(queueArn, JSON.stringify(notice)))
        .catch((error: unknown) => {
          console.error(`${name} cannot tell ${queueArn} of ${records.length} discarded records: ${error}`);
        });
    }
    keep(records.at(-1));
  }

  function keep(record: StreamRecord | undefined): void {
    if (record !== undefined) {
      positions.put(name, { streamArn, shardId: shardIdOf(record), sequenceNumber: record.dynamodb.SequenceNumber });
    }
  }

  function shardIdOf(record: StreamRecord | undefined): string {
    return (record && shardOf.get(record)) ?? "";
  }

  /** Waits outside of `clock.work`: a manual clock moves on meanwhile. */
  async function pause(duration: Millis): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = clock.at(clock.now() + duration, resolve);
      endPause = () => {
        timer.cancel();
        resolve();
      };
    });
    endPause = undefined;
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

function backOff(failures: number): Millis {
  return Math.min(firstBackOff * 2 ** (failures - 1), longestBackOff);
}

/** -1 stands for "without limit". */
function atLeastZero(setting: number | undefined): number | undefined {
  return setting === undefined || setting < 0 ? undefined : setting;
}

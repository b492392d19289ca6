import { FunctionFailed } from "../aws.ts";
import { reportedFailures } from "../batch-response.ts";
import { type StreamReaderOptions, type StreamRecord, streamRetention } from "../streams.ts";
import type { BackOff } from "./back-off.ts";
import { type DiscardCondition, discardNotice } from "./discard-notice.ts";

type Outcome = { kind: "done" } | { kind: "not invoked" } | { kind: "failed"; from: number };

/** Where a reader's position is, which delivery moves on. */
export interface ReaderPosition {
  shardIdOf(record: StreamRecord | undefined): string;
  /** Notes that this record and those before it are done. */
  keep(record: StreamRecord | undefined): void;
}

/**
 * Returns how to deliver one batch: until its records are handled or given up, or until the reader stops, when the
 * rest is left for the next start.
 */
export function createStreamDelivery(
  options: StreamReaderOptions,
  { keep, shardIdOf }: ReaderPosition,
  backOff: BackOff,
  isStopped: () => boolean,
): (batch: StreamRecord[]) => Promise<void> {
  const { name, streamArn, invokeFunction, functionName, clock, settings } = options;
  const retries = atLeastZero(settings.maximumRetryAttempts) ?? Number.POSITIVE_INFINITY;
  const longestKept = atLeastZero(settings.maximumRecordAgeInSeconds);
  const oldest = longestKept === undefined ? streamRetention : 1000 * longestKept;
  const partial = settings.functionResponseTypes?.includes("ReportBatchItemFailures") ?? false;
  return deliver;

  async function deliver(batch: StreamRecord[]): Promise<void> {
    let records = batch;
    let invocations = 0;
    let failures = 0;
    for (let attempt = 1; !isStopped(); attempt += 1) {
      const fresh = records.filter(isFresh);
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
          await backOff.after(1);
          await deliver(records.slice(0, middle));
          // Splitting does not count as a retry.
          return deliver(records.slice(middle));
        }
        if (failures > retries) return discard(records, "RetryAttemptsExhausted", invocations);
      }
      await backOff.after(attempt);
    }
  }

  function isFresh({ dynamodb }: StreamRecord): boolean {
    return clock.now() - dynamodb.ApproximateCreationDateTime * 1000 < oldest;
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
      if (error instanceof FunctionFailed) return { kind: "failed", from: 0 };
      console.error(`${functionName} was not invoked: ${error}`);
      return { kind: "not invoked" };
    }
  }

  async function discard(records: StreamRecord[], condition: DiscardCondition, invocations: number): Promise<void> {
    const queueArn = settings.destinationConfig?.onFailure?.destination;
    if (queueArn !== undefined) {
      const functionArn = options.functionArn ?? functionName;
      const place = { functionArn, shardId: shardIdOf(records[0]), streamArn };
      const notice = discardNotice({ records, condition, invocations, ...place, now: clock.now() });
      await clock
        .work(() => options.sendToQueue(queueArn, JSON.stringify(notice)))
        .catch((error: unknown) => {
          console.error(`${name} cannot tell ${queueArn} of ${records.length} discarded records: ${error}`);
        });
    }
    keep(records.at(-1));
  }
}

/** -1 stands for "without limit". */
function atLeastZero(setting: number | undefined): number | undefined {
  return setting === undefined || setting < 0 ? undefined : setting;
}

import { randomUUID } from "node:crypto";
import type { JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import type { ChangeRecord } from "./cursor.ts";

export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/**
 * The message that Lambda sends to a stream reader's failure destination: where the records were, not what they said.
 */
export function discardNotice(discarded: {
  records: ChangeRecord[];
  condition: DiscardCondition;
  invocations: number;
  functionArn: string;
  shardId: string;
  streamArn: string;
  now: Millis;
}): JsonObject {
  const { records, condition, invocations, functionArn, shardId, streamArn, now } = discarded;
  const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
  const response: JsonObject =
    invocations === 0
      ? {}
      : { responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" } };
  return {
    requestContext: { requestId: randomUUID(), functionArn, condition, approximateInvokeCount: invocations },
    ...response,
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber ?? "",
      endSequenceNumber: last?.SequenceNumber ?? "",
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn,
    },
  };
}

function arrival(seconds: number | undefined): string {
  return new Date((seconds ?? 0) * 1000).toISOString().replace(".000Z", "Z");
}

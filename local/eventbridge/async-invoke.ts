import { randomUUID } from "node:crypto";
import type { FunctionFailed, JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import type { Delivery } from "./deliveries.ts";

/** A function's EventInvokeConfig and dead-letter queue. */
export interface AsyncInvokeConfig {
  /** Default 2. */
  maximumRetryAttempts?: number;
  /** Default six hours. */
  maximumEventAgeInSeconds?: number;
  /** The ARN of the queue that gets a record of each invocation given up. */
  onFailure?: string;
  /** The ARN of the queue that gets the event itself, when there is no `onFailure`. */
  deadLetterQueue?: string;
}

/** What Lambda sends to a function's failure destination when it gives an asynchronous invocation up. */
export function failureRecord(delivery: Delivery, failure: FunctionFailed, tooOld: boolean, now: Millis): JsonObject {
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: delivery.targetArn,
      condition: tooOld ? "EventAgeExceeded" : "RetriesExhausted",
      approximateInvokeCount: delivery.functionFailures,
    },
    requestPayload: delivery.payload,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: { errorType: failure.errorType, errorMessage: failure.errorMessage, trace: failure.trace },
  };
}

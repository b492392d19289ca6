/** The day on which the table below was last checked. */
export const pricesOf = "2026-11-24";

/** List prices in US dollars, region us-east-1, before any free tier. `unit` is what the price is for. */
export const prices = {
  transition: { price: 25 / 1e6, unit: "Step Functions Standard state transition" },
  writeUnit: { price: 0.625 / 1e6, unit: "DynamoDB on-demand write request unit" },
  readUnit: { price: 0.125 / 1e6, unit: "DynamoDB on-demand read request unit" },
  invocation: { price: 0.2 / 1e6, unit: "Lambda request" },
  gigabyteSecond: { price: 0.0000133334, unit: "Lambda GB-second, arm64" },
  request: { price: 3.5 / 1e6, unit: "API Gateway REST request" },
  event: { price: 1 / 1e6, unit: "EventBridge custom event" },
  queueCall: { price: 0.4 / 1e6, unit: "SQS standard request" },
  logGigabyte: { price: 0.5, unit: "CloudWatch Logs ingestion, GB" },
} as const;

/**
 * What this machine cannot measure. Durations here say nothing about AWS; the logs of the gateway and of Step Functions
 * are not written here.
 */
export const assumed = {
  /** Billed milliseconds of a warm invocation of 512 MB: a read and a transaction. */
  invocationMilliseconds: 25,
  /** Bytes of the gateway's access log per request, in the format the stack sets. */
  accessLogBytes: 330,
  /** Bytes of the execution log per history event, without execution data. */
  executionLogBytes: 420,
} as const;

/** What no figure here contains. */
export const notCounted = "stored data, backups, KMS, X-Ray, alarms, data transfer, WAF, the city's own subscribers";

/** What each thing costs, in US dollars for one; `unit` is what the price is for, `source` the page that lists it. */
export const prices = {
  transition: priced(25 / 1e6, "Step Functions Standard state transition", "step-functions"),
  writeUnit: priced(0.625 / 1e6, "DynamoDB on-demand write request unit", "dynamodb"),
  readUnit: priced(0.125 / 1e6, "DynamoDB on-demand read request unit", "dynamodb"),
  invocation: priced(0.2 / 1e6, "Lambda request", "lambda"),
  gigabyteSecond: priced(0.0000133334, "Lambda GB-second, arm64", "lambda"),
  request: priced(3.5 / 1e6, "API Gateway REST request", "api-gateway"),
  event: priced(1 / 1e6, "EventBridge custom event", "eventbridge"),
  queueCall: priced(0.4 / 1e6, "SQS standard request", "sqs"),
  logGigabyte: priced(0.5, "CloudWatch Logs ingestion, GB", "cloudwatch"),
} as const;

/** Where and when these were the list prices, before free tiers and discounts. Other regions have others. */
export const priceTable = { of: "2026-11-24", region: "us-east-1", currency: "USD", prices } as const;

function priced(price: number, unit: string, service: string) {
  return { price, unit, source: `https://aws.amazon.com/${service}/pricing/` };
}

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

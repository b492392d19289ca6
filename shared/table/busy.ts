import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The table asks to slow down, or cannot answer just now. The same again may go through. */
export class TableBusy extends Error {
  override readonly name = "TableBusy";
  /** A write may have gone through all the same: look before deciding anew. Otherwise nothing was written. */
  readonly unclear: boolean;

  constructor(message: string, { unclear = false, ...options }: ErrorOptions & { unclear?: boolean } = {}) {
    super(message, options);
    this.unclear = unclear;
  }
}

const slowDown = [
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TransactionInProgressException",
  "TimeoutError",
];

/** Has every call of a client name what will pass, so that nobody above this folder sees an SDK error for it. */
export function namingBusy(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw isPassing(error) ? new TableBusy("the table is busy", { cause: error }) : error;
      }
    },
    { step: "initialize", priority: "high", name: "namingBusy", override: true },
  );
  return client;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $fault, code } = error as Error & { $fault?: string; code?: string };
  return (
    slowDown.includes(error.name) ||
    $fault === "server" ||
    ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"].includes(code ?? "")
  );
}

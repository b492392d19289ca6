import { type Assembly, resourcesOf } from "./assembly.ts";
import { flag, list, members, number, required, text } from "./properties.ts";

interface EventSourceBase {
  logicalId: string;
  /** Name of the function it invokes. */
  functionName: string;
  enabled: boolean;
  batchSize: number;
  batchWindowSeconds: number;
  /** Event patterns; a record passes when one matches. None: all pass. */
  filters: string[];
  reportsBatchItemFailures: boolean;
}

export interface StreamSource extends EventSourceBase {
  kind: "stream";
  tableName: string;
  startingPosition: "TRIM_HORIZON" | "LATEST";
  bisectsOnError: boolean;
  /** Undefined: until the record expires. */
  maximumRetryAttempts: number | undefined;
  maximumRecordAgeSeconds: number | undefined;
  parallelizationFactor: number;
  onFailureArn: string | undefined;
}

export interface QueueSource extends EventSourceBase {
  kind: "queue";
  queueArn: string;
  maximumConcurrency: number | undefined;
}

export type EventSource = StreamSource | QueueSource;

/** What reads streams and queues and hands their records to functions. Throws an Error for any other source. */
export function readEventSources(assembly: Assembly): EventSource[] {
  return resourcesOf(assembly, "AWS::Lambda::EventSourceMapping").map(({ logicalId, properties }) => {
    const arn = required(properties.EventSourceArn, `the source of ${logicalId}`);
    const base = {
      logicalId,
      functionName: functionNameOf(required(properties.FunctionName, `the function of ${logicalId}`)),
      enabled: flag(properties.Enabled) ?? true,
      batchWindowSeconds: number(properties.MaximumBatchingWindowInSeconds) ?? 0,
      filters: list(members(properties.FilterCriteria).Filters).map((filter) => String(members(filter).Pattern)),
      reportsBatchItemFailures: list(properties.FunctionResponseTypes).includes("ReportBatchItemFailures"),
    };
    const tableName = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)\/stream\//.exec(arn)?.[1];
    if (tableName !== undefined) {
      return {
        ...base,
        kind: "stream",
        tableName,
        batchSize: number(properties.BatchSize) ?? 100,
        startingPosition: properties.StartingPosition === "LATEST" ? "LATEST" : "TRIM_HORIZON",
        bisectsOnError: flag(properties.BisectBatchOnFunctionError) ?? false,
        maximumRetryAttempts: limit(properties.MaximumRetryAttempts),
        maximumRecordAgeSeconds: limit(properties.MaximumRecordAgeInSeconds),
        parallelizationFactor: number(properties.ParallelizationFactor) ?? 1,
        onFailureArn: text(members(members(properties.DestinationConfig).OnFailure).Destination),
      };
    }
    if (!/^arn:[^:]+:sqs:/.test(arn)) throw new Error(`the local cloud cannot read ${arn} for ${base.functionName}`);
    return {
      ...base,
      kind: "queue",
      queueArn: arn,
      batchSize: number(properties.BatchSize) ?? 10,
      maximumConcurrency: number(members(properties.ScalingConfig).MaximumConcurrency),
    };
  });
}

/** A function's name out of its name or ARN, with or without a version or alias behind it. */
export function functionNameOf(nameOrArn: string): string {
  const arn = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn);
  return arn?.[1] ?? nameOrArn.split(":")[0] ?? nameOrArn;
}

/** -1 stands for no limit. */
function limit(value: Parameters<typeof number>[0]): number | undefined {
  const found = number(value);
  return found === -1 ? undefined : found;
}

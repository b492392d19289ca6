import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { CaseTable } from "./case-table.ts";

export interface StreamReaderProps {
  deployment: Deployment;
  table: CaseTable;
  reader: BundledFunction;
  name: string;
  /** Which records it gets: those that match one of these patterns of Lambda's filter. */
  filters: Record<string, unknown>[];
  /** How often a bad record is tried again before it is given up. */
  retries: number;
  /** Where the metadata of records go that it could not handle. */
  onFailure: sqs.IQueue & { filledBy(sender: iam.IGrantable): void };
}

/**
 * One reader of the table's stream. A batch that fails is split until the bad record stands alone; that one is tried
 * again so many times, then its metadata go to the failure queue, and the shard moves on.
 */
export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { deployment, table, reader, name, filters, retries, onFailure } = props;
    table.streamReadBy(reader);
    onFailure.filledBy(reader);
    new lambda.CfnEventSourceMapping(this, "Source", {
      functionName: reader.functionName,
      eventSourceArn: table.streamArn,
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) },
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: retries,
      // A record older than this is better handled from the table; the stream itself forgets after 24 hours.
      maximumRecordAgeInSeconds: Duration.hours(6).toSeconds(),
      destinationConfig: { onFailure: { destination: onFailure.queueArn } },
    }).node.addDependency(reader.role ?? reader);
    new cloudwatch.Alarm(this, "Alarm", {
      alarmName: nameOf(deployment, `${name}-behind`),
      alarmDescription: `${name} is more than a minute behind the table: cases move late, or subscribers hear late`,
      metric: reader.metric("IteratorAge", { period: Duration.minutes(1), statistic: "Maximum" }),
      threshold: Duration.minutes(1).toMilliseconds(),
      evaluationPeriods: 5,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const hour = { period: Duration.hours(1), statistic: "Sum" };
    new cloudwatch.Alarm(this, "SilentAlarm", {
      alarmName: nameOf(deployment, `${name}-silent`),
      alarmDescription: `The table is written, and ${name} has not been called for two hours: is its mapping disabled?`,
      // A reader that is never called has no age to show: only beside the table's writes is its silence heard.
      metric: new cloudwatch.MathExpression({
        label: "hours with writes and no call",
        expression: "IF(FILL(written, 0) > 0 AND FILL(called, 0) == 0, 1, 0)",
        usingMetrics: { written: table.metricWritten(hour), called: reader.metricInvocations(hour) },
        period: hour.period,
      }),
      threshold: 1,
      evaluationPeriods: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

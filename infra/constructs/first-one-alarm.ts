import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";

export interface FirstOneAlarmProps {
  deployment: Deployment;
  name: string;
  /** What it means, for the person who gets the mail. */
  description: string;
  metric: cloudwatch.IMetric;
}

/** An alarm on something of which the first one is one too many; nothing happening is well. */
export class FirstOneAlarm extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, { deployment, name, description, metric }: FirstOneAlarmProps) {
    super(scope, id, {
      alarmName: nameOf(deployment, name),
      alarmDescription: description,
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

/** How such things are counted. */
export const fiveMinuteSum = { period: Duration.minutes(5), statistic: "Sum" };

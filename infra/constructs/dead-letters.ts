import { Duration, Validations } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";

/** Where things wait for a person: kept for the longest time SQS allows, with an alarm on the first of them. */
export class DeadLetters extends sqs.Queue {
  constructor(scope: Construct, id: string, { deployment, name }: { deployment: Deployment; name: string }) {
    super(scope, id, {
      queueName: nameOf(deployment, name),
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    new cloudwatch.Alarm(this, "Alarm", {
      alarmName: nameOf(deployment, `${name}-waiting`),
      alarmDescription: `Something lies in ${name} and nothing will take it out but a person`,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: "Maximum" }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    Validations.of(this).acknowledge({ id: "AwsSolutions-SQS3", reason: "it is a dead-letter queue itself" });
  }

  /** Lets somebody put messages in. */
  filledBy(sender: iam.IGrantable): void {
    sender.grantPrincipal.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.queueArn] }),
    );
  }

  /** Lets a reader put aside what it cannot read. */
  parkedInBy(reader: BundledFunction): void {
    reader.knows("parkedRecordsQueueUrl", this.queueUrl);
    this.filledBy(reader);
  }
}

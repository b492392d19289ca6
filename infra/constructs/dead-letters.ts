import { Duration, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import { FirstOneAlarm } from "./first-one-alarm.ts";

/** Where things wait for a person: kept for the longest time SQS allows, with an alarm on the first of them. */
export class DeadLetters extends sqs.Queue {
  constructor(scope: Construct, id: string, { deployment, name }: { deployment: Deployment; name: string }) {
    super(scope, id, {
      queueName: nameOf(deployment, name),
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    new FirstOneAlarm(this, "Alarm", {
      deployment,
      name: `${name}-waiting`,
      description: `Something lies in ${name} and nothing will take it out but a person`,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: "Maximum" }),
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

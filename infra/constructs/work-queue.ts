import { Duration } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import { DeadLetters } from "./dead-letters.ts";

export interface WorkQueueProps {
  deployment: Deployment;
  name: string;
  /** Who works the messages off, some at a time, answering which of them failed. */
  worker: BundledFunction;
  batchSize?: number;
}

/** A queue with a worker and a dead-letter queue. */
export class WorkQueue extends sqs.Queue {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { deployment, name, worker, batchSize = 10 }: WorkQueueProps) {
    const deadLetters = new DeadLetters(scope, `${id}DeadLetters`, { deployment, name: `${name}-dead` });
    super(scope, id, {
      queueName: nameOf(deployment, name),
      retentionPeriod: Duration.days(14),
      // Six times the worker's timeout: room for Lambda's own retries of a throttled batch.
      visibilityTimeout: Duration.seconds(6 * (worker.timeout?.toSeconds() ?? 3)),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    this.deadLetters = deadLetters;
    worker.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        resources: [this.queueArn],
      }),
    );
    new lambda.EventSourceMapping(this, "Worker", {
      target: worker,
      eventSourceArn: this.queueArn,
      batchSize,
      reportBatchItemFailures: true,
    }).node.addDependency(worker.role ?? worker);
  }

  /** Lets somebody put messages in. */
  filledBy(sender: iam.IGrantable): void {
    sender.grantPrincipal.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.queueArn] }),
    );
  }
}

import * as iam from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";
import type { BundledFunction } from "./bundled-function.ts";
import { DeadLetters } from "./dead-letters.ts";
import { FirstOneAlarm, fiveMinuteSum } from "./first-one-alarm.ts";

export interface RegularJobProps {
  deployment: Deployment;
  name: string;
  job: BundledFunction;
  /** `rate(15 minutes)` or `cron(…)`, the latter in the zone given. */
  expression: string;
  timezone?: string;
}

/** A function that EventBridge Scheduler invokes at given times; an invocation that cannot be made is a dead letter. */
export class RegularJob extends Construct {
  constructor(scope: Construct, id: string, { deployment, name, job, expression, timezone }: RegularJobProps) {
    super(scope, id);
    const deadLetters = new DeadLetters(this, "DeadLetters", { deployment, name: `${name}-missed` });
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com") });
    role.addToPolicy(new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [job.functionArn] }));
    deadLetters.filledBy(role);
    new FirstOneAlarm(this, "FailedAlarm", {
      deployment,
      name: `${name}-failed`,
      description: `${name} could not do all of its work: its log names what is left`,
      metric: job.metricErrors(fiveMinuteSum),
    });
    new CfnSchedule(this, "Schedule", {
      name: nameOf(deployment, name),
      scheduleExpression: expression,
      ...(timezone && { scheduleExpressionTimezone: timezone }),
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: job.functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: deadLetters.queueArn },
        // The next turn does what this one missed.
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
      },
    });
  }
}

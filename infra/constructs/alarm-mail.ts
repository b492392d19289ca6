import { Aws } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { type Deployment, nameOf } from "../deployment.ts";

/** Sends every alarm of the scope that exists so far to the stage's address, if it has one. */
export class AlarmMail extends Construct {
  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { alarmEmail } = deployment.settings;
    if (alarmEmail === undefined) return;
    const topic = new sns.Topic(this, "Topic", { topicName: nameOf(deployment, "alarms"), enforceSSL: true });
    // The policy that enforces TLS takes the place of the default one, which would let the account's alarms publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    topic.addSubscription(new EmailSubscription(alarmEmail));
    for (const construct of scope.node.findAll()) {
      if (construct instanceof cloudwatch.Alarm) construct.addAlarmAction(new SnsAction(topic));
    }
  }
}

import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
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
    topic.addSubscription(new EmailSubscription(alarmEmail));
    for (const construct of scope.node.findAll()) {
      if (construct instanceof cloudwatch.Alarm) construct.addAlarmAction(new SnsAction(topic));
    }
  }
}

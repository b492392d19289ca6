import { createHash } from "node:crypto";
import type { JsonObject } from "../aws.ts";
import { text } from "./properties.ts";

/** Where the local cloud pretends to be. `awsUrl` is the address in queue URLs. */
export interface Place {
  region: string;
  account: string;
  partition: string;
  awsUrl: string;
}

/** What a resource is called on the local cloud: what `Ref` and `Fn::GetAtt` answer. */
export interface Identity {
  name: string;
  arn: string;
  ref: string;
  attributes: Record<string, string>;
}

interface Kind {
  /** The property that holds a name given by the app. */
  named?: string;
  longest?: number;
  /** After `arn:<partition>:`; R, A and N stand for region, account and name. */
  arn: string;
  ref?: "arn" | "url";
}

const kinds: Record<string, Kind> = {
  "AWS::ApiGateway::RestApi": { arn: "apigateway:R::/restapis/N" },
  "AWS::ApiGateway::Stage": { named: "StageName", arn: "apigateway:R::/stages/N" },
  "AWS::CloudWatch::Alarm": { named: "AlarmName", arn: "cloudwatch:R:A:alarm:N" },
  "AWS::DynamoDB::GlobalTable": { named: "TableName", arn: "dynamodb:R:A:table/N" },
  "AWS::DynamoDB::Table": { named: "TableName", arn: "dynamodb:R:A:table/N" },
  "AWS::Events::EventBus": { named: "Name", arn: "events:R:A:event-bus/N" },
  "AWS::Events::Rule": { named: "Name", longest: 64, arn: "events:R:A:rule/N" },
  "AWS::IAM::ManagedPolicy": { named: "ManagedPolicyName", arn: "iam::A:policy/N", ref: "arn" },
  "AWS::IAM::Role": { named: "RoleName", longest: 64, arn: "iam::A:role/N" },
  "AWS::KMS::Key": { arn: "kms:R:A:key/N" },
  "AWS::Lambda::Function": { named: "FunctionName", longest: 64, arn: "lambda:R:A:function:N" },
  "AWS::Logs::LogGroup": { named: "LogGroupName", arn: "logs:R:A:log-group:N:*" },
  "AWS::S3::Bucket": { named: "BucketName", arn: "s3:::N" },
  "AWS::SNS::Topic": { named: "TopicName", arn: "sns:R:A:N", ref: "arn" },
  "AWS::SQS::Queue": { named: "QueueName", longest: 80, arn: "sqs:R:A:N", ref: "url" },
  "AWS::Scheduler::Schedule": { named: "Name", longest: 64, arn: "scheduler:R:A:schedule/default/N" },
  "AWS::Scheduler::ScheduleGroup": { named: "Name", longest: 64, arn: "scheduler:R:A:schedule-group/N" },
  "AWS::StepFunctions::StateMachine": {
    named: "StateMachineName",
    longest: 80,
    arn: "states:R:A:stateMachine:N",
    ref: "arn",
  },
};

/**
 * Names a resource. The app's own name wins; otherwise stack and logical id, without the random end that
 * CloudFormation appends, so that names stay the same over restarts.
 */
export function identify(
  { type, stack, logicalId, properties }: { type: string; stack: string; logicalId: string; properties: JsonObject },
  place: Place,
): Identity {
  const service = type.split("::")[1]?.toLowerCase() ?? "custom";
  const kind = kinds[type] ?? { arn: `${service}:R:A:N` };
  const given = kind.named === undefined ? undefined : text(properties[kind.named]);
  const name = given ?? generatedName(type, stack, logicalId, kind.longest ?? 128);
  const inBus = type === "AWS::Events::Rule" ? busPrefix(text(properties.EventBusName)) : "";
  const path = kind.arn
    .replace(":R:", `:${place.region}:`)
    .replace(":A:", `:${place.account}:`)
    .replace(/N(?=$|:)/, () => `${inBus}${name}`);
  const arn = `arn:${place.partition}:${path}`;
  const url = `${place.awsUrl}/${place.account}/${name}`;
  const ref = kind.ref === "arn" ? arn : kind.ref === "url" ? url : name;
  return { name, arn, ref, attributes: attributesOf(type, name, arn, url) };
}

function attributesOf(type: string, name: string, arn: string, url: string): Record<string, string> {
  const attributes: Record<string, string> = { Arn: arn, Name: name };
  if (type === "AWS::SQS::Queue") Object.assign(attributes, { QueueName: name, QueueUrl: url });
  // The label of a real stream is the moment it was made; here a table has one stream and the label says nothing.
  if (type.startsWith("AWS::DynamoDB::")) attributes.StreamArn = `${arn}/stream/latest`;
  if (type === "AWS::KMS::Key") attributes.KeyId = name;
  if (type === "AWS::IAM::Role") attributes.RoleId = name;
  if (type === "AWS::SNS::Topic") Object.assign(attributes, { TopicArn: arn, TopicName: name });
  if (type === "AWS::ApiGateway::RestApi") attributes.RootResourceId = `${name}root`;
  return attributes;
}

function generatedName(type: string, stack: string, logicalId: string, longest: number): string {
  if (type === "AWS::ApiGateway::RestApi") return digest(`${stack}/${logicalId}`).slice(0, 10);
  const full = `${stack}-${logicalId}`;
  const name = full.length <= longest ? full : `${full.slice(0, longest - 9)}-${digest(full).slice(0, 8)}`;
  return type === "AWS::S3::Bucket" ? name.toLowerCase() : name;
}

/** The ARN of a rule on another bus than the default one names the bus. */
function busPrefix(bus: string | undefined): string {
  const name = bus?.split("/").at(-1) ?? "default";
  return name === "default" ? "" : `${name}/`;
}

function digest(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}

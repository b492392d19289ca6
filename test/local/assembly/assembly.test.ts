// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its placeholders so
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readApis } from "../../../local/assembly/apis.ts";
import { readAssembly, resourcesOf } from "../../../local/assembly/assembly.ts";
import { functionNameOf, readEventSources } from "../../../local/assembly/event-sources.ts";
import { readBuses, readRules, readSchedules } from "../../../local/assembly/events.ts";
import { readFunctions } from "../../../local/assembly/functions.ts";
import { readMachines } from "../../../local/assembly/machines.ts";
import { readQueues } from "../../../local/assembly/queues.ts";
import { readRoles } from "../../../local/assembly/roles.ts";
import { readTables } from "../../../local/assembly/tables.ts";
import type { Json, JsonObject } from "../../../local/aws.ts";
import { type HandMadeStack, handMade, writeStacks } from "./hand-made.ts";

const sub = (text: string) => ({ "Fn::Sub": text });
const att = (...path: string[]) => ({ "Fn::GetAtt": path });
const ref = (name: string) => ({ Ref: name });

function read(template: JsonObject, more: Omit<HandMadeStack, "template"> = {}) {
  return readAssembly(handMade({ app: { template, ...more } }), { awsUrl: "http://127.0.0.1:4566" });
}

/** What a value of a template becomes. */
function resolved(value: Json, around: JsonObject = {}): Json | undefined {
  const probe = { Type: "AWS::CDK::Metadata", Properties: { value } };
  const { Resources, ...rest } = around;
  const assembly = read({ Resources: { ...(Resources as JsonObject), Probe: probe }, ...rest });
  return assembly.resources.find(({ logicalId }) => logicalId === "Probe")?.properties.value;
}

describe("intrinsic functions", () => {
  const Resources: JsonObject = {
    Work: { Type: "AWS::SQS::Queue", Properties: { QueueName: "work" } },
    Cases: { Type: "AWS::DynamoDB::Table", Properties: {} },
  };

  test.each<[string, Json, Json]>([
    ["a queue is referred to by its URL", ref("Work"), "http://127.0.0.1:4566/000000000000/work"],
    ["a table is referred to by its name", ref("Cases"), "app-Cases"],
    ["ARNs", att("Work", "Arn"), "arn:aws:sqs:us-east-1:000000000000:work"],
    ["attributes with a dot", { "Fn::GetAtt": "Work.QueueName" }, "work"],
    ["pseudo parameters", sub("${AWS::Partition}.${AWS::Region}.${AWS::AccountId}"), "aws.us-east-1.000000000000"],
    ["join", { "Fn::Join": ["-", ["a", ref("Cases"), "b"]] }, "a-app-Cases-b"],
    ["substitute attributes", sub("<${Work.Arn}>"), "<arn:aws:sqs:us-east-1:000000000000:work>"],
    ["substitute own values", { "Fn::Sub": ["${x} ${!y}", { x: ref("Cases") }] }, "app-Cases ${y}"],
    ["split and select", { "Fn::Select": [1, { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    ["a default of a parameter", ref("Size"), "7"],
    ["conditions", { "Fn::If": ["Here", "yes", "no"] }, "yes"],
    ["conditions of conditions", { "Fn::If": ["Elsewhere", "yes", "no"] }, "no"],
    ["no value", { a: 1, b: ref("AWS::NoValue"), c: [ref("AWS::NoValue"), 2] }, { a: 1, c: [2] }],
    ["maps", { "Fn::FindInMap": ["Sizes", ref("AWS::Region"), "small"] }, 3],
    ["base 64", { "Fn::Base64": "hi" }, "aGk="],
    [
      "conditions of policies are no conditions",
      { Condition: { Bool: { a: "b" } } },
      { Condition: { Bool: { a: "b" } } },
    ],
  ])("%s", (_, value, expected) => {
    const around: JsonObject = {
      Resources,
      Parameters: { Size: { Type: "Number", Default: "7" } },
      Mappings: { Sizes: { "us-east-1": { small: 3 } } },
      Conditions: {
        Here: { "Fn::Equals": [ref("AWS::Region"), "us-east-1"] },
        Elsewhere: { "Fn::Or": [{ "Fn::Not": [{ Condition: "Here" }] }, { "Fn::Equals": ["a", "b"] }] },
      },
    };
    expect(resolved(value, around)).toEqual(expected);
  });

  test("an unknown function is named", () => {
    expect(() => resolved({ "Fn::Cidr": ["10.0.0.0/8", 1, 8] })).toThrow(/Fn::Cidr/);
  });

  test("a reference to nothing is named", () => {
    expect(() => resolved(ref("Nobody"))).toThrow(/Nobody/);
  });
});

test("stacks refer to each other by exports and by outputs, stages inside are read too", () => {
  const folder = handMade({});
  mkdirSync(join(folder, "assembly-prod"));
  const used: Json = {
    "Fn::Join": [
      "|",
      [{ "Fn::ImportValue": "the-table" }, { "Fn::GetStackOutput": { StackName: "data", OutputName: "TableArn" } }],
    ],
  };
  writeStacks(join(folder, "assembly-prod"), {
    service: { template: { Resources: { Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: used } } } } },
    data: {
      template: {
        Resources: { T: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "cases" } } },
        Outputs: { Name: { Value: ref("T"), Export: { Name: "the-table" } }, TableArn: { Value: att("T", "Arn") } },
      },
    },
  });
  writeStacks(folder, {}, { prod: { type: "cdk:cloud-assembly", properties: { directoryName: "assembly-prod" } } });
  const assembly = readAssembly(folder);
  expect(readQueues(assembly)[0]?.name).toBe("cases|arn:aws:dynamodb:us-east-1:000000000000:table/cases");
  expect(assembly.outputs.data).toEqual({
    Name: "cases",
    TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/cases",
  });
});

test("another partition has other ARNs", () => {
  const folder = handMade({ app: { template: { Resources: { M: { Type: "AWS::StepFunctions::StateMachine" } } } } });
  const { resources } = readAssembly(folder, { partition: "aws-cn", region: "cn-north-1", account: "111111111111" });
  expect(resources[0]?.ref).toBe("arn:aws-cn:states:cn-north-1:111111111111:stateMachine:app-M");
});

test("resources whose condition does not hold are not there; types nobody thought about are reported", () => {
  const assembly = read({
    Conditions: { Never: { "Fn::Equals": [1, 2] } },
    Resources: {
      Absent: { Type: "AWS::SQS::Queue", Condition: "Never" },
      Alarm: { Type: "AWS::CloudWatch::Alarm", Properties: {} },
      Fancy: { Type: "AWS::Kinesis::Stream", Properties: {} },
      Own: { Type: "Custom::Thing", Properties: {} },
    },
  });
  expect(assembly.resources.map(({ logicalId }) => logicalId)).toEqual(["Alarm", "Fancy", "Own"]);
  expect(assembly.leftOut.map(({ logicalId }) => logicalId)).toEqual(["Alarm"]);
  expect(assembly.unknown.map(({ type }) => type)).toEqual(["AWS::Kinesis::Stream", "Custom::Thing"]);
});

test("names that are too long are cut, and stay apart", () => {
  const long = "A".repeat(70);
  const role = { Type: "AWS::IAM::Role" };
  const names = read({ Resources: { [`${long}1`]: role, [`${long}2`]: role } }).resources.map(({ name }) => name);
  expect(names.map((name) => name.length)).toEqual([64, 64]);
  expect(new Set(names).size).toBe(2);
});

describe("typed readers", () => {
  const assembly = () =>
    read(
      {
        Resources: {
          Cases: {
            Type: "AWS::DynamoDB::GlobalTable",
            Properties: {
              AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
              KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
              GlobalSecondaryIndexes: [
                { IndexName: "by", KeySchema: [], Projection: {}, ContributorInsightsSpecification: {} },
              ],
              StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
              TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
            },
          },
          Dead: { Type: "AWS::SQS::Queue", Properties: {} },
          Work: {
            Type: "AWS::SQS::Queue",
            Properties: {
              VisibilityTimeout: "60",
              RedrivePolicy: { deadLetterTargetArn: att("Dead", "Arn"), maxReceiveCount: 3 },
            },
          },
          Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "jiesu" } },
          Rule: {
            Type: "AWS::Events::Rule",
            Properties: {
              EventBusName: ref("Bus"),
              EventPattern: { source: ["jiesu.cases"] },
              Targets: [{ Id: "T0", Arn: att("Work", "Arn"), InputPath: "$.detail" }],
            },
          },
          Sweep: {
            Type: "AWS::Scheduler::Schedule",
            Properties: {
              ScheduleExpression: "rate(15 minutes)",
              Target: {
                Arn: att("Fn", "Arn"),
                RoleArn: att("Role", "Arn"),
                Input: "{}",
                RetryPolicy: { MaximumRetryAttempts: 2 },
              },
            },
          },
          Role: { Type: "AWS::IAM::Role", Properties: { Policies: [] } },
          Policy: {
            Type: "AWS::IAM::Policy",
            Properties: {
              Roles: [ref("Role")],
              PolicyDocument: {
                Statement: { Effect: "Allow", Action: "dynamodb:GetItem", Resource: [att("Cases", "Arn")] },
              },
            },
          },
          Fn: {
            Type: "AWS::Lambda::Function",
            Properties: {
              Handler: "index.handler",
              Timeout: 10,
              Role: att("Role", "Arn"),
              Code: { S3Bucket: sub("cdk-assets-${AWS::AccountId}"), S3Key: "abc.zip" },
              Environment: { Variables: { TABLE_NAME: ref("Cases") } },
              LoggingConfig: { LogFormat: "JSON", SystemLogLevel: "WARN" },
            },
          },
          Alias: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: ref("Fn"), Name: "live" } },
          Reading: {
            Type: "AWS::Lambda::EventSourceMapping",
            Properties: {
              EventSourceArn: att("Cases", "StreamArn"),
              FunctionName: ref("Alias"),
              BisectBatchOnFunctionError: true,
              MaximumRetryAttempts: -1,
              FunctionResponseTypes: ["ReportBatchItemFailures"],
              FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
              DestinationConfig: { OnFailure: { Destination: att("Dead", "Arn") } },
            },
          },
          Working: {
            Type: "AWS::Lambda::EventSourceMapping",
            Properties: { EventSourceArn: att("Work", "Arn"), FunctionName: ref("Fn") },
          },
          Machine: {
            Type: "AWS::StepFunctions::StateMachine",
            Properties: {
              StateMachineName: "lifecycle",
              RoleArn: att("Role", "Arn"),
              DefinitionS3Location: { Bucket: "b", Key: "asl.json" },
              DefinitionSubstitutions: { Fn: att("Fn", "Arn"), Words: 'say "hi"' },
            },
          },
          Api: {
            Type: "AWS::ApiGateway::RestApi",
            Properties: { Name: "api", Body: { openapi: "3.0.3", x: att("Fn", "Arn") } },
          },
          Stage: { Type: "AWS::ApiGateway::Stage", Properties: { RestApiId: ref("Api"), StageName: "v1" } },
        },
      },
      {
        folders: { "abc.zip": { "index.js": "exports.handler = 1" } },
        files: { "asl.json": '{"Resource":"${Fn}","Comment":"${Words}"}' },
      },
    );

  test("tables", () => {
    expect(readTables(assembly())).toMatchObject([
      {
        name: "app-Cases",
        stream: true,
        timeToLive: "ttl",
        create: {
          BillingMode: "PAY_PER_REQUEST",
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
          GlobalSecondaryIndexes: [{ IndexName: "by", KeySchema: [], Projection: {} }],
        },
      },
    ]);
  });

  test("queues", () => {
    const deadLetter = { queueArn: "arn:aws:sqs:us-east-1:000000000000:app-Dead", maxReceiveCount: 3 };
    expect(readQueues(assembly())).toMatchObject([
      { name: "app-Dead", visibilityTimeoutSeconds: 30, deadLetter: undefined },
      { name: "app-Work", visibilityTimeoutSeconds: 60, deadLetter },
    ]);
  });

  test("buses, rules and schedules", () => {
    const all = assembly();
    expect(readBuses(all)).toMatchObject([{ name: "jiesu" }]);
    expect(readRules(all)).toMatchObject([
      {
        bus: "jiesu",
        arn: "arn:aws:events:us-east-1:000000000000:rule/jiesu/app-Rule",
        pattern: { source: ["jiesu.cases"] },
      },
    ]);
    expect(readRules(all)[0]?.targets).toMatchObject([{ id: "T0", inputPath: "$.detail", maximumRetryAttempts: 185 }]);
    expect(readSchedules(all)).toMatchObject([
      {
        expression: "rate(15 minutes)",
        timeZone: "UTC",
        enabled: true,
        target: { input: "{}", maximumRetryAttempts: 2 },
      },
    ]);
  });

  test("functions and roles", () => {
    const all = assembly();
    const [fn] = readFunctions(all);
    expect(fn).toMatchObject({
      name: "app-Fn",
      handler: "handler",
      timeoutSeconds: 10,
      memoryMegabytes: 128,
      role: "app-Role",
      environment: { TABLE_NAME: "app-Cases" },
      logs: { format: "JSON", system: "WARN" },
    });
    expect(fn?.file).toMatch(/asset\.abc\.zip\/index\.js$/);
    const grant = {
      effect: "Allow",
      actions: ["dynamodb:GetItem"],
      resources: ["arn:aws:dynamodb:us-east-1:000000000000:table/app-Cases"],
    };
    expect(readRoles(all)).toEqual([{ logicalId: "Role", name: "app-Role", grants: [grant], managedPolicies: [] }]);
  });

  test("event sources, of a function or one of its aliases", () => {
    expect(readEventSources(assembly())).toMatchObject([
      {
        kind: "stream",
        tableName: "app-Cases",
        functionName: "app-Fn",
        bisectsOnError: true,
        maximumRetryAttempts: undefined,
        reportsBatchItemFailures: true,
        filters: ['{"eventName":["INSERT"]}'],
        onFailureArn: "arn:aws:sqs:us-east-1:000000000000:app-Dead",
      },
      { kind: "queue", queueArn: "arn:aws:sqs:us-east-1:000000000000:app-Work", functionName: "app-Fn", batchSize: 10 },
    ]);
  });

  test("machines, with the values in their placeholders", () => {
    const [machine] = readMachines(assembly());
    expect(machine).toMatchObject({
      name: "lifecycle",
      kind: "STANDARD",
      definition: { Resource: "arn:aws:lambda:us-east-1:000000000000:function:app-Fn", Comment: 'say "hi"' },
    });
  });

  test("APIs with their stage", () => {
    const all = assembly();
    expect(readApis(all)).toMatchObject([
      { name: "api", stage: "v1", document: { x: "arn:aws:lambda:us-east-1:000000000000:function:app-Fn" } },
    ]);
    expect(readApis(all)[0]?.apiId).toBe(resourcesOf(all, "AWS::ApiGateway::RestApi")[0]?.ref);
  });
});

test("a machine's placeholder without a value is named", () => {
  const Properties = { DefinitionString: '{"a":"${Missing}"}' };
  const assembly = read({ Resources: { M: { Type: "AWS::StepFunctions::StateMachine", Properties } } });
  expect(() => readMachines(assembly)).toThrow(/Missing/);
});

test("a code asset that is not in the assembly is named", () => {
  const Properties = { Handler: "index.handler", Code: { S3Key: "gone.zip" } };
  const assembly = read({ Resources: { F: { Type: "AWS::Lambda::Function", Properties } } });
  expect(() => readFunctions(assembly)).toThrow(/gone\.zip/);
});

test.each([
  ["work", "work"],
  ["work:live", "work"],
  ["arn:aws:lambda:us-east-1:1:function:work", "work"],
  ["arn:aws-cn:lambda:cn-north-1:1:function:work:live", "work"],
])("the function's name in %s", (given, expected) => {
  expect(functionNameOf(given)).toBe(expected);
});

import { describe, expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../../../local/aws.ts";
import { createCloud, machineArn } from "../harness.ts";
import { flow, section, task } from "./cases.ts";

const resource = (name: string) => `arn:aws:states:::${name}`;
const calling = (name: string, Arguments: JsonObject, more: JsonObject = {}): JsonObject => ({
  A: { Type: "Task", Resource: resource(name), Arguments, ...more },
});

async function run(states: JsonObject, options: Parameters<typeof createCloud>[0] = {}) {
  const cloud = createCloud(options);
  cloud.define(flow(states));
  const executionArn = await cloud.start();
  await cloud.seconds(60);
  return { cloud, ...(await cloud.describe(executionArn)) } as JsonObject & { cloud: ReturnType<typeof createCloud> };
}

const sent: [name: string, given: JsonObject, service: string, action: string, sent: JsonObject][] = [
  ["dynamodb:getItem", { TableName: "t" }, "dynamodb", "GetItem", { TableName: "t" }],
  ["dynamodb:putItem", { TableName: "t", Item: {} }, "dynamodb", "PutItem", { TableName: "t", Item: {} }],
  ["dynamodb:updateItem", { TableName: "t" }, "dynamodb", "UpdateItem", { TableName: "t" }],
  ["dynamodb:deleteItem", { TableName: "t" }, "dynamodb", "DeleteItem", { TableName: "t" }],
  ["aws-sdk:dynamodb:query", { TableName: "t" }, "dynamodb", "Query", { TableName: "t" }],
  [
    "aws-sdk:dynamodb:transactWriteItems",
    { TransactItems: [] },
    "dynamodb",
    "TransactWriteItems",
    { TransactItems: [] },
  ],
  ["sqs:sendMessage", { MessageBody: { a: 1 } }, "sqs", "SendMessage", { MessageBody: '{"a":1}' }],
  ["sqs:sendMessage", { MessageBody: "text" }, "sqs", "SendMessage", { MessageBody: "text" }],
  ["aws-sdk:sqs:sendMessage", { MessageBody: "text" }, "sqs", "SendMessage", { MessageBody: "text" }],
  ["aws-sdk:sqs:deleteMessage", { ReceiptHandle: "r" }, "sqs", "DeleteMessage", { ReceiptHandle: "r" }],
  [
    "events:putEvents",
    { Entries: [{ Detail: { a: 1 } }] },
    "events",
    "PutEvents",
    { Entries: [{ Detail: '{"a":1}' }] },
  ],
  [
    "events:putEvents",
    { Entries: [{ Detail: '{"a":1}' }] },
    "events",
    "PutEvents",
    { Entries: [{ Detail: '{"a":1}' }] },
  ],
  ["aws-sdk:eventbridge:putEvents", { Entries: [] }, "events", "PutEvents", { Entries: [] }],
  [
    "states:startExecution",
    { StateMachineArn: "m", Input: { a: 1 } },
    "states",
    "StartExecution",
    { stateMachineArn: "m", input: '{"a":1}' },
  ],
  ["aws-sdk:sfn:stopExecution", { ExecutionArn: "x" }, "states", "StopExecution", { executionArn: "x" }],
];

describe("Developer guide, integrations: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html", () => {
  test.each(sent)("%s with %j calls the service in the machine's name", async (name, given, service, action, input) => {
    const answer = { Answer: true };
    const { cloud, output } = await run(calling(name, given), { services: { [service]: () => answer } });
    expect(JSON.parse(String(output))).toEqual(answer);
    expect(cloud.calls).toEqual([{ service, action, input, principal: "TriedMachine", at: 0 }]);
  });
});

const errors: [name: string, code: string, error: string][] = [
  ["aws-sdk:dynamodb:updateItem", "ConditionalCheckFailedException", "DynamoDb.ConditionalCheckFailedException"],
  ["aws-sdk:dynamodb:updateItem", "TransactionConflictException", "DynamoDb.TransactionConflictException"],
  ["aws-sdk:dynamodb:updateItem", "InternalServerError", "DynamoDb.InternalServerErrorException"],
  ["aws-sdk:dynamodb:updateItem", "ValidationException", "DynamoDb.DynamoDbException"],
  ["dynamodb:updateItem", "ConditionalCheckFailedException", "DynamoDB.ConditionalCheckFailedException"],
  ["dynamodb:updateItem", "ValidationException", "DynamoDB.AmazonDynamoDBException"],
  ["sqs:sendMessage", "QueueDoesNotExist", "SQS.QueueDoesNotExistException"],
  ["aws-sdk:sqs:sendMessage", "QueueDoesNotExist", "Sqs.QueueDoesNotExistException"],
  ["aws-sdk:eventbridge:putEvents", "InternalException", "EventBridge.InternalException"],
  ["aws-sdk:sfn:startExecution", "ExecutionAlreadyExists", "Sfn.ExecutionAlreadyExistsException"],
  ["states:startExecution", "ExecutionAlreadyExists", "StepFunctions.ExecutionAlreadyExistsException"],
];

describe("Developer guide, errors of integrations: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html", () => {
  test.each(errors)("%s: %s surfaces as %s", async (name, code, error) => {
    const stub = () => {
      throw new AwsError(code, "so it is");
    };
    const described = await run(calling(name, {}), {
      services: { dynamodb: stub, sqs: stub, events: stub, states: stub },
    });
    expect(described).toMatchObject({ status: "FAILED", error });
    expect(described.cause).toMatch(/^so it is \(Service: \w+, Status Code: 400\)$/);
  });
});

const refusedEntry = { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalException" }] };

section(
  "Developer guide, optimized integrations: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html",
  [
    {
      rule: "lambda:invoke answers version, payload and status",
      states: { A: task("echo", [1], { Output: "{% $states.result %}" }) },
      output: { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: [1] },
    },
    {
      rule: "an event that EventBridge did not take fails events:putEvents, and the cause is the answer",
      states: calling("events:putEvents", { Entries: [] }),
      services: { events: () => refusedEntry },
      error: "EventBridge.FailedEntry",
      cause: JSON.stringify(refusedEntry),
    },
    {
      rule: "aws-sdk:eventbridge:putEvents does not look into its answer",
      states: calling("aws-sdk:eventbridge:putEvents", { Entries: [] }),
      services: { events: () => refusedEntry },
      output: refusedEntry,
    },
  ],
);

describe("Developer guide, starting an execution from a workflow: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html", () => {
  const child = "arn:aws:states:eu-west-1:123456789012:stateMachine:child";
  const childArn = "arn:aws:states:eu-west-1:123456789012:execution:child:c";

  test.each(["states:startExecution", "aws-sdk:sfn:startExecution"])(
    "%s answers its ARN and start, and does not wait",
    async (name) => {
      const cloud = createCloud();
      const Input = name.startsWith("aws-sdk") ? '{"a":1}' : { a: 1 };
      cloud.define(flow(calling(name, { StateMachineArn: child, Name: "c", Input })));
      const definition = { QueryLanguage: "JSONata", ...flow({ W: { Type: "Wait", Seconds: 60 } }) };
      cloud.stepFunctions.defineMachine({ name: "child", arn: child, principal: "Child", definition });
      const executionArn = await cloud.start();
      await cloud.clock.idle();
      const { output } = await cloud.describe(executionArn);
      expect(JSON.parse(String(output))).toEqual({ ExecutionArn: childArn, StartDate: "2026-03-01T08:00:00.000Z" });
      expect(await cloud.describe(childArn)).toMatchObject({ status: "RUNNING" });
      await cloud.seconds(60);
      expect(await cloud.describe(childArn)).toMatchObject({ status: "SUCCEEDED", output: '{"a":1}' });
      expect(await cloud.call("ListStateMachines")).toMatchObject({
        stateMachines: [{ stateMachineArn: machineArn }, { stateMachineArn: child }],
      });
    },
  );

  test("a name that is taken fails the task", async () => {
    const cloud = createCloud();
    cloud.define(
      flow({
        Start: {
          Type: "Task",
          Resource: resource("states:startExecution"),
          Arguments: { StateMachineArn: machineArn, Name: "self", Input: "{% $states.input %}" },
        },
      }),
    );
    const executionArn = await cloud.start({ a: 1 }, "self");
    await cloud.clock.idle();
    // The same name with the same input runs already: it is the same execution.
    expect(await cloud.describe(executionArn)).toMatchObject({ status: "SUCCEEDED" });
    const second = await cloud.start({ a: 2 }, "other");
    await cloud.clock.idle();
    expect(await cloud.describe(second)).toMatchObject({ error: "StepFunctions.ExecutionAlreadyExistsException" });
  });
});

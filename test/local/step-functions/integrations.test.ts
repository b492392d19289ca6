import { expect, test } from "vitest";
import { AwsError, type JsonObject } from "../../../local/aws.ts";
import { createCloud, machineArn, only, outcomeOf, type ServiceStub } from "./harness.ts";

const resource = (name: string) => `arn:aws:states:::${name}`;

const calls: [name: string, given: JsonObject, service: string, action: string, sent: JsonObject][] = [
  ["dynamodb:getItem", { TableName: "t" }, "dynamodb", "GetItem", { TableName: "t" }],
  [
    "aws-sdk:dynamodb:transactWriteItems",
    { TransactItems: [] },
    "dynamodb",
    "TransactWriteItems",
    { TransactItems: [] },
  ],
  ["sqs:sendMessage", { MessageBody: { a: 1 } }, "sqs", "SendMessage", { MessageBody: '{"a":1}' }],
  ["aws-sdk:sqs:sendMessage", { MessageBody: "text" }, "sqs", "SendMessage", { MessageBody: "text" }],
  [
    "events:putEvents",
    { Entries: [{ Detail: { a: 1 } }] },
    "events",
    "PutEvents",
    { Entries: [{ Detail: '{"a":1}' }] },
  ],
  ["aws-sdk:eventbridge:putEvents", { Entries: [] }, "events", "PutEvents", { Entries: [] }],
  ["aws-sdk:sfn:stopExecution", { ExecutionArn: "x" }, "states", "StopExecution", { executionArn: "x" }],
];

test.each(calls)(
  "%s with %j calls the service in the machine's name",
  async (name, Arguments, service, action, input) => {
    const answer = { Answer: true };
    const options = { services: { [service]: () => answer } };
    const { output, cloud } = await outcomeOf(only({ Type: "Task", Resource: resource(name), Arguments }), {}, options);
    expect(output).toEqual(answer);
    expect(cloud.calls).toEqual([{ service, action, input, principal: "TriedMachine", at: 0 }]);
  },
);

const throwing =
  (code: string): ServiceStub =>
  () => {
    throw new AwsError(code, "so it is");
  };

const errors: [name: string, code: string, error: string][] = [
  ["aws-sdk:dynamodb:updateItem", "ConditionalCheckFailedException", "DynamoDb.ConditionalCheckFailedException"],
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

test.each(errors)("%s: %s surfaces as %s", async (name, code, error) => {
  const stub = throwing(code);
  const services = { dynamodb: stub, sqs: stub, events: stub, states: stub };
  const outcome = await outcomeOf(only({ Type: "Task", Resource: resource(name), Arguments: {} }), {}, { services });
  expect(outcome).toMatchObject({ status: "FAILED", error });
  expect(outcome.cause).toMatch(/^so it is \(Service: \w+, Status Code: 400\)$/);
});

test("lambda:invoke answers status, payload and version", async () => {
  const state = {
    Type: "Task",
    Resource: resource("lambda:invoke"),
    Arguments: { FunctionName: "echo", Payload: [1] },
  };
  const { output } = await outcomeOf(only(state), {}, { functions: { echo: (payload) => payload } });
  expect(output).toEqual({ StatusCode: 200, ExecutedVersion: "$LATEST", Payload: [1] });
});

test("lambda:invoke.waitForTaskToken goes on when the function's caller answers", async () => {
  let token = "";
  const cloud = createCloud({
    functions: {
      ask(payload) {
        token = String(payload);
        return "ignored";
      },
    },
  });
  const Arguments = { FunctionName: "ask", Payload: "{% $states.context.Task.Token %}" };
  cloud.define(only({ Type: "Task", Resource: resource("lambda:invoke.waitForTaskToken"), Arguments }));
  const execution = await cloud.start();
  await cloud.seconds(100);
  expect(await cloud.describe(execution)).toMatchObject({ status: "RUNNING" });
  await cloud.call("SendTaskSuccess", { taskToken: token, output: '"heard"' });
  await cloud.clock.idle();
  expect(await cloud.describe(execution)).toMatchObject({ output: '"heard"' });
});

test("one event that EventBridge did not take fails events:putEvents", async () => {
  const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalException" }] };
  const state = { Type: "Task", Resource: resource("events:putEvents"), Arguments: { Entries: [] } };
  const { error, cause } = await outcomeOf(only(state), {}, { services: { events: () => answer } });
  expect([error, JSON.parse(cause ?? "")]).toEqual(["EventBridge.FailedEntry", answer]);
});

test("an execution starts another, and hears its ARN and start as text", async () => {
  const state = {
    Type: "Task",
    Resource: resource("states:startExecution"),
    Arguments: { StateMachineArn: "{% $states.input.machine %}", Input: { a: 1 }, Name: "child" },
  };
  const cloud = createCloud();
  cloud.define(only(state));
  const child = "arn:aws:states:eu-west-1:123456789012:stateMachine:child";
  const definition = { QueryLanguage: "JSONata", ...only({ Type: "Pass" }) };
  cloud.stepFunctions.defineMachine({ name: "child", arn: child, principal: "Child", definition });
  const execution = await cloud.start({ machine: child });
  await cloud.clock.idle();
  const childArn = "arn:aws:states:eu-west-1:123456789012:execution:child:child";
  const { output } = await cloud.describe(execution);
  expect(JSON.parse(String(output))).toEqual({ ExecutionArn: childArn, StartDate: "2026-03-01T08:00:00.000Z" });
  expect(await cloud.describe(childArn)).toMatchObject({ status: "SUCCEEDED", output: '{"a":1}' });
  expect(await cloud.call("ListStateMachines")).toMatchObject({
    stateMachines: [{ stateMachineArn: machineArn }, { stateMachineArn: child }],
  });
});

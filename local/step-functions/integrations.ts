import type { AwsService } from "../aws.ts";

/** The local services a task can call, by the name of their API. */
export type ServiceName = "dynamodb" | "sqs" | "events" | "states";
export type Services = Record<ServiceName, AwsService>;

/** What a task's `Resource` stands for. */
export type Integration =
  | { kind: "function"; functionArn: string; waitsForToken: false }
  | { kind: "invoke"; resourceType: "lambda"; resource: string; waitsForToken: boolean }
  | {
      kind: "call";
      /** As history names them: `aws-sdk:dynamodb` and `updateItem.waitForTaskToken`. */
      resourceType: string;
      resource: string;
      waitsForToken: boolean;
      service: ServiceName;
      action: string;
      /** An optimized integration takes objects where the API wants JSON text. */
      optimized: boolean;
      errors: ErrorNames;
    };

/** How Step Functions names what a service throws: `DynamoDb.` + exception, or one name for what the SDK has no class for. */
export interface ErrorNames {
  prefix: string;
  unmodelled: string;
}

interface Offer {
  service: ServiceName;
  errors: ErrorNames;
  actions: readonly string[];
  /** Patterns besides request and response that AWS has for it. */
  patterns: readonly string[];
}

const callback = "waitForTaskToken";

/** https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html; only what the local cloud has behind it. */
const optimized: Record<string, Offer> = {
  dynamodb: {
    service: "dynamodb",
    errors: { prefix: "DynamoDB", unmodelled: "AmazonDynamoDBException" },
    actions: ["getItem", "putItem", "updateItem", "deleteItem"],
    patterns: [],
  },
  sqs: {
    service: "sqs",
    errors: { prefix: "SQS", unmodelled: "AmazonSQSException" },
    actions: ["sendMessage"],
    patterns: [callback],
  },
  events: {
    service: "events",
    errors: { prefix: "EventBridge", unmodelled: "AmazonEventBridgeException" },
    actions: ["putEvents"],
    patterns: [callback],
  },
  states: {
    service: "states",
    errors: { prefix: "StepFunctions", unmodelled: "AWSStepFunctionsException" },
    actions: ["startExecution"],
    patterns: [callback],
  },
};

/** SDK integrations: every action can wait for a token. The prefix is the class prefix of AWS's SDK for Java. */
const sdk: Record<string, Offer> = {
  dynamodb: {
    service: "dynamodb",
    errors: { prefix: "DynamoDb", unmodelled: "DynamoDbException" },
    actions: [
      ...["getItem", "putItem", "updateItem", "deleteItem", "query", "scan", "describeTable", "listTables"],
      ...["batchGetItem", "batchWriteItem", "transactGetItems", "transactWriteItems"],
      ...["executeStatement", "batchExecuteStatement", "executeTransaction"],
    ],
    patterns: [callback],
  },
  sqs: {
    service: "sqs",
    errors: { prefix: "Sqs", unmodelled: "SqsException" },
    actions: [
      ...["sendMessage", "sendMessageBatch", "receiveMessage", "deleteMessage", "deleteMessageBatch"],
      ...["changeMessageVisibility", "getQueueUrl", "getQueueAttributes", "listQueues", "purgeQueue"],
    ],
    patterns: [callback],
  },
  eventbridge: {
    service: "events",
    errors: { prefix: "EventBridge", unmodelled: "EventBridgeException" },
    actions: ["putEvents"],
    patterns: [callback],
  },
  sfn: {
    service: "states",
    errors: { prefix: "Sfn", unmodelled: "SfnException" },
    actions: [
      ...["startExecution", "stopExecution", "describeExecution", "listExecutions", "getExecutionHistory"],
      ...["describeStateMachine", "describeStateMachineForExecution", "listStateMachines"],
      ...["sendTaskSuccess", "sendTaskFailure", "sendTaskHeartbeat"],
    ],
    patterns: [callback],
  },
};

const functionArn = /^arn:([\w-]+):lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;
const stateArn = /^arn:([\w-]+):states:::(aws-sdk:)?([\w-]+):(\w+)(?:\.([\w:]+))?$/;

/** Reads a task's `Resource`. Throws an Error that says what is wrong with one that AWS or the local cloud does not have. */
export function readResource(resource: string, partition: string): Integration {
  const foreign = (found: string | undefined) => {
    if (found !== partition) throw new Error(`the partition is ${partition}: write arn:\${AWS::Partition}:…`);
  };
  const invoked = functionArn.exec(resource);
  if (invoked !== null) {
    foreign(invoked[1]);
    return { kind: "function", functionArn: resource, waitsForToken: false };
  }
  const parts = stateArn.exec(resource);
  if (parts === null) throw new Error(`${resource} is neither a service integration nor the ARN of a function`);
  const [, found, isSdk, name = "", action = "", pattern] = parts;
  foreign(found);
  if (isSdk === undefined && name === "lambda" && action === "invoke") {
    if (pattern !== undefined && pattern !== callback) throw noPattern(resource, pattern, [callback]);
    const waitsForToken = pattern === callback;
    return { kind: "invoke", resourceType: "lambda", resource: resourceName(action, pattern), waitsForToken };
  }
  const offers = isSdk === undefined ? optimized : sdk;
  const offer = offers[name];
  if (offer === undefined) {
    throw new Error(`the integration ${isSdk ?? ""}${name} is unknown: there are ${Object.keys(offers).join(", ")}`);
  }
  if (!offer.actions.includes(action)) {
    throw new Error(`${isSdk ?? ""}${name} has no action ${action}: there are ${offer.actions.join(", ")}`);
  }
  if (pattern !== undefined && !offer.patterns.includes(pattern)) throw noPattern(resource, pattern, offer.patterns);
  return {
    kind: "call",
    resourceType: `${isSdk ?? ""}${name}`,
    resource: resourceName(action, pattern),
    waitsForToken: pattern === callback,
    service: offer.service,
    action: action.charAt(0).toUpperCase() + action.slice(1),
    optimized: isSdk === undefined,
    errors: offer.errors,
  };
}

function resourceName(action: string, pattern: string | undefined): string {
  return pattern === undefined ? action : `${action}.${pattern}`;
}

function noPattern(resource: string, pattern: string, patterns: readonly string[]): Error {
  if (pattern.startsWith("sync"))
    return new Error(`${resource}: the local Step Functions does not run jobs (.${pattern})`);
  const others = patterns.length === 0 ? "it answers at once only" : `it has .${patterns.join(", .")}`;
  return new Error(`${resource}: AWS has no .${pattern} for this integration, ${others}`);
}

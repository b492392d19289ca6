import type { Assembly } from "./assembly/assembly.ts";
import { type FunctionDefinition, readFunctions } from "./assembly/functions.ts";
import { readMachines } from "./assembly/machines.ts";
import { readQueues } from "./assembly/queues.ts";
import type { AwsError, AwsService, JsonObject } from "./aws.ts";
import type { Clock } from "./clock.ts";
import { createDynamoDb, type DynamoDbOptions } from "./dynamodb/dynamodb.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/eventbridge.ts";
import { defineEvents } from "./events.ts";
import { createLambda, type Lambda, type LambdaOptions } from "./lambda/lambda.ts";
import { createMeter } from "./meter.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createSqs, type Sqs } from "./sqs/sqs.ts";
import { createStepFunctions } from "./step-functions/step-functions.ts";
import type { Store } from "./store.ts";
import type { StreamRecord } from "./streams.ts";

/** Where tests make the local cloud fail. */
export interface Faults {
  /** Answers a DynamoDB call with an error: conflicts, throttling. */
  dynamoDb?: DynamoDbOptions["intercept"];
  /** The same for calls of Step Functions, SQS and EventBridge; a test can also listen here to who calls what. */
  call?: (call: ServiceCall) => AwsError | undefined;
  /** Makes a function fail before or after its work; it is told the function's name. */
  invocation?: LambdaOptions["intercept"];
  /** Chooses the stream batches that are delivered a second time. */
  deliverTwice?: (records: StreamRecord[]) => boolean;
}

/** A call of a service other than DynamoDB. `principal` is the logical id of the function or machine that makes it. */
export interface ServiceCall {
  service: "states" | "sqs" | "events";
  action: string;
  input: JsonObject;
  principal: string;
}

export interface ServicesOptions {
  assembly: Assembly;
  clock: Clock;
  store: Store;
  /** Where the DynamoDB engine answers. */
  engine: string;
  /** A table was written. */
  onWrite: (tableName: string) => void;
  onLog: LambdaOptions["onLog"];
  random: () => number;
  faults: Faults;
}

/** The services of the local cloud, connected with each other and holding what the assembly defines. */
export interface Services {
  meter: ReturnType<typeof createMeter>;
  functions: FunctionDefinition[];
  lambda: Lambda;
  dynamoDb: AwsService;
  stepFunctions: AwsService;
  sqs: Sqs;
  eventBridge: EventBridge;
  scheduler: Scheduler;
  /** Functions and machines by logical id: those who may call. */
  principals: Set<string>;
  stop(): void;
}

/** Makes the services of an assembly. Tables are not made, streams and queues not read yet. */
export function createServices(options: ServicesOptions): Services {
  const { assembly, clock, store, random, faults } = options;
  const { region, account, partition, awsUrl } = assembly.place;
  const place = { region, account };
  const meter = createMeter();
  const { service: dynamoDb, close } = createDynamoDb({
    ...{ endpoint: options.engine, meter, clock, ...place, onWrite: options.onWrite },
    ...(faults.dynamoDb && { intercept: faults.dynamoDb }),
  });
  const refusable =
    (service: ServiceCall["service"], answer: AwsService): AwsService =>
    async (action, input, principal) => {
      const refusal = faults.call?.({ service, action, input, principal });
      if (refusal === undefined) return answer(action, input, principal);
      meter.call({ principal, service, action });
      throw refusal;
    };
  const queues = createSqs({ clock, meter, ...place, baseUrl: awsUrl, collectionFor: store.collection });
  const sqs = { ...queues, service: refusable("sqs", queues.service) };
  const functions = readFunctions(assembly);
  const lambda = createLambda({
    ...{ functions, clock, meter, region, awsUrl },
    ...(options.onLog && { onLog: options.onLog }),
    ...(faults.invocation && { intercept: faults.invocation }),
  });
  const targets = {
    invokeFunction: lambda.invoke,
    sendToQueue: sqs.sendToQueue,
    async startExecution(stateMachineArn: string, input: string) {
      await stepFunctions.service("StartExecution", { stateMachineArn, input }, "events");
    },
  };
  const buses = createEventBridge({ clock, meter, ...place, collectionFor: store.collection, targets });
  const eventBridge = { ...buses, service: refusable("events", buses.service) };
  const scheduler = createScheduler({ clock, ...place, collectionFor: store.collection, targets });
  const stepFunctions = createStepFunctions({
    ...{ clock, meter, ...place, partition, random, invokeFunction: lambda.invoke },
    services: {
      dynamodb: dynamoDb,
      sqs: sqs.service,
      events: eventBridge.service,
      states: (action, input, principal) => metered(action, input, principal),
    },
    onStatusChange: (detail) =>
      eventBridge.emit({
        source: "aws.states",
        detailType: "Step Functions Execution Status Change",
        detail,
        resources: [String(detail.executionArn)],
      }),
  });

  defineQueues(assembly, sqs);
  defineEvents(assembly, eventBridge, scheduler);
  const machines = readMachines(assembly);
  for (const { name, arn, logicalId, definition, loggingLevel } of machines) {
    stepFunctions.defineMachine({ name, arn, principal: logicalId, definition, loggingLevel });
  }
  // What the engine does by itself is no call of anybody's; what comes through here is.
  const metered = refusable("states", (action, input, principal) => {
    meter.call({ principal, service: "states", action });
    return stepFunctions.service(action, input, principal);
  });
  return {
    ...{ meter, functions, lambda, dynamoDb, stepFunctions: metered, sqs, eventBridge, scheduler },
    principals: new Set([...functions, ...machines].map(({ logicalId }) => logicalId)),
    stop() {
      scheduler.stop();
      eventBridge.stop();
      close();
    },
  };
}

function defineQueues(assembly: Assembly, sqs: Sqs): void {
  for (const queue of readQueues(assembly)) {
    const { deadLetter } = queue;
    sqs.defineQueue({
      ...{ name: queue.name, arn: queue.arn, fifo: queue.fifo, delaySeconds: queue.delaySeconds },
      ...{ visibilityTimeout: queue.visibilityTimeoutSeconds, retention: queue.retentionSeconds },
      receiveMessageWaitTimeSeconds: queue.receiveWaitSeconds,
      ...(deadLetter && {
        redrive: { deadLetterTargetArn: deadLetter.queueArn, maxReceiveCount: deadLetter.maxReceiveCount },
      }),
    });
  }
}

import type { Assembly } from "./assembly/assembly.ts";
import { type FunctionDefinition, readFunctions } from "./assembly/functions.ts";
import { readMachines } from "./assembly/machines.ts";
import { readQueues } from "./assembly/queues.ts";
import type { AwsService } from "./aws.ts";
import type { Clock } from "./clock.ts";
import { createDynamoDb } from "./dynamodb/dynamodb.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/eventbridge.ts";
import { defineEvents } from "./events.ts";
import { type Faults, withFaults } from "./faults.ts";
import { createLambda, type Lambda, type LambdaOptions } from "./lambda/lambda.ts";
import { createMeter } from "./meter.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createSqs, type Sqs } from "./sqs/sqs.ts";
import { createStepFunctions } from "./step-functions/step-functions.ts";
import type { Store } from "./store.ts";

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
  const { service: engine, close } = createDynamoDb({
    ...{ endpoint: options.engine, meter, clock, ...place, onWrite: options.onWrite },
  });
  const dynamoDb = withFaults("dynamodb", engine, faults, meter);
  const queues = createSqs({ clock, meter, ...place, baseUrl: awsUrl, collectionFor: store.collection });
  const sqs = { ...queues, service: withFaults("sqs", queues.service, faults, meter) };
  const functions = readFunctions(assembly);
  const lambda = createLambda({
    ...{ functions, clock, meter, region, awsUrl },
    ...(options.onLog && { onLog: options.onLog }),
    ...(faults.invocation && { intercept: faults.invocation }),
    ...(faults.runTwice && { runTwice: faults.runTwice }),
  });
  const targets = {
    invokeFunction: lambda.invoke,
    sendToQueue: sqs.sendToQueue,
    async startExecution(stateMachineArn: string, input: string) {
      await stepFunctions.service("StartExecution", { stateMachineArn, input }, "events");
    },
  };
  const buses = createEventBridge({
    ...{ clock, meter, ...place, collectionFor: store.collection, targets },
    ...(faults.refuseEntry && { refuseEntry: faults.refuseEntry }),
  });
  const eventBridge = { ...buses, service: withFaults("events", buses.service, faults, meter) };
  const scheduler = createScheduler({
    ...{ clock, ...place, collectionFor: store.collection },
    // Told apart from rules: a schedule runs whether there are cases or not.
    targets: { ...targets, invokeFunction: (name, payload) => lambda.invoke(name, payload, "schedule") },
  });
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
  const called: AwsService = (action, input, principal) => {
    meter.call({ principal, service: "states", action });
    return stepFunctions.service(action, input, principal);
  };
  const metered = withFaults("states", called, faults, meter);
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

import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ActorKind } from "../shared/api/scopes.ts";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { readApis } from "./assembly/apis.ts";
import { type Assembly, readAssembly } from "./assembly/assembly.ts";
import { readEventSources } from "./assembly/event-sources.ts";
import { readFunctions } from "./assembly/functions.ts";
import { readMachines } from "./assembly/machines.ts";
import { readQueues } from "./assembly/queues.ts";
import { readTables } from "./assembly/tables.ts";
import type { AwsService } from "./aws.ts";
import { createAwsEndpoint } from "./aws-endpoint.ts";
import { type Clock, type ClockMode, createClock, type Millis } from "./clock.ts";
import { createControl } from "./control.ts";
import { lockDataDirectory } from "./data-directory.ts";
import { createDynamoDb, type DynamoDbOptions } from "./dynamodb/dynamodb.ts";
import { startDynamoDbEngine } from "./dynamodb/engine.ts";
import { type EventSourceReaders, startReaders } from "./event-source-readers.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/eventbridge.ts";
import { defineEvents } from "./events.ts";
import { createIssuer, type TokenRequest } from "./issuer.ts";
import { createLambda, type Lambda, type LambdaOptions } from "./lambda/lambda.ts";
import { createMeter } from "./meter.ts";
import { openPort } from "./ports.ts";
import { redriveOpenCases } from "./recover.ts";
import { activateSample } from "./sample-directory.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createSqs, type Sqs } from "./sqs/sqs.ts";
import { createStepFunctions } from "./step-functions/step-functions.ts";
import { openStore } from "./store.ts";
import type { StreamRecord } from "./streams.ts";
import { type SynthesizedApp, synthesizeApp } from "./synthesize.ts";
import { provideTables } from "./tables.ts";

export interface CloudOptions {
  clock: ClockMode;
  /** Where the clock begins; a position kept in the data directory wins when it is later. Default: the real time. */
  clockStart?: Millis | undefined;
  /** Keeps state, key and assembly. Without it everything lives in memory. */
  data?: string | undefined;
  /** True: tables, queues and clock live in memory even with a data directory. */
  memory?: boolean | undefined;
  /** An app synthesized before. Default: it is synthesized now. */
  app?: SynthesizedApp | undefined;
  /** Ports of the API and of the AWS protocols. Default 0: any free one. */
  port?: number | undefined;
  awsPort?: number | undefined;
  /** Told every line that a function logs. */
  onLog?: LambdaOptions["onLog"];
  /** The source of chance in Step Functions: jitter, `$random`, `$uuid`. Default Math.random. */
  random?: (() => number) | undefined;
  faults?: Faults | undefined;
  /** Runs before the API opens, default: puts the sample city's directory into an empty table. */
  prepare?: ((cloud: Cloud) => Promise<void>) | undefined;
  /** Runs after a restart, before the API opens, default: gives every open case a new epoch. */
  recover?: ((cloud: Cloud) => Promise<void>) | undefined;
}

/** Where tests make the local cloud fail. */
export interface Faults {
  /** Answers a DynamoDB call with an error: conflicts, throttling. */
  dynamoDb?: DynamoDbOptions["intercept"];
  /** Makes a function fail before or after its work; it is told the function's name. */
  invocation?: LambdaOptions["intercept"];
  /** Chooses the stream batches that are delivered a second time. */
  deliverTwice?: (records: StreamRecord[]) => boolean;
}

/** The running local cloud. */
export interface Cloud {
  apiUrl: string;
  awsUrl: string;
  docsUrl: string;
  clock: Clock;
  meter: ReturnType<typeof createMeter>;
  assembly: Assembly;
  lambda: Lambda;
  dynamoDb: AwsService;
  stepFunctions: AwsService;
  sqs: Sqs;
  eventBridge: EventBridge;
  scheduler: Scheduler;
  /** The app's table, through a client of our own: what `shared/table` takes. */
  table: { client: DynamoDBClient; name: string };
  /** A token for an actor, dated now. */
  tokenFor(actor: ActorKind | TokenRequest): Promise<string>;
  /** Ends in order: what is in flight is finished first. */
  stop(): Promise<void>;
  /** Ends as if the process were killed: whatever is in flight is lost. */
  kill(): Promise<void>;
}

/**
 * Builds the cloud of the assembly on this machine and opens its ports. Throws an Error in one line for a port that is
 * taken, a data directory that cannot be used, or a missing engine; then nothing is left running.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closers: (() => unknown)[] = [];
  try {
    return await build(options, closers);
  } catch (error) {
    for (const close of closers.reverse()) await close();
    throw error;
  }
}

/** `closers` undo what has been started, the last first. */
async function build(options: CloudOptions, closers: (() => unknown)[]): Promise<Cloud> {
  const { data, faults = {}, random = Math.random } = options;
  // Functions run in UTC on AWS, so the local time of this machine must mean nothing.
  process.env.TZ = "UTC";
  if (data !== undefined) closers.push(lockDataDirectory(data).release);
  const kept = options.memory ? undefined : data;
  const awsPort = await openPort(options.awsPort ?? 0, "--aws-port");
  closers.push(awsPort.close);
  const apiPort = await openPort(options.port ?? 0, "--port");
  closers.push(apiPort.close);
  const engine = await startDynamoDbEngine(kept === undefined ? {} : { dbPath: join(kept, "table.db") });
  closers.push(engine.stop);
  const store = openStore(kept === undefined ? ":memory:" : join(kept, "cloud.db"));
  closers.push(store.close);
  const clock = createClock({
    mode: options.clock,
    ...(options.clockStart !== undefined && { start: options.clockStart }),
    kept: store.collection<Millis>("clock"),
  });
  closers.push(clock.stop);
  const app = options.app ?? (await synthesizeApp(data));
  const issuer = await createIssuer(app.key, clock.now);
  const assembly = readAssembly(app.folder, { awsUrl: awsPort.url });
  for (const { type, logicalId } of assembly.unknown) {
    console.error(`warning: the local cloud does not know ${type} (${logicalId}): it may behave otherwise than AWS`);
  }

  // The services, and what connects them
  const { region, account, partition } = assembly.place;
  const place = { region, account };
  const meter = createMeter();
  let readers: EventSourceReaders | undefined;
  const { service: dynamoDb, close: closeDynamoDb } = createDynamoDb({
    ...{ endpoint: engine.endpoint, meter, clock, ...place },
    onWrite: (table) => readers?.poke(table),
    ...(faults.dynamoDb && { intercept: faults.dynamoDb }),
  });
  closers.push(closeDynamoDb);
  const sqs = createSqs({ clock, meter, ...place, baseUrl: awsPort.url, collectionFor: store.collection });
  const functions = readFunctions(assembly);
  const lambda = createLambda({
    ...{ functions, clock, meter, region, awsUrl: awsPort.url },
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
  const eventBridge = createEventBridge({ clock, meter, ...place, collectionFor: store.collection, targets });
  const scheduler = createScheduler({ clock, ...place, collectionFor: store.collection, targets });
  closers.push(eventBridge.stop, scheduler.stop);
  const stepFunctions = createStepFunctions({
    ...{ clock, meter, ...place, partition, random, invokeFunction: lambda.invoke },
    services: {
      dynamodb: dynamoDb,
      sqs: sqs.service,
      events: eventBridge.service,
      states: (action, input, principal) => stepFunctions.service(action, input, principal),
    },
    onStatusChange: (detail) =>
      eventBridge.emit({
        source: "aws.states",
        detailType: "Step Functions Execution Status Change",
        detail,
        resources: [String(detail.executionArn)],
      }),
  });

  // What the assembly defines
  const tables = readTables(assembly);
  const streamArns = await provideTables(dynamoDb, tables, "local-cloud");
  for (const queue of readQueues(assembly)) {
    sqs.defineQueue({
      ...{ name: queue.name, arn: queue.arn, fifo: queue.fifo, delaySeconds: queue.delaySeconds },
      ...{ visibilityTimeout: queue.visibilityTimeoutSeconds, retention: queue.retentionSeconds },
      receiveMessageWaitTimeSeconds: queue.receiveWaitSeconds,
      ...(queue.deadLetter && {
        redrive: {
          deadLetterTargetArn: queue.deadLetter.queueArn,
          maxReceiveCount: queue.deadLetter.maxReceiveCount,
        },
      }),
    });
  }
  defineEvents(assembly, eventBridge, scheduler);
  const machines = readMachines(assembly);
  for (const { name, arn, logicalId, definition } of machines) {
    stepFunctions.defineMachine({ name, arn, principal: logicalId, definition });
  }
  const principals = new Set([...functions, ...machines].map(({ logicalId }) => logicalId));
  awsPort.serve(
    createAwsEndpoint({
      ...{ dynamoDb, stepFunctions: stepFunctions.service, sqs: sqs.service, eventBridge: eventBridge.service },
      ...{ invokeFunction: lambda.invoke, functions, principals },
      control: createControl({ clock, meter: meter.snapshot, logs: lambda.logs }),
    }),
  );
  readers = startReaders(readEventSources(assembly), {
    ...{ clock, meter, store, dynamoDb, sqs, functions, streamArns, invoke: lambda.invoke },
    deliverTwice: faults.deliverTwice,
  });
  closers.push(readers.stop);
  eventBridge.resume();
  scheduler.resume();

  const client = new DynamoDBClient({
    ...{ endpoint: awsPort.url, region },
    credentials: { accessKeyId: "local-cloud", secretAccessKey: "local" },
  });
  closers.push(() => client.destroy());
  const cloud: Cloud = {
    ...{ apiUrl: apiPort.url, awsUrl: awsPort.url, docsUrl: `${apiPort.url}/docs`, clock, meter, assembly, lambda },
    ...{ dynamoDb, stepFunctions: stepFunctions.service, sqs, eventBridge, scheduler },
    table: { client, name: tables[0]?.name ?? "" },
    tokenFor: (actor) => issuer.issueToken(typeof actor === "string" ? { kind: actor } : actor),
    async stop() {
      apiPort.close();
      await clock.idle();
      await cloud.kill();
    },
    async kill() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
  await (options.prepare ?? activateSample)(cloud);
  await (options.recover ?? redriveOpenCases)(cloud);
  const [api] = readApis(assembly);
  if (api !== undefined) apiPort.serve(createApiGateway({ api, place: assembly.place, clock, invoke: lambda.invoke }));
  return cloud;
}

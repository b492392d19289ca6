import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ActorKind } from "../shared/api/scopes.ts";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { readApis } from "./assembly/apis.ts";
import { type Assembly, readAssembly } from "./assembly/assembly.ts";
import { readEventSources } from "./assembly/event-sources.ts";
import { readTables } from "./assembly/tables.ts";
import { createAwsEndpoint } from "./aws-endpoint.ts";
import { type Clock, type ClockMode, createClock, type Millis } from "./clock.ts";
import { createControl } from "./control.ts";
import { lockDataDirectory } from "./data-directory.ts";
import { startDynamoDbEngine } from "./dynamodb/engine.ts";
import { type EventSourceReaders, startReaders } from "./event-source-readers.ts";
import type { Faults } from "./faults.ts";
import { createIssuer, type TokenRequest } from "./issuer.ts";
import { openPort } from "./ports.ts";
import { redriveOpenCases } from "./recover.ts";
import { activateSample } from "./sample-directory.ts";
import { createServices, type Services, type ServicesOptions } from "./services.ts";
import { openStore } from "./store.ts";
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
  onLog?: ServicesOptions["onLog"];
  /** The source of chance in Step Functions: jitter, `$random`, `$uuid`. Default Math.random. */
  random?: (() => number) | undefined;
  faults?: Faults | undefined;
  /** Runs before the API opens, default: puts the sample city's directory into an empty table. */
  prepare?: ((cloud: Cloud) => Promise<void>) | undefined;
  /** Runs after a restart, before the API opens, default: gives every open case a new epoch. */
  recover?: ((cloud: Cloud) => Promise<void>) | undefined;
}

/** The running local cloud. */
export interface Cloud
  extends Pick<Services, "meter" | "lambda" | "dynamoDb" | "stepFunctions" | "sqs" | "eventBridge" | "scheduler"> {
  apiUrl: string;
  awsUrl: string;
  docsUrl: string;
  clock: Clock;
  assembly: Assembly;
  /** The app's table, through a client of our own: what `shared/table` takes. */
  table: { client: DynamoDBClient; name: string };
  /** A token for an actor, dated now. */
  tokenFor(actor: ActorKind | TokenRequest): Promise<string>;
  /** Ends in order: what is in flight is finished first. */
  stop(): Promise<void>;
  /** Ends as if the process were killed, the engine with it: whatever is in flight is lost from this moment on. */
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
    await closeAll(closers);
    throw error;
  }
}

/** Undoes what has been started, the last first, and only once. */
async function closeAll(closers: (() => unknown)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** `closers` undo what has been started, the last first. */
async function build(options: CloudOptions, closers: (() => unknown)[]): Promise<Cloud> {
  const { faults = {}, random = Math.random } = options;
  // What is loaded from there must not hang on the folder we happen to stand in.
  const data = options.data === undefined ? undefined : resolve(options.data);
  // Functions run in UTC on AWS, so the local time of this machine must mean nothing.
  process.env.TZ = "UTC";
  const lock = data === undefined ? undefined : lockDataDirectory(data);
  if (lock !== undefined) closers.push(lock.release);
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

  let readers: EventSourceReaders | undefined;
  const services = createServices({
    ...{ assembly, clock, store, random, faults, engine: engine.endpoint, onLog: options.onLog },
    onWrite: (table) => readers?.poke(table),
  });
  closers.push(services.stop);
  const { meter, lambda, dynamoDb, stepFunctions, sqs, eventBridge, scheduler, functions, principals } = services;
  const tables = readTables(assembly);
  const streamArns = await provideTables(dynamoDb, tables, "local-cloud");
  awsPort.serve(
    createAwsEndpoint({
      ...{ dynamoDb, stepFunctions, sqs: sqs.service, eventBridge: eventBridge.service },
      ...{ invokeFunction: lambda.invoke, functions, principals },
      control: createControl({ clock, meter: meter.snapshot, logs: lambda.logs }),
    }),
  );
  readers = startReaders(readEventSources(assembly), {
    ...{ clock, meter, store, dynamoDb, sqs, functions, streamArns, invoke: lambda.invoke },
    faults,
  });
  closers.push(readers.stop);
  eventBridge.resume();
  scheduler.resume();

  const client = new DynamoDBClient({
    ...{ endpoint: awsPort.url, region: assembly.place.region },
    credentials: { accessKeyId: "local-cloud", secretAccessKey: "local" },
  });
  closers.push(() => client.destroy());
  const cloud: Cloud = {
    ...{ apiUrl: apiPort.url, awsUrl: awsPort.url, docsUrl: `${apiPort.url}/docs`, clock, meter, assembly, lambda },
    ...{ dynamoDb, stepFunctions, sqs, eventBridge, scheduler },
    table: { client, name: tables[0]?.name ?? "" },
    tokenFor: (actor) => issuer.issueToken(typeof actor === "string" ? { kind: actor } : actor),
    async stop() {
      apiPort.close();
      // A busy cloud on a fast clock is never idle.
      await Promise.race([clock.idle(), sleep(10_000, undefined, { ref: false })]);
      await closeAll(closers);
    },
    async kill() {
      if (closers.splice(0).length === 0) return;
      // First of all nothing is kept any more: what goes on in this process could otherwise outlive its own end.
      store.close();
      clock.stop();
      apiPort.close();
      awsPort.close();
      void readers?.stop();
      services.stop();
      client.destroy();
      const gone = engine.kill();
      await gone;
      lock?.release();
    },
  };
  await (options.prepare ?? activateSample)(cloud);
  await (options.recover ?? redriveOpenCases)(cloud);
  const [api] = readApis(assembly);
  if (api !== undefined) apiPort.serve(createApiGateway({ api, place: assembly.place, clock, invoke: lambda.invoke }));
  return cloud;
}

import { functionNameOf } from "../assembly/event-sources.ts";
import type { FunctionDefinition } from "../assembly/functions.ts";
import { AwsError, FunctionFailed, type InvocationSource, type InvokeFunction, type Json, type Meter } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { type LogLine, platformLogBytes } from "./logs.ts";
import { createPool, type Instance, type Pool } from "./pool.ts";

export interface LambdaOptions {
  functions: FunctionDefinition[];
  clock: Clock;
  meter: Meter;
  region: string;
  /** Where the SDK clients inside the bundles find the local cloud. */
  awsUrl: string;
  /** How many instances of one function run at once; further invocations wait for a free one. */
  instances?: number;
  /** Makes an invocation fail, before its handler runs or after it has done all its work. */
  intercept?: (functionName: string, payload: Json, phase: "before" | "after") => Error | undefined;
  /** Makes an invocation that has succeeded once more, with the same payload; the second answer counts. */
  runTwice?: (functionName: string, payload: Json) => boolean;
  /** Told every line that a function logs. */
  onLog?: (functionName: string, line: LogLine) => void;
}

export interface Lambda {
  invoke: InvokeFunction;
  functions: FunctionDefinition[];
  /** The last lines of a function's log, oldest first. Throws a ResourceNotFoundException for an unknown function. */
  logs(functionName: string): LogLine[];
}

const keptLines = 500;
/** The largest request and response of a synchronous invocation, in bytes. */
const largestPayload = 6 * 1024 * 1024;

interface Deployed {
  definition: FunctionDefinition;
  pool: Pool;
  logs: LogLine[];
  platformBytes: number;
}

/** Runs the functions of the app in this process, from the bundles that would be deployed. */
export function createLambda(options: LambdaOptions): Lambda {
  const { functions, clock, meter, intercept, runTwice, onLog, region, awsUrl, instances = 8 } = options;
  const deployed = new Map<string, Deployed>();
  for (const definition of functions) {
    const logs: LogLine[] = [];
    const onLine = (line: LogLine) => {
      // Dropped in bulk: shifting an array at each line would cost more than the logging.
      if (logs.push(line) > 2 * keptLines) logs.splice(0, keptLines);
      onLog?.(definition.name, line);
    };
    const pool = createPool(definition, { clock, region, awsUrl, instances, onLine });
    deployed.set(definition.name, { definition, pool, logs, platformBytes: platformLogBytes(definition.logs) });
  }

  const invoke: InvokeFunction = (functionName, payload, source) =>
    clock.work(async () => {
      const target = find(functionName);
      const text = JSON.stringify(payload);
      if (Buffer.byteLength(text) > largestPayload) {
        const message = `Request must be smaller than ${largestPayload} bytes for the InvokeFunction operation`;
        throw new AwsError("RequestEntityTooLargeException", message, { statusCode: 413 });
      }
      const started = performance.now();
      let logBytes = target.platformBytes;
      try {
        throwIf(intercept?.(target.definition.name, payload, "before"));
        const run = async () => {
          const instance = await target.pool.take();
          return runIn(instance, target, text).finally(() => {
            logBytes += instance.log.bytes();
          });
        };
        let result = await run();
        if (runTwice?.(target.definition.name, payload)) result = await run();
        throwIf(intercept?.(target.definition.name, payload, "after"));
        record(target, source, started, logBytes, false);
        return result;
      } catch (error) {
        record(target, source, started, logBytes, true);
        throw failureOf(error);
      }
    });

  return { invoke, functions, logs: (functionName) => find(functionName).logs.slice(-keptLines) };

  function find(functionName: string): Deployed {
    const found = deployed.get(functionNameOf(functionName));
    if (found !== undefined) return found;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${functionName}`, { statusCode: 404 });
  }

  function record(
    { definition }: Deployed,
    source: InvocationSource,
    started: number,
    logBytes: number,
    failed: boolean,
  ): void {
    const milliseconds = performance.now() - started;
    meter.invocation({ function: definition.logicalId, source, milliseconds, logBytes, failed });
  }
}

/** Payloads pass through JSON both ways, so that no function holds on to another's objects. */
async function runIn(instance: Instance, { pool }: Deployed, payload: string): Promise<Json> {
  let usable = true;
  try {
    const result = await instance.run(JSON.parse(payload) as Json);
    const text = JSON.stringify(result) ?? "null";
    if (Buffer.byteLength(text) <= largestPayload) return JSON.parse(text) as Json;
    throw new FunctionFailed(
      "Function.ResponseSizeTooLarge",
      `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`,
    );
  } catch (error) {
    // A function that timed out may still be running: its instance is not used again, as on AWS.
    if (error instanceof FunctionFailed && error.errorType === "Sandbox.Timedout") usable = false;
    throw error;
  } finally {
    if (usable) pool.giveBack(instance);
    else pool.drop();
  }
}

function failureOf(error: unknown): Error {
  if (error instanceof FunctionFailed || error instanceof AwsError) return error;
  if (!(error instanceof Error)) return new FunctionFailed(typeof error, String(error));
  return new FunctionFailed(error.name, error.message, (error.stack ?? "").split("\n"));
}

function throwIf(error: Error | undefined): void {
  if (error !== undefined) throw error;
}

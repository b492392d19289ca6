import type { FunctionDefinition } from "../assembly/functions.ts";
import { FunctionFailed, type Json } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { contextOf, environmentOf, type InvocationContext } from "./context.ts";
import { type Bundle, compileBundle, type Handler } from "./instance.ts";
import { createInstanceLog, type InstanceLog, type LogLine } from "./logs.ts";
import { virtualDate } from "./virtual-date.ts";

/** One instance of a function. It keeps its module's state and serves one invocation at a time, as on AWS. */
export interface Instance {
  log: InstanceLog;
  /** Runs the handler. Rejects with what it throws, or with a FunctionFailed when it takes too long. */
  run(event: Json): Promise<unknown>;
}

export interface Pool {
  /** A free instance, a new one while there may be more, or the next that gets free. */
  take(): Promise<Instance>;
  giveBack(instance: Instance): void;
  /** Says that an instance taken is not coming back. */
  drop(): void;
}

export interface PoolOptions {
  clock: Clock;
  region: string;
  awsUrl: string;
  instances: number;
  onLine: (line: LogLine) => void;
}

/** The instances of one function. The last one used is used first: few instances stay warm under light load. */
export function createPool(definition: FunctionDefinition, options: PoolOptions): Pool {
  const { clock, instances, onLine } = options;
  const free: Instance[] = [];
  const waiting: ((instance: Instance | undefined) => void)[] = [];
  const date = virtualDate(() => clock.now());
  let bundle: Bundle | undefined;
  let taken = 0;

  return {
    async take() {
      const warm = free.pop();
      if (warm !== undefined || taken < instances) {
        taken += 1;
        return warm ?? startOrRelease();
      }
      return (await new Promise<Instance | undefined>((resolve) => waiting.push(resolve))) ?? startOrRelease();
    },
    giveBack(instance) {
      const next = waiting.shift();
      if (next !== undefined) {
        next(instance);
        return;
      }
      taken -= 1;
      free.push(instance);
    },
    drop: release,
  };

  /** Hands the place of an instance that is gone to whoever waits. */
  function release(): void {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next(undefined);
  }

  function startOrRelease(): Instance {
    try {
      return coldStart();
    } catch (error) {
      release();
      throw error;
    }
  }

  function coldStart(): Instance {
    const now = () => new Date(clock.now()).toISOString();
    const log = createInstanceLog({ format: definition.logs.format, now, onLine });
    const environment = environmentOf(definition, options);
    bundle ??= compileBundle(definition);
    const handler = bundle.start({ environment, date, log });
    return {
      log,
      run(event) {
        const context = contextOf(definition);
        log.begin(context.awsRequestId);
        return withinTime(handler, event, context, definition.timeoutSeconds);
      },
    };
  }
}

function withinTime(handler: Handler, event: Json, context: InvocationContext, seconds: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
      reject(new FunctionFailed("Sandbox.Timedout", message));
    }, seconds * 1000);
    const settle = <Value>(then: (value: Value) => void) => {
      return (value: Value) => {
        clearTimeout(timer);
        then(value);
      };
    };
    try {
      Promise.resolve(handler(event, context)).then(settle(resolve), settle(reject));
    } catch (error) {
      settle(reject)(error);
    }
  });
}

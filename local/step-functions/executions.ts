import type { Json } from "../aws.ts";
import { AwsError } from "../aws.ts";
import type { Millis } from "../clock.ts";
import type { DefinedMachine, Execution, Status } from "./execution.ts";
import { createHistory } from "./history.ts";

/** How long the name of an ended execution stays taken, in milliseconds: 90 days. */
const namesTaken = 90 * 24 * 60 * 60 * 1000;

/** All executions that are kept, and the names that are taken. */
export interface Executions {
  /**
   * Makes an execution. Answers `existing` for a name that runs with the same input; throws ExecutionAlreadyExists
   * for any other name that is taken.
   */
  create(of: DefinedMachine, name: string, input: Json, inputText: string): { execution: Execution; existing: boolean };
  /** Throws ExecutionDoesNotExist. */
  find(arn: string): Execution;
  /** Marks an execution as ended, and drops the one that ended first when too many are kept. */
  end(execution: Execution, status: Status): void;
  /** Those of a machine, newest first, that were made before the execution with this serial. */
  newest(machineArn: string, before: number): Iterable<Execution>;
}

/** Makes an empty store that keeps all that run and the last `kept` that ended. */
export function createExecutions(
  now: () => Millis,
  executionArn: (machine: string, name: string) => string,
  kept: number,
): Executions {
  const byArn = new Map<string, Execution>();
  /** By machine, in the order in which they were made. A Map deletes from the middle at no cost. */
  const byMachine = new Map<string, Map<number, Execution>>();
  const ended = new Map<number, Execution>();
  /** In the order in which they come free. */
  const takenUntil = new Map<string, Millis>();
  let serial = 0;

  function forget(execution: Execution): void {
    ended.delete(execution.serial);
    byMachine.get(execution.of.arn)?.delete(execution.serial);
    if (byArn.get(execution.arn) === execution) byArn.delete(execution.arn);
  }

  return {
    create(of, name, input, inputText) {
      const arn = executionArn(of.name, name);
      const before = byArn.get(arn);
      if (before?.status === "RUNNING" && before.inputText === inputText) return { execution: before, existing: true };
      if (before?.status === "RUNNING" || (takenUntil.get(arn) ?? 0) > now()) {
        throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
      }
      if (before !== undefined) forget(before);
      serial += 1;
      const execution: Execution = {
        ...{ arn, name, of, serial, input, inputText },
        ...{ startedAt: now(), history: createHistory(now), status: "RUNNING", thread: undefined },
        ...{ stoppedAt: undefined, outputText: undefined, error: undefined, cause: undefined },
      };
      byArn.set(arn, execution);
      const siblings = byMachine.get(of.arn) ?? new Map<number, Execution>();
      byMachine.set(of.arn, siblings.set(serial, execution));
      return { execution, existing: false };
    },
    find(arn) {
      const execution = byArn.get(arn);
      if (execution === undefined) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
      return execution;
    },
    end(execution, status) {
      execution.status = status;
      execution.stoppedAt = now();
      // What runs no longer needs its threads and variables.
      execution.thread = undefined;
      ended.set(execution.serial, execution);
      takenUntil.delete(execution.arn);
      takenUntil.set(execution.arn, now() + namesTaken);
      for (const [arn, until] of takenUntil) {
        if (until > now()) break;
        takenUntil.delete(arn);
      }
      for (const oldest of ended.values()) {
        if (ended.size <= kept) break;
        forget(oldest);
      }
    },
    *newest(machineArn, before) {
      const serials = [...(byMachine.get(machineArn)?.keys() ?? [])];
      for (let index = serials.length - 1; index >= 0; index -= 1) {
        const execution = byMachine.get(machineArn)?.get(serials[index] ?? 0);
        if (execution !== undefined && execution.serial < before) yield execution;
      }
    },
  };
}

import type { InvokeFunction, Json, Meter } from "../aws.ts";
import type { Clock, Millis } from "../clock.ts";
import type { Machine } from "./definition.ts";
import type { History } from "./history.ts";
import type { Services } from "./integrations.ts";
import type { Thread } from "./thread.ts";
import type { Tokens } from "./tokens.ts";

export type Status = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** A machine under its name. Executions keep the one they were started with. */
export interface DefinedMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Who calls the services on its behalf: the logical id. */
  readonly principal: string;
  /** The Amazon States Language text, as DescribeStateMachine answers it. */
  readonly text: string;
  readonly machine: Machine;
  readonly loggingLevel: string;
  readonly definedAt: Millis;
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly of: DefinedMachine;
  /** Grows from one execution to the next: the order of ListExecutions. */
  readonly serial: number;
  readonly input: Json;
  readonly inputText: string;
  readonly startedAt: Millis;
  readonly history: History;
  status: Status;
  /** Set while it runs. */
  thread: Thread | undefined;
  stoppedAt: Millis | undefined;
  outputText: string | undefined;
  error: string | undefined;
  cause: string | undefined;
}

/** What the interpreter needs from around it. */
export interface Surroundings {
  clock: Clock;
  meter: Meter;
  invokeFunction: InvokeFunction;
  services: Services;
  region: string;
  tokens: Tokens;
  random: () => number;
}

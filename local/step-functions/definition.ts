import type { Integration } from "./integrations.ts";
import type { Template } from "./templates.ts";

/** A machine as the loader leaves it: checked, with every expression compiled. */
export interface Machine {
  readonly workflow: Workflow;
  /** Seconds a whole execution may take. */
  readonly timeoutSeconds: number | undefined;
}

/** States that lead to each other: a machine, a branch, or what a Map does to an item. */
export interface Workflow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

interface Named {
  readonly name: string;
}

/** What a state, a choice or a catcher does on the way out. */
export interface Exit {
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
  /** Undefined at the end of the workflow. */
  readonly next: string | undefined;
}

/** A state whose failures can be retried and caught. */
interface Recovering {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly exit: Exit;
}

export interface PassState extends Named {
  readonly type: "Pass";
  readonly exit: Exit;
}

export interface TaskState extends Named, Recovering {
  readonly type: "Task";
  readonly exit: Exit;
  readonly integration: Integration;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}

export interface ChoiceState extends Named {
  readonly type: "Choice";
  readonly choices: readonly { condition: Template; exit: Exit }[];
  /** Undefined when no choice needs to fit. */
  readonly otherwise: Exit | undefined;
}

export interface WaitState extends Named {
  readonly type: "Wait";
  readonly exit: Exit;
  readonly until: { kind: "seconds" | "timestamp"; template: Template };
}

export interface SucceedState extends Named {
  readonly type: "Succeed";
  readonly exit: Exit;
}

export interface FailState extends Named {
  readonly type: "Fail";
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}

export interface ParallelState extends Named, Recovering {
  readonly type: "Parallel";
  readonly exit: Exit;
  readonly arguments: Template | undefined;
  readonly branches: readonly Workflow[];
}

export interface MapState extends Named, Recovering {
  readonly type: "Map";
  readonly exit: Exit;
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly processor: Workflow;
  readonly maxConcurrency: Template | undefined;
  readonly toleratedFailureCount: Template | undefined;
  readonly toleratedFailurePercentage: Template | undefined;
}

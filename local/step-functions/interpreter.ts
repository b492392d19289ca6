import type { Json, JsonObject } from "../aws.ts";
import type { Catcher, Retrier, State, Workflow } from "./definition.ts";
import type { Execution, Surroundings } from "./execution.ts";
import { EvaluationFailed } from "./expressions.ts";
import {
  asFailure,
  Cancelled,
  covers,
  errorDetails,
  errorOutput,
  isRuntime,
  placed,
  type StateFailed,
} from "./failure.ts";
import { countAttempts } from "./retry.ts";
import { choose } from "./states/choice.ts";
import { fail } from "./states/fail.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runTask } from "./states/task.ts";
import { wait } from "./states/wait.ts";
import { sleepUntil, type Thread } from "./thread.ts";
import { type Leaving, leave, type Visit } from "./visit.ts";

/** What a workflow gives on at its end. */
export interface Ended {
  output: Json;
  outputText: string;
}

/** Runs one workflow within a thread, for a whole execution, a branch or an item. */
export type RunWorkflow = (thread: Thread, workflow: Workflow, input: Json, inputText: string) => Promise<Ended>;

/**
 * Goes from state to state until the workflow ends. Throws StateFailed for a failure that nothing caught, Cancelled
 * when the thread was aborted.
 */
export async function runWorkflow(
  around: Surroundings,
  execution: Execution,
  thread: Thread,
  workflow: Workflow,
  input: Json,
  inputText: string,
): Promise<Ended> {
  const run: RunWorkflow = (...within) => runWorkflow(around, execution, ...within);
  let current: Ended = { output: input, outputText: inputText };
  for (let next: string | undefined = workflow.startAt; next !== undefined; ) {
    const state = workflow.states.get(next);
    if (state === undefined) throw new Error(`the loader let a way to ${next} pass`);
    const visit = enter(around, execution, thread, state, current);
    const leaving = await stay(visit, state, run);
    const { output, outputText } = leaving;
    current = { output, outputText };
    exit(visit, leaving);
    next = leaving.next;
  }
  return current;
}

function enter(around: Surroundings, execution: Execution, thread: Thread, state: State, given: Ended): Visit {
  const { name, type } = state;
  thread.where = { type, name };
  const enteredEvent = thread.record(`${type}StateEntered`, { name, input: given.outputText });
  countTransition(around, execution, name);
  const enteredAt = around.clock.now();
  const { output: input, outputText: inputText } = given;
  return {
    ...{ execution, around, thread, state, input, inputText, enteredAt, enteredEvent },
    ...{ retryCount: 0, token: undefined },
  };
}

function exit({ thread, state }: Visit, { outputText, assigned }: Leaving): void {
  const details: JsonObject = { name: state.name, output: outputText };
  if (assigned !== undefined) {
    thread.variables = { ...thread.variables, ...assigned.values };
    thread.variableSizes = assigned.sizes;
    if (Object.keys(assigned.texts).length > 0) details.assignedVariables = assigned.texts;
  }
  thread.record(`${state.type}StateExited`, details);
  thread.where = undefined;
}

/** A retry is billed as a transition too. */
function countTransition(around: Surroundings, execution: Execution, state: string): void {
  around.meter.transition({ machine: execution.of.name, execution: execution.arn, state });
}

function stay(visit: Visit, state: State, run: RunWorkflow): Promise<Leaving> {
  switch (state.type) {
    case "Pass":
    case "Succeed":
      return once(visit, () => leave(visit, state.exit, visit.input));
    case "Choice":
      return once(visit, () => choose(visit, state));
    case "Wait":
      return once(visit, () => wait(visit, state));
    case "Fail":
      return once(visit, () => fail(visit, state));
    case "Task":
      return recovering(visit, state, () => runTask(visit, state));
    case "Parallel":
      return recovering(visit, state, () => runParallel(visit, state, run));
    case "Map":
      return recovering(visit, state, () => runMap(visit, state, run));
  }
}

async function once(visit: Visit, attempt: () => Promise<Leaving>): Promise<Leaving> {
  try {
    return await attempt();
  } catch (error) {
    throw note(visit, error);
  }
}

/** Attempts until one succeeds, no retrier wants another, and then looks for a catcher. */
async function recovering(
  visit: Visit,
  state: { retry: readonly Retrier[]; catch: readonly Catcher[] },
  attempt: () => Promise<Leaving>,
): Promise<Leaving> {
  const { around, execution, thread } = visit;
  const attempts = countAttempts(state.retry, around.random);
  for (;;) {
    const failure = await attempt().then(
      (leaving) => leaving,
      (error) => note(visit, error),
    );
    if (!(failure instanceof Error)) return failure;
    const delay = attempts.next(failure);
    if (delay === undefined) return caught(visit, state.catch, failure);
    await sleepUntil(thread, around.clock, around.clock.now() + delay);
    visit.retryCount = attempts.retryCount;
    countTransition(around, execution, visit.state.name);
  }
}

/** Looks for a catcher. Where what a catcher gives on fails too, AWS goes back to before the first failure. */
async function caught(visit: Visit, catchers: readonly Catcher[], failure: StateFailed): Promise<Leaving> {
  const { thread } = visit;
  const before = thread.lastEvent;
  recordFailed(visit, failure);
  const catcher = catchers.find((candidate) => covers(candidate.errorEquals, failure));
  if (catcher === undefined) throw failure;
  const output = errorOutput(failure);
  try {
    return await leave(visit, catcher.exit, output, { errorOutput: output });
  } catch (error) {
    if (!(error instanceof Cancelled)) thread.lastEvent = before;
    const second = note(visit, error);
    recordFailed(visit, second);
    throw second;
  }
}

/** A Task has events of its own for that. `States.Runtime` ends the execution without a further word. */
function recordFailed({ thread, state }: Visit, failure: StateFailed): void {
  if (state.type !== "Task" && !isRuntime(failure)) thread.record(`${state.type}StateFailed`);
}

/** Records what history keeps of a failure besides the events of a task. Throws what is not a failure. */
function note(visit: Visit, error: unknown): StateFailed {
  if (error instanceof Cancelled) throw error;
  const { thread, state } = visit;
  const failure = asFailure(error);
  if (failure instanceof EvaluationFailed) {
    thread.record("EvaluationFailed", { ...errorDetails(failure), location: failure.location, state: state.name });
  }
  return placed(failure, state.name, visit.enteredEvent);
}

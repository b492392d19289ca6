import type { Json, JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import type { Exit, State } from "./definition.ts";
import type { Execution, Surroundings } from "./execution.ts";
import type { Scope } from "./expressions.ts";
import { withinLimit } from "./failure.ts";
import { evaluateTemplate } from "./templates.ts";
import type { Thread } from "./thread.ts";
import { type Assigned, assign } from "./variables.ts";

/** One stay of a thread in a state. */
export interface Visit {
  readonly execution: Execution;
  readonly around: Surroundings;
  readonly thread: Thread;
  readonly state: State;
  readonly input: Json;
  readonly inputText: string;
  readonly enteredAt: Millis;
  readonly enteredEvent: number;
  retryCount: number;
  /** The token of the attempt under way. */
  token: string | undefined;
}

/** How a state is left. */
export interface Leaving {
  readonly output: Json;
  readonly outputText: string;
  readonly assigned: Assigned | undefined;
  readonly next: string | undefined;
}

/** What else than input and context an expression may see: a result on the way out, an error in a catcher. */
export type Seen = { result?: Json; errorOutput?: JsonObject };

/** What an expression sees at this point of a visit. */
export function scopeOf(visit: Visit, seen: Seen = {}): Scope {
  const { around, thread, input } = visit;
  return {
    states: { input, context: contextOf(visit), ...seen },
    variables: thread.variables,
    now: around.clock.now(),
    random: around.random,
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextOf({ execution, thread, state, enteredAt, retryCount, token }: Visit): JsonObject {
  const context: JsonObject = {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      StartTime: new Date(execution.startedAt).toISOString(),
      Name: execution.name,
      RoleArn: execution.of.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.of.arn, Name: execution.of.name },
    State: { Name: state.name, EnteredTime: new Date(enteredAt).toISOString() },
  };
  // AWS counts where there can be a Retry only.
  if ("retry" in state) Object.assign(context.State ?? {}, { RetryCount: retryCount });
  if (token !== undefined) context.Task = { Token: token };
  if (thread.item !== undefined) context.Map = { Item: { Index: thread.item.index, Value: thread.item.value } };
  return context;
}

/**
 * Evaluates what a state gives on and assigns. Both see the variables as they were on entry; what is assigned shows
 * only after the state.
 */
export async function leave(visit: Visit, exit: Exit, otherwise: Json, seen: Seen = {}): Promise<Leaving> {
  const { next } = exit;
  if (exit.output === undefined && exit.assign === undefined) {
    return { output: otherwise, outputText: outputTextOf(visit, otherwise), assigned: undefined, next };
  }
  const scope = scopeOf(visit, seen);
  const values = exit.assign === undefined ? undefined : await evaluateTemplate(exit.assign, scope);
  const assigned = values === undefined ? undefined : assign(visit.thread, values);
  const output = exit.output === undefined ? otherwise : await evaluateTemplate(exit.output, scope);
  return { output, outputText: outputTextOf(visit, output), assigned, next };
}

function outputTextOf({ input, inputText, state }: Visit, output: Json): string {
  const text = output === input ? inputText : JSON.stringify(output);
  return withinLimit(text, `The state/task '${state.name}' returned a result`);
}

import type { Json, JsonObject } from "../../aws.ts";
import { callIntegration } from "../calls.ts";
import type { TaskState } from "../definition.ts";
import { asFailure, errorDetails, StateFailed, withinLimit } from "../failure.ts";
import { evaluateTemplate, evaluateWhole, type Template } from "../templates.ts";
import { alarm } from "../thread.ts";
import type { OpenToken, Outcome } from "../tokens.ts";
import { type Leaving, leave, scopeOf, type Visit } from "../visit.ts";
import { longestSeconds } from "./wait.ts";

interface Limits {
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
}

/** One attempt: evaluates the arguments, calls, waits for the token where the pattern says so. */
export async function runTask(visit: Visit, state: TaskState): Promise<Leaving> {
  const token = state.integration.waitsForToken ? visit.around.tokens.open() : undefined;
  // Whoever is told that the execution was stopped must find the token dead.
  const forget = token && visit.thread.whenAborted(token.close);
  try {
    visit.token = token?.token;
    return await leave(visit, state.exit, ...(await attempt(visit, state, token)));
  } finally {
    forget?.();
    token?.close();
    visit.token = undefined;
  }
}

async function attempt(
  visit: Visit,
  state: TaskState,
  token: OpenToken | undefined,
): Promise<[Json, { result: Json }]> {
  const { thread, around } = visit;
  const events = eventsOf(state);
  const scope = scopeOf(visit);
  const input = state.arguments === undefined ? visit.input : await evaluateTemplate(state.arguments, scope);
  const limits: Limits = {};
  const seconds = (template: Template) => evaluateWhole(template, scope, 1, longestSeconds);
  if (state.timeoutSeconds !== undefined) limits.timeoutInSeconds = await seconds(state.timeoutSeconds);
  if (state.heartbeatSeconds !== undefined) limits.heartbeatInSeconds = await seconds(state.heartbeatSeconds);

  const inputText = withinLimit(JSON.stringify(input), `The state/task '${state.name}' was given input`);
  thread.record(`${events.prefix}Scheduled`, { ...events.scheduled(inputText, around.region), ...limits });
  thread.record(`${events.prefix}Started`, events.details);
  const deadline =
    limits.timeoutInSeconds === undefined ? undefined : around.clock.now() + 1000 * limits.timeoutInSeconds;
  try {
    let result = await withDeadline(visit, deadline, () => callIntegration(visit, state.integration, input));
    let output = withinLimit(JSON.stringify(result), `The state/task '${events.called}' returned a result`);
    if (token !== undefined) {
      thread.record(`${events.prefix}Submitted`, { ...events.details, output });
      const outcome = token.early ?? (await answered(visit, token, deadline, limits.heartbeatInSeconds));
      if (outcome.kind === "failure") throw outcome.failure;
      ({ output: result, text: output } = outcome);
    }
    thread.record(`${events.prefix}Succeeded`, { ...events.details, output });
    return [result, { result }];
  } catch (error) {
    if (!(error instanceof StateFailed) || error.error === "States.Runtime") throw error;
    const failure = asFailure(error);
    const ending = failure.error === "States.Timeout" ? "TimedOut" : "Failed";
    thread.record(`${events.prefix}${ending}`, { ...events.details, ...errorDetails(failure) });
    throw failure;
  }
}

/** Waits for the answer to a token, a time-out, or a heartbeat that does not come. */
function answered(visit: Visit, token: OpenToken, deadline: number | undefined, heartbeat: number | undefined) {
  const { clock } = visit.around;
  return visit.thread.pause<Outcome>((resume) => {
    const late = (alias?: string) => () => {
      token.close();
      resume(() => {
        throw timedOut(alias);
      });
    };
    const stopDeadline = deadline === undefined ? undefined : alarm(clock, deadline, late());
    // AWS calls a missed heartbeat States.Timeout; States.HeartbeatTimeout is a name to catch it by.
    const missed = late("States.HeartbeatTimeout");
    const listen = () => (heartbeat === undefined ? undefined : alarm(clock, clock.now() + 1000 * heartbeat, missed));
    let stopHeartbeat = listen();
    token.listen(
      (outcome) => resume(() => outcome),
      () => {
        stopHeartbeat?.();
        stopHeartbeat = listen();
      },
    );
    return () => {
      stopDeadline?.();
      stopHeartbeat?.();
    };
  });
}

/** A call that is under way when the time is over goes on unheard, as in the cloud. */
async function withDeadline<Result>(visit: Visit, deadline: number | undefined, call: () => Promise<Result>) {
  if (deadline === undefined) return call();
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = alarm(visit.around.clock, deadline, () => reject(timedOut()));
  });
  return Promise.race([call(), late]).finally(() => stop());
}

function timedOut(alias?: string): StateFailed {
  return new StateFailed("States.Timeout", undefined, alias === undefined ? {} : { alias });
}

/** A plain function ARN has events of its own. */
function eventsOf({ integration }: TaskState): {
  prefix: string;
  /** How AWS names what was called, in a cause. */
  called: string;
  /** What all events of the call tell; those of a plain function tell nothing. */
  details: JsonObject | undefined;
  scheduled: (input: string, region: string) => JsonObject;
} {
  if (integration.kind === "function") {
    const resource = integration.functionArn;
    return {
      prefix: "LambdaFunction",
      called: resource,
      details: undefined,
      scheduled: (input) => ({ resource, input }),
    };
  }
  const { resourceType, resource } = integration;
  const details = { resourceType, resource };
  return {
    prefix: "Task",
    called: resourceType,
    details,
    scheduled: (parameters, region) => ({ ...details, region, parameters }),
  };
}

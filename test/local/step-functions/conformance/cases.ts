import { describe, expect, test } from "vitest";
import { FunctionFailed, type Json, type JsonObject } from "../../../../local/aws.ts";
import { DefinitionRefused, type Fault } from "../../../../local/step-functions/loading/refused.ts";
import { type Cloud, type CloudOptions, createCloud, type Handler, type HistoryEvent } from "../harness.ts";

/*
 * Conformance with AWS Step Functions. One file a chapter, one table a section of what is published: the Amazon States
 * Language, the developer guide, the API reference, JSONata. The cases are written from there, not from the interpreter.
 * Where AWS is known to do otherwise than it writes, docs/local-cloud.md says which of the two is followed.
 */

/** One rule of the specification: a machine, what happens to it, and how its execution must come out. */
export interface Case {
  rule: string;
  /** States in the order in which they follow each other (see `flow`), or a whole machine. */
  states?: JsonObject;
  machine?: JsonObject;
  input?: Json;
  functions?: Record<string, Handler>;
  services?: CloudOptions["services"];
  /** Clock moves and answers while it runs. Default: an hour passes. */
  during?: (cloud: Cloud, executionArn: string) => Promise<void>;
  output?: Json;
  error?: string;
  /** The whole cause, or a part of it. */
  cause?: string | RegExp;
  status?: string;
  /** All events, each as `previousEventId type`. */
  history?: string[];
  /** The last events only, where the order before them is a matter of chance on AWS. */
  historyEnds?: string[];
  /** How long it took, in virtual seconds. */
  took?: number;
  /** At which second functions and services were called. */
  calledAt?: number[];
}

/** The cases of one section of the published documentation, which `source` names. */
export function section(source: string, cases: Case[]): void {
  describe(source, () => {
    for (const one of cases) test(one.rule, () => check(one));
  });
}

async function check(one: Case): Promise<void> {
  const { rule, states = {}, machine, input = {}, during, ...expected } = one;
  const functions = { ...standardFunctions, ...one.functions };
  const cloud = createCloud({ functions, ...(one.services === undefined ? {} : { services: one.services }) });
  cloud.define(machine ?? flow(states));
  const executionArn = await cloud.start(input);
  if (during === undefined) await cloud.seconds(3600);
  else await during(cloud, executionArn);
  const described = await cloud.describe(executionArn);
  const { status, output, error, cause, startDate, stopDate } = described;
  const told = JSON.stringify({ rule, status, output, error, cause });
  const wanted = expected.status ?? (expected.error === undefined ? "SUCCEEDED" : "FAILED");
  expect(status, told).toBe(wanted);
  expect(error, told).toBe(expected.error);
  if ("output" in expected) expect(JSON.parse(String(output)), told).toEqual(expected.output);
  if (typeof expected.cause === "string") expect(cause).toBe(expected.cause);
  else if (expected.cause !== undefined) expect(cause).toMatch(expected.cause);
  if (expected.took !== undefined) expect(Number(stopDate) - Number(startDate)).toBe(expected.took);
  if (expected.calledAt !== undefined) expect(cloud.calls.map(({ at }) => at)).toEqual(expected.calledAt);
  const events = await cloud.events(executionArn);
  expectNumbered(events);
  if (expected.history !== undefined) expect(chain(events)).toEqual(expected.history);
  const { historyEnds } = expected;
  if (historyEnds !== undefined) expect(chain(events).slice(-historyEnds.length)).toEqual(historyEnds);
}

/** What holds of every history: numbers without a gap, predecessors that came before, time that never runs back. */
function expectNumbered(events: HistoryEvent[]): void {
  for (const [index, { id, previousEventId, timestamp }] of events.entries()) {
    expect(id).toBe(index + 1);
    expect(previousEventId).toBeLessThan(id);
    expect(timestamp).toBeGreaterThanOrEqual(events[index - 1]?.timestamp ?? 0);
  }
}

/** A history as `previousEventId type`. */
export function chain(events: HistoryEvent[]): string[] {
  return events.map(({ previousEventId, type }) => `${previousEventId} ${type}`);
}

/** Functions that every case can call. */
const standardFunctions: Record<string, Handler> = {
  echo: (payload) => payload,
  /** Throws the error that its payload names. */
  fail(payload) {
    throw new FunctionFailed(String(payload), "on demand");
  },
  /** Answers a text of so many characters. */
  grow: (payload) => "x".repeat(Number(payload)),
};

/** A machine of states that follow each other in the order given, where they do not say otherwise; the last ends it. */
export function flow(states: JsonObject): JsonObject {
  const names = Object.keys(states);
  const linked = names.map((name, index): [string, Json] => {
    const state = states[name] as JsonObject;
    const leads = state.Next !== undefined || state.End !== undefined;
    if (leads || ["Choice", "Succeed", "Fail"].includes(String(state.Type))) return [name, state];
    const next = names[index + 1];
    return [name, next === undefined ? { ...state, End: true } : { ...state, Next: next }];
  });
  return { StartAt: names[0] ?? "", States: Object.fromEntries(linked) };
}

/** A Pass that gives on an output. */
export function pass(Output: Json, more: JsonObject = {}): JsonObject {
  return { Type: "Pass", Output, ...more };
}

/** A Task that calls the function `name` with a payload; its output is the function's answer. */
export function task(name: string, payload: Json = "{% $states.input %}", more: JsonObject = {}): JsonObject {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: name, Payload: payload },
    Output: "{% $states.result.Payload %}",
    ...more,
  };
}

/** A Task that sends its token to a queue and waits for the answer. */
export function waiting(more: JsonObject = {}): JsonObject {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Arguments: { QueueUrl: "q", MessageBody: "{% $states.context.Task.Token %}" },
    ...more,
  };
}

/** The tokens that were sent to the queue so far. */
export function tokensOf({ calls }: Cloud): string[] {
  return calls.flatMap(({ input }) => {
    const body = (input as JsonObject | null)?.MessageBody;
    return typeof body === "string" ? [body] : [];
  });
}

/** A definition that must not be taken: with which complaint, at which path. */
export type Refusal = [rule: string, definition: JsonObject, path: string, message: RegExp];

/** Definitions that one section of the documentation forbids, or that the local interpreter says it does not run. */
export function refusals(source: string, cases: Refusal[]): void {
  describe(source, () => {
    test.each(cases)("%s is refused", (_, definition, path, message) => {
      expect(faultsOf(definition)).toContainEqual({ path, message: expect.stringMatching(message) });
    });
  });
}

/** Definitions that must be taken. */
export function accepted(source: string, cases: [rule: string, definition: JsonObject][]): void {
  describe(source, () => {
    test.each(cases)("%s is taken", (_, definition) => {
      expect(faultsOf(definition)).toEqual([]);
    });
  });
}

/** What the loader has against a definition. */
export function faultsOf(definition: JsonObject): Fault[] {
  try {
    createCloud().define(definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.faults;
    throw error;
  }
}

import type { Json, JsonObject } from "../../../../local/aws.ts";
import { createCloud } from "../harness.ts";
import { flow, pass } from "./cases.ts";

/** How every history begins. */
export const started = "0 ExecutionStarted";

export const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:echo";

export const functions = {
  [functionArn]: (payload: Json) => payload,
  echo: (payload: Json) => payload,
  large: () => "x".repeat(300_000),
};

/** One state that fails. */
export const bad = (name: string): JsonObject => ({ [name]: { Type: "Fail", Error: "E", Cause: "c" } });

/** One state whose expression gives nothing. */
export const undefinedOutput = { Undef: pass({ v: "{% $states.input.missing %}" }) };

export function parallel(branches: JsonObject[], more: JsonObject = {}): JsonObject {
  return { Type: "Parallel", Branches: branches.map(flow), ...more };
}

/** A Map that takes one item after the other. */
export function map(states: JsonObject, more: JsonObject = {}): JsonObject {
  return { Type: "Map", MaxConcurrency: 1, ItemProcessor: flow(states), ...more };
}

/** Runs the states for an hour and reads the whole history. */
export async function eventsOf(states: JsonObject, input: Json = {}) {
  const cloud = createCloud({ functions });
  cloud.define(flow(states));
  const executionArn = await cloud.start(input);
  await cloud.seconds(3600);
  return { cloud, executionArn, events: await cloud.events(executionArn) };
}

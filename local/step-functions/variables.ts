import { Buffer } from "node:buffer";
import type { Json, JsonObject } from "../aws.ts";
import { dataLimit, tooLarge } from "./failure.ts";
import type { Thread } from "./thread.ts";

/** What a state assigned: shown after it. */
export interface Assigned {
  readonly values: JsonObject;
  /** Each as JSON, for the history. */
  readonly texts: Record<string, string>;
  /** The bytes of all variables that are visible after the state. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** What all variables together may take, in bytes. */
const allVariables = 10 * 1024 * 1024;

/**
 * Weighs what a state assigns. Throws States.DataLimitExceeded for more than 256 KiB in one Assign, or 10 MiB in all.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-limits
 */
export function assign(thread: Thread, evaluated: Json): Assigned {
  const values = evaluated as JsonObject;
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
  const own = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.byteLength(text)]));
  const sizes = { ...thread.variableSizes, ...own };
  if (sum(own) > dataLimit) throw tooLarge("The state assigns variables");
  if (sum(sizes) > allVariables) throw tooLarge("The execution keeps variables");
  return { values, texts, sizes };
}

function sum(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((total, size) => total + size, 0);
}

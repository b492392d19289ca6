import jsonata from "jsonata";
import type { Json, JsonObject } from "../aws.ts";
import type { Millis } from "../clock.ts";
import { StateFailed } from "./failure.ts";
import { momentBinding, randomBinding, stepFunctionsFunctions } from "./functions.ts";

/** A JSONata expression of a definition: its text without the `{% %}`, and the syntax tree for the loader's checks. */
export interface Expression {
  readonly text: string;
  /** Where it stands in its state, in AWS's notation: `Arguments/Key/pk/S`, `Choices[1]/Condition`. */
  readonly field: string;
  readonly compiled: jsonata.Expression;
}

/** What an expression can see. */
export interface Scope {
  /** `$states`: `input`, `context`, and where they exist `result` or `errorOutput`. */
  states: JsonObject;
  variables: Readonly<JsonObject>;
  now: Millis;
  random: () => number;
}

/** Texts repeat between states, machines and restarts of a machine's definition; compiling is the expensive part. */
const compiledByText = new Map<string, jsonata.Expression>();

/** Compiles an expression. Throws an Error with JSONata's message when it cannot be parsed. */
export function compileExpression(text: string, field: string): Expression {
  let compiled = compiledByText.get(text);
  if (compiled === undefined) {
    compiled = jsonata(text);
    for (const [name, implementation, signature] of stepFunctionsFunctions) {
      compiled.registerFunction(name, implementation, signature);
    }
    compiledByText.set(text, compiled);
  }
  return { text, field, compiled };
}

/** Thrown for an expression that fails: `location` is what the EvaluationFailed event names. */
export class EvaluationFailed extends StateFailed {
  readonly location: string;

  constructor(location: string, reason: string) {
    super("States.QueryEvaluationError", reason, { needsPlace: true });
    this.location = location;
  }
}

/** Evaluates an expression to JSON. Throws EvaluationFailed when it fails, or returns nothing or no JSON. */
export async function evaluateExpression(expression: Expression, scope: Scope): Promise<Json> {
  const bindings: Record<string, unknown> = {
    ...scope.variables,
    states: scope.states,
    [momentBinding]: scope.now,
    [randomBinding]: scope.random,
  };
  let result: unknown;
  try {
    result = await expression.compiled.evaluate(undefined, bindings);
  } catch (error) {
    throw evaluationFailed(expression, `threw an error during evaluation. ${describe(error)}`);
  }
  if (result === undefined) throw evaluationFailed(expression, "returned nothing (undefined).");
  return toJson(result, expression);
}

/** The failure of an expression, worded as AWS words it. */
export function evaluationFailed(expression: Expression, what: string): EvaluationFailed {
  const { text, field } = expression;
  return new EvaluationFailed(field, `The JSONata expression '${text}' specified for the field '${field}' ${what}`);
}

/** Copies a result: JSONata's arrays carry hidden marks, and a value kept in two places must not be one object. */
function toJson(value: unknown, expression: Expression): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  // JSON has no infinity; AWS writes the name that JavaScript gives it.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : toJson(item, expression)));
  if (typeof value === "object" && !("_jsonata_lambda" in value) && !("_jsonata_function" in value)) {
    const copy: JsonObject = {};
    for (const [key, member] of Object.entries(value)) if (member !== undefined) copy[key] = toJson(member, expression);
    return copy;
  }
  throw evaluationFailed(expression, "returned an unsupported result type: a function is not JSON.");
}

function describe(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const code = "code" in error ? `${String(error.code)}: ` : "";
  return `${code}${"message" in error ? String(error.message) : String(error)}`;
}

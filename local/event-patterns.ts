import { AwsError, type Json, type JsonObject } from "./aws.ts";

/** Whether an event matches. */
export type EventMatcher = (event: Json) => boolean;

/** A value of an event at one path; undefined when the event has no such path. */
type Value = Json | undefined;
type ValueMatcher = (value: Value) => boolean;

/**
 * Reads a pattern in the language of EventBridge, which Lambda's filters share, and returns its matcher. Throws
 * InvalidEventPatternException for a pattern that EventBridge would refuse, and for `cidr`, which is not offered.
 */
export function compilePattern(pattern: string | Json): EventMatcher {
  const parsed = typeof pattern === "string" ? parse(pattern) : pattern;
  if (!isObject(parsed)) throw invalid("a pattern is a JSON object");
  return compileObject(parsed, "");
}

function parse(pattern: string): Json {
  try {
    return JSON.parse(pattern) as Json;
  } catch {
    throw invalid("a pattern is JSON");
  }
}

function compileObject(pattern: JsonObject, path: string): ValueMatcher {
  const fields = Object.entries(pattern).map(([key, part]) => {
    if (key === "$or" && isAlternatives(part)) {
      const alternatives = part.map((alternative) => compileObject(alternative, path));
      return (value: Value) => alternatives.some((matches) => matches(value));
    }
    const matches = compileField(part, path === "" ? key : `${path}.${key}`);
    return (value: Value) => matches(isObject(value) ? value[key] : undefined);
  });
  if (fields.length === 0) throw invalid(`empty objects are not allowed${path === "" ? "" : ` at ${path}`}`);
  const matchesOne = (value: Value) => fields.every((matches) => matches(value));
  // All fields must match within one element of a list, not spread over several.
  return (value) => (Array.isArray(value) ? value.some(matchesOne) : matchesOne(value));
}

/** `$or` is a field name like any other unless it holds two patterns or more. */
function isAlternatives(part: Json): part is JsonObject[] {
  return Array.isArray(part) && part.length > 1 && part.every(isObject) && !part.every(isOperator);
}

const operators = new Set([
  "prefix",
  "suffix",
  "anything-but",
  "numeric",
  "exists",
  "equals-ignore-case",
  "wildcard",
  "cidr",
]);

function isOperator(part: JsonObject): boolean {
  const keys = Object.keys(part);
  return keys.length === 1 && operators.has(keys[0] ?? "");
}

function compileField(part: Json, path: string): ValueMatcher {
  if (isObject(part)) return compileObject(part, path);
  if (!Array.isArray(part)) throw invalid(`${path} must be an object or an array`);
  if (part.length === 0) throw invalid(`empty arrays are not allowed at ${path}`);
  const choices = part.map((choice) => compileChoice(choice, path));
  return (value) => {
    // Operators look at the ends of paths only; an object is no value, and neither is an empty list.
    const values = leaves(value);
    return choices.some((matches) => (values.length === 0 ? matches(undefined) : values.some(matches)));
  };
}

function leaves(value: Value): Value[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(leaves) : [value];
}

function compileChoice(choice: Json, path: string): ValueMatcher {
  if (Array.isArray(choice)) throw invalid(`${path} holds an array within an array`);
  if (!isObject(choice)) return (value) => value === choice;
  const [operator, argument] = onlyEntry(choice, path);
  switch (operator) {
    case "exists":
      if (typeof argument !== "boolean") throw invalid(`exists at ${path} takes true or false`);
      return (value) => (value !== undefined) === argument;
    case "numeric":
      return compileNumeric(argument, path);
    case "anything-but":
      return compileAnythingBut(argument, path);
    default:
      return compileText(operator, argument, path);
  }
}

function compileAnythingBut(argument: Json, path: string): ValueMatcher {
  if (isObject(argument)) {
    const [operator, inner] = onlyEntry(argument, path);
    const excluded = (Array.isArray(inner) ? inner : [inner]).map((each) => compileText(operator, each, path));
    return (value) => value !== undefined && !excluded.some((matches) => matches(value));
  }
  const excluded = Array.isArray(argument) ? argument : [argument];
  if (excluded.length === 0 || !excluded.every((each) => typeof each === "string" || typeof each === "number")) {
    throw invalid(`anything-but at ${path} takes strings or numbers`);
  }
  return (value) => value !== undefined && !excluded.some((each) => each === value);
}

function compileText(operator: string, argument: Json, path: string): ValueMatcher {
  if ((operator === "prefix" || operator === "suffix") && isObject(argument)) {
    const [inner, text] = onlyEntry(argument, path);
    if (inner !== "equals-ignore-case" || typeof text !== "string") throw invalid(`${operator} at ${path}`);
    const matches = textMatcher(operator, text.toLowerCase());
    return (value) => typeof value === "string" && matches?.(value.toLowerCase()) === true;
  }
  if (typeof argument !== "string") throw invalid(`${operator} at ${path} takes a string`);
  const matches = textMatcher(operator, argument);
  if (matches === undefined) throw invalid(`unrecognized match type ${operator} at ${path}`);
  return (value) => typeof value === "string" && matches(value);
}

function textMatcher(operator: string, text: string): ((value: string) => boolean) | undefined {
  switch (operator) {
    case "prefix":
      return (value) => value.startsWith(text);
    case "suffix":
      return (value) => value.endsWith(text);
    case "equals-ignore-case":
      return (value) => value.toLowerCase() === text.toLowerCase();
    case "wildcard": {
      const expression = wildcardExpression(text);
      return (value) => expression.test(value);
    }
    default:
      return undefined;
  }
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcardExpression(text: string): RegExp {
  if (text.includes("**")) throw invalid("consecutive wildcard characters");
  const source = text.replace(/\\[*\\]|\*|[.+?^${}()|[\]\\/]/g, (part) => {
    if (part === "*") return ".*";
    return part.length === 2 ? `\\${part[1]}` : `\\${part}`;
  });
  return new RegExp(`^${source}$`, "su");
}

function compileNumeric(argument: Json, path: string): ValueMatcher {
  const terms = Array.isArray(argument) ? argument : [];
  if (terms.length !== 2 && terms.length !== 4) throw invalid(`numeric at ${path} takes one or two comparisons`);
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    comparisons.push(compileComparison(terms[index], terms[index + 1], path));
  }
  return (value) => typeof value === "number" && comparisons.every((holds) => holds(value));
}

function compileComparison(operator: Value, bound: Value, path: string): (value: number) => boolean {
  if (typeof bound !== "number") throw invalid(`numeric at ${path} compares with numbers`);
  switch (operator) {
    case "=":
      return (value) => value === bound;
    case "<":
      return (value) => value < bound;
    case "<=":
      return (value) => value <= bound;
    case ">":
      return (value) => value > bound;
    case ">=":
      return (value) => value >= bound;
    default:
      throw invalid(`unknown comparison ${JSON.stringify(operator)} at ${path}`);
  }
}

function onlyEntry(choice: JsonObject, path: string): [operator: string, argument: Json] {
  const [entry, ...others] = Object.entries(choice);
  if (entry === undefined || others.length > 0) throw invalid(`${path} must hold one match type`);
  return entry;
}

function isObject(value: Value): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}

import type { Json, JsonObject } from "../aws.ts";
import { compileExpression, type Expression, evaluateExpression, evaluationFailed, type Scope } from "./expressions.ts";

/** A value of a definition in which strings of the form `{% … %}` are expressions, at any depth. */
export type Template =
  | { kind: "constant"; value: Json }
  | { kind: "expression"; expression: Expression }
  | { kind: "object"; members: [key: string, template: Template][] }
  | { kind: "list"; items: Template[] };

/** Called with the field and a message for everything that is wrong with a template. */
export type Refuse = (field: string, message: string) => void;

/** Compiles a value. What it refuses becomes a constant, so that one reading of a definition finds all faults. */
export function compileTemplate(value: Json, field: string, refuse: Refuse): Template {
  if (typeof value === "string") return compileText(value, field, refuse);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${field}[${index}]`, refuse));
    return items.every((item) => item.kind === "constant") ? { kind: "constant", value } : { kind: "list", items };
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]): [string, Template] => {
      if (key.endsWith(".$"))
        refuse(`${field}/${key}`, "a key that ends in .$ is JSONPath: write {% … %} in the value");
      return [key, compileTemplate(member, `${field}/${key}`, refuse)];
    });
    const constant = members.every(([, member]) => member.kind === "constant");
    return constant ? { kind: "constant", value } : { kind: "object", members };
  }
  return { kind: "constant", value };
}

function compileText(value: string, field: string, refuse: Refuse): Template {
  const constant: Template = { kind: "constant", value };
  if (!value.startsWith("{%") || !value.endsWith("%}") || value.length < 4) {
    // AWS takes such a string literally; nobody who wrote {% meant that.
    if (value.includes("{%") || value.includes("%}")) {
      refuse(field, "an expression is the whole string, from {% to %}, without anything around it");
    }
    return constant;
  }
  const text = value.slice(2, -2).trim();
  if (/[\r\n]/.test(value)) {
    refuse(field, "an expression is written on one line");
    return constant;
  }
  if (text === "") {
    refuse(field, "an expression must not be empty");
    return constant;
  }
  try {
    return { kind: "expression", expression: compileExpression(text, field) };
  } catch (error) {
    const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
    refuse(field, `not a JSONata expression: ${String(message)}`);
    return constant;
  }
}

/** All expressions of a template, in the order in which they stand. */
export function expressionsIn(template: Template): Expression[] {
  switch (template.kind) {
    case "constant":
      return [];
    case "expression":
      return [template.expression];
    case "object":
      return template.members.flatMap(([, member]) => expressionsIn(member));
    case "list":
      return template.items.flatMap(expressionsIn);
  }
}

/** Evaluates a template. Throws EvaluationFailed for the first expression that fails. */
export async function evaluateTemplate(template: Template, scope: Scope): Promise<Json> {
  switch (template.kind) {
    case "constant":
      return template.value;
    case "expression":
      return evaluateExpression(template.expression, scope);
    case "object": {
      const value: JsonObject = {};
      for (const [key, member] of template.members) value[key] = await evaluateTemplate(member, scope);
      return value;
    }
    case "list": {
      const items: Json[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, scope));
      return items;
    }
  }
}

interface JsonTypes {
  number: number;
  boolean: boolean;
  string: string;
  array: Json[];
}

/** Evaluates a field that must be of one type. Throws EvaluationFailed, worded as AWS words it, when it is not. */
export async function evaluateAs<Type extends keyof JsonTypes>(
  type: Type,
  template: Template,
  scope: Scope,
): Promise<JsonTypes[Type]> {
  const value = await evaluateTemplate(template, scope);
  if (isOfType(type, value)) return value;
  if (template.kind !== "expression") throw new RangeError(`${JSON.stringify(value)} passed the loader`);
  const what = `Expected '${type}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  throw evaluationFailed(template.expression, `returned an unexpected result type. ${what}`);
}

/** Evaluates a field that must be a whole number between two bounds. */
export async function evaluateWhole(template: Template, scope: Scope, least: number, most: number): Promise<number> {
  const value = await evaluateAs("number", template, scope);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  if (template.kind !== "expression") throw new RangeError(`${value} passed the loader`);
  throw evaluationFailed(template.expression, `returned ${value}, which is not an integer from ${least} to ${most}.`);
}

/** Evaluates a field that must be a percentage. */
export async function evaluateShare(template: Template, scope: Scope): Promise<number> {
  const value = await evaluateAs("number", template, scope);
  if (value >= 0 && value <= 100) return value;
  if (template.kind !== "expression") throw new RangeError(`${value} passed the loader`);
  throw evaluationFailed(template.expression, `returned ${value}, which is not a number from 0 to 100.`);
}

function isOfType<Type extends keyof JsonTypes>(type: Type, value: Json): value is JsonTypes[Type] & Json {
  return typeName(value) === type;
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

import type { Json, JsonObject } from "../../aws.ts";
import { compileTemplate, expressionsIn, type Template } from "../templates.ts";
import { checkExpression, type Place } from "./expression-rules.ts";
import type { Fault } from "./refused.ts";

/** A part of the definition that is being read: every fault found is noted with its path, and reading goes on. */
export interface Reader {
  readonly path: string;
  readonly fields: JsonObject;
  refuse(at: string, message: string): void;
  /** The reader of a member, which must be an object. */
  inner(at: string, value: Json | undefined): Reader | undefined;
}

/** Makes a reader for a part of the definition. */
export function readerOf(path: string, fields: JsonObject, faults: Fault[]): Reader {
  return {
    path,
    fields,
    refuse: (at, message) => void faults.push({ path: at === "" ? path : `${path}/${at}`, message }),
    inner(at, value) {
      if (isObject(value)) return readerOf(`${path}/${at}`, value, faults);
      faults.push({ path: `${path}/${at}`, message: "must be an object" });
      return undefined;
    },
  };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fields of the other query language, or that only AWS runs, with what to do instead. */
const unavailable = new Map(
  Object.entries({
    ...Object.fromEntries(
      ["InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "Result", "ItemsPath", "SecondsPath"]
        .concat(["TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath", "ErrorPath"])
        .concat(["CausePath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "Variable"])
        .map((field) => [field, "belongs to JSONPath: write the JSONata field"]),
    ),
    Credentials: "calls in the name of another role are not implemented locally",
    ItemReader: "a distributed Map is not implemented locally",
    ItemBatcher: "a distributed Map is not implemented locally",
    ResultWriter: "a distributed Map is not implemented locally",
    Label: "a distributed Map is not implemented locally",
    Iterator: "write ItemProcessor",
  }),
);

/** Refuses every field that is not among `known`. */
export function knowOnly({ fields, refuse }: Reader, what: string, known: readonly string[]): void {
  for (const field of Object.keys(fields)) {
    if (!known.includes(field)) refuse(field, unavailable.get(field) ?? `is not a field of ${what}`);
  }
}

/** Compiles a field and checks its expressions against what can be seen from there. */
export function templateField(reader: Reader, field: string, place: Place, within = ""): Template | undefined {
  const value = reader.fields[field];
  if (value === undefined) return undefined;
  const template = compileTemplate(value, `${within}${field}`, (at, message) => {
    reader.refuse(at.slice(within.length), message);
  });
  for (const expression of expressionsIn(template)) {
    for (const message of checkExpression(expression, place)) {
      reader.refuse(expression.field.slice(within.length), message);
    }
  }
  return template;
}

/** A field that is a whole number between two bounds, or an expression for one. */
export function wholeField(
  reader: Reader,
  field: string,
  place: Place,
  least: number,
  most: number,
): Template | undefined {
  const template = templateField(reader, field, place);
  if (template?.kind !== "constant" || isWhole(template.value, least, most)) return template;
  reader.refuse(field, `must be an integer from ${least} to ${most}, or an expression`);
  return undefined;
}

function isWhole(value: Json | undefined, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

/** A field that is a plain number. */
export function numberField(reader: Reader, field: string, otherwise: number, least: number, most: number): number {
  const value = reader.fields[field];
  if (value === undefined) return otherwise;
  if (typeof value === "number" && value >= least && value <= most) return value;
  reader.refuse(field, `must be a number from ${least} to ${most}`);
  return otherwise;
}

/** Like `numberField`, for whole numbers. */
export function integerField(reader: Reader, field: string, otherwise: number, least: number, most: number): number {
  const value = reader.fields[field];
  if (value === undefined || isWhole(value, least, most)) return value ?? otherwise;
  reader.refuse(field, `must be an integer from ${least} to ${most}`);
  return otherwise;
}

/** A field that must be there and hold text. */
export function textField(reader: Reader, field: string): string | undefined {
  const value = reader.fields[field];
  if (typeof value === "string" && value !== "") return value;
  reader.refuse(field, value === undefined ? "is missing" : "must be text");
  return undefined;
}

/** The readers of a list's objects. Refuses a missing or empty list where `needed`. */
export function listField(reader: Reader, field: string, needed: boolean): Reader[] {
  const value = reader.fields[field];
  if (value === undefined && !needed) return [];
  if (!Array.isArray(value) || (needed && value.length === 0)) {
    reader.refuse(field, `must be ${needed ? "a list with at least one element" : "a list"}`);
    return [];
  }
  return value.flatMap((item, index) => reader.inner(`${field}[${index}]`, item) ?? []);
}

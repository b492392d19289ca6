import type * as z from "zod";
import type { Finding, YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;

/** What a schema found in a file, as sentences that say where, what is wrong and what to do. */
export function shapeFindings(source: YamlFile, issues: readonly Issue[]): Finding[] {
  return issues.flatMap((issue) => findings(source, issue, []));
}

function findings(source: YamlFile, issue: Issue, above: PropertyKey[]): Finding[] {
  const path = [...above, ...issue.path];
  const value = valueAt(source.value, path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      file: source.file,
      line: source.lineOf([...path, key], true),
      message: `${named(path)}unknown field "${key}"; correct its spelling or remove it`,
    }));
  }
  const here = { file: source.file, line: source.lineOf(path) };
  if (issue.code === "invalid_union" && value !== undefined) {
    const forms = formsOf(issue);
    const near = forms.filter((form) =>
      form.every(({ code, path }) => path.length > 0 && code !== "unrecognized_keys"),
    );
    const [closest] = near;
    if (closest && near.length === 1) return closest.flatMap((inner) => findings(source, inner, path));
    return [{ ...here, message: `${named(path)}is ${shown(value)}; write ${forms.map(wanted).join(", or ")}` }];
  }
  return [{ ...here, message: `${named(path)}${sentence(issue, value)}` }];
}

/** The faults of every form that a union allows, unions inside it laid out flat. */
function formsOf(union: Issue): (readonly Issue[])[] {
  if (union.code !== "invalid_union") return [[union]];
  return union.errors.flatMap((form) => {
    const [only] = form;
    return only && form.length === 1 && only.code === "invalid_union" && only.path.length === 0
      ? formsOf(only)
      : [form];
  });
}

/** What a form of a union asks for, in few words. */
function wanted(form: readonly Issue[]): string {
  const fields = form.filter(({ path }) => path.length > 0).map(({ path }) => path.map(String).join("."));
  if (fields.length > 0) return `{ ${fields.join(", ")} }`;
  const [issue] = form;
  if (issue?.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  return issue?.code === "invalid_type" ? `a value of type ${issue.expected}` : (issue?.message ?? "another value");
}

function sentence(issue: Issue, value: unknown): string {
  if (value === undefined) return "is missing; add it";
  if (issue.code === "invalid_type" && issue.expected === "string" && typeof value === "number") {
    return `was read as the number ${value}; put it in quotes`;
  }
  if (issue.code === "invalid_type") return `must be of type ${issue.expected}, not ${typeName(value)}; correct it`;
  if (issue.code === "invalid_value") {
    return `is ${shown(value)}; use one of ${issue.values.map(String).join(", ")}`;
  }
  return `is ${shown(value)}: ${issue.message}; correct it`;
}

/** A path as people write it, `[3].category: `; empty for the whole file. */
function named(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "";
  const text = path.reduce<string>((written, step) => {
    if (typeof step === "number") return `${written}[${step}]`;
    return written === "" ? String(step) : `${written}.${String(step)}`;
  }, "");
  return `${text}: `;
}

function typeName(value: unknown): string {
  if (value === null) return "empty";
  return Array.isArray(value) ? "a list" : typeof value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    value,
  );
}

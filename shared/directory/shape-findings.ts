import type * as z from "zod";
import type { Finding, YamlFile } from "./yaml-file.ts";

type Issue = z.core.$ZodIssue;

/** What a schema found in a file, as sentences that say where, what is wrong and what to do. */
export function shapeFindings(source: YamlFile, issues: readonly Issue[]): Finding[] {
  return issues.flatMap((issue) => findings(source, issue, []));
}

function findings(source: YamlFile, issue: Issue, above: PropertyKey[]): Finding[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      file: source.file,
      line: source.lineOf([...path, key], true),
      message: `${named(path)}unknown field "${key}"; correct its spelling or remove it`,
    }));
  }
  if (issue.code === "invalid_union") {
    const closest = closestBranch(issue.errors);
    if (closest) return closest.flatMap((inner) => findings(source, inner, path));
    const forms = issue.errors.map((branch) => branch.map((inner) => innerMessage(inner, path)).join(" and "));
    return [
      {
        file: source.file,
        line: source.lineOf(path),
        message: `${named(path)}has none of the forms it may have: ${forms.join(", or ")}`,
      },
    ];
  }
  return [
    {
      file: source.file,
      line: source.lineOf(path),
      message: `${named(path)}${sentence(issue, valueAt(source.value, path))}`,
    },
  ];
}

/** The one form of a union that the value comes near to: all its faults lie deeper than the value itself. */
function closestBranch(branches: readonly Issue[][]): readonly Issue[] | undefined {
  const near = branches.filter(
    (issues) =>
      issues.length > 0 &&
      issues.every(({ code, path }) => path.length > 0 && code !== "unrecognized_keys" && !isMissing(code, path)),
  );
  return near.length === 1 ? near[0] : undefined;

  function isMissing(code: string | undefined, path: PropertyKey[]): boolean {
    return code === "invalid_type" && path.length === 0;
  }
}

function innerMessage(issue: Issue, above: PropertyKey[]): string {
  if (issue.code === "unrecognized_keys") return `without "${issue.keys.join('", "')}"`;
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union")
    return issue.errors.map((branch) => branch.map((one) => innerMessage(one, above)).join(" and ")).join(", or ");
  const field = issue.path.length > 0 ? `"${issue.path.map(String).join(".")}": ` : "";
  return `${field}${issue.message}`;
}

function sentence(issue: Issue, value: unknown): string {
  if (issue.code === "invalid_type" && value === undefined) return "is missing; add it";
  if (issue.code === "invalid_type" && issue.expected === "string" && typeof value === "number") {
    return `was read as the number ${value}; put it in quotes`;
  }
  if (issue.code === "invalid_type") return `must be of type ${issue.expected}, not ${typeName(value)}; correct it`;
  if (issue.code === "invalid_value") {
    return `is ${JSON.stringify(value)}; use one of ${issue.values.map(String).join(", ")}`;
  }
  return `is ${shown(value)}: ${issue.message}`;
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
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    value,
  );
}

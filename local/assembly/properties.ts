import type { Json, JsonObject } from "../aws.ts";

/**
 * CloudFormation writes one value in several ways (`"60"` for 60, `"true"` for true). These readers take a property
 * that has been resolved and give it the type that is meant, or undefined when it is absent.
 */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

export function number(value: Json | undefined): number | undefined {
  if (typeof value === "string" && value !== "") return Number(value);
  return typeof value === "number" ? value : undefined;
}

export function flag(value: Json | undefined): boolean | undefined {
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : undefined;
}

/** The members of an object; none for anything else. */
export function members(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

export function list(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text that the template must hold. Throws an Error that says which property of what is missing. */
export function required(value: Json | undefined, what: string): string {
  const found = text(value);
  if (found === undefined) throw new Error(`the cloud assembly lacks ${what}`);
  return found;
}

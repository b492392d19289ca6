import { Buffer } from "node:buffer";
import { AwsError, type Json, type JsonObject } from "../aws.ts";
import { dataLimit } from "./failure.ts";

/** The readers of request members throw what the API answers to a malformed request. */
export function textMember(request: JsonObject, member: string): string {
  const value = request[member];
  if (typeof value === "string" && value !== "") return value;
  throw invalid(member, "Member must not be null");
}

export function optionalText(request: JsonObject, member: string): string | undefined {
  const value = request[member];
  return value === undefined || value === null || value === "" ? undefined : textMember(request, member);
}

/** Reads text of at most so many characters. */
function shortText(request: JsonObject, member: string, most: number): string | undefined {
  const text = optionalText(request, member);
  if (text === undefined || text.length <= most) return text;
  throw invalid(member, `Member must have length less than or equal to ${most}`);
}

/** The error and cause of StopExecution and SendTaskFailure: at most 256 and 32,768 characters. */
export function failureMembers(request: JsonObject): [error: string | undefined, cause: string | undefined] {
  return [shortText(request, "error", 256), shortText(request, "cause", 32_768)];
}

/** Reads one of a list of words. Throws ValidationException for any other. */
export function wordMember(request: JsonObject, member: string, words: readonly string[]): string | undefined {
  const word = optionalText(request, member);
  if (word === undefined || words.includes(word)) return word;
  throw invalid(member, `Member must satisfy enum value set: [${words.join(", ")}]`);
}

/** Reads an ARN of the given kind, `stateMachine` or `execution`. Throws InvalidArn. */
export function arnMember(request: JsonObject, member: string, kind: string): string {
  const arn = textMember(request, member);
  if (!/^arn:[\w-]+:states:/.test(arn)) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  if (arn.split(":")[5] === kind) return arn;
  throw new AwsError(
    "InvalidArn",
    `Invalid Arn: 'Resource type not valid in this context: ${arn.split(":")[5] ?? ""}'`,
  );
}

/** Reads JSON text of at most 256 KiB. Returns the value and its text without white space. */
export function jsonMember(
  request: JsonObject,
  member: string,
  invalidCode: string,
  otherwise?: string,
): [Json, string] {
  const given = request[member] ?? otherwise;
  if (typeof given !== "string") throw invalid(member, "Member must not be null");
  if (Buffer.byteLength(given) > dataLimit)
    throw invalid(member, `Member must have length less than or equal to ${dataLimit}`);
  try {
    const value: Json = JSON.parse(given);
    return [value, JSON.stringify(value)];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const what = invalidCode === "InvalidOutput" ? "Invalid Output" : "Invalid State Machine Execution Input";
    throw new AwsError(invalidCode, `${what}: '${message}'`);
  }
}

/** A page size; 0 and absent mean 100, AWS's default. */
export function pageSize(request: JsonObject): number {
  const size = request.maxResults ?? 0;
  if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > 1000)
    throw invalid("maxResults", "Member must be from 0 to 1000");
  return size === 0 ? 100 : size;
}

/** Tokens for the next page hold a number and the list it belongs to. */
export function pageToken(list: string, position: number): string {
  return Buffer.from(JSON.stringify([list, position])).toString("base64");
}

/** Reads the number back. Throws InvalidToken for a token of another list. */
export function pagePosition(request: JsonObject, list: string): number | undefined {
  const token = optionalText(request, "nextToken");
  if (token === undefined) return undefined;
  try {
    const [of, position] = JSON.parse(Buffer.from(token, "base64").toString());
    if (of === list && typeof position === "number") return position;
  } catch {
    // Not one of ours: answered below.
  }
  throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
}

const forbiddenInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\u{10000}-\u{10FFFF}\uD800-\uDFFF\uFFFE\uFFFF]/u;

/**
 * 1–80 characters, without white space, brackets, wild cards, control characters, what needs two UTF-16 units, and a
 * few more. Throws InvalidName, ValidationException for the length.
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function checkName(name: string): void {
  if (name === "") throw invalid("name", "Member must have length greater than or equal to 1");
  if (name.length > 80) throw invalid("name", "Member must have length less than or equal to 80");
  if (forbiddenInNames.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

export function invalid(member: string, why: string): AwsError {
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${why}`;
  return new AwsError("ValidationException", message);
}

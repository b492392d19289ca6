import { createHash } from "node:crypto";
import type jsonata from "jsonata";

/** Under these names an evaluation finds the moment and the source of randomness: no expression can spell them. */
export const momentBinding = "the moment";
export const randomBinding = "the random source";

type Registered = Parameters<jsonata.Expression["registerFunction"]>[1];

/** Fixed by AWS: more elements would break its memory limit for an expression. */
const longestRange = 360_145;
const digests = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

/**
 * The functions Step Functions adds to JSONata or changes in it, with their JSONata signatures. Some arguments give
 * undefined rather than an error; the field then fails, because an expression must return something.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export const stepFunctionsFunctions: [name: string, implementation: Registered, signature: string][] = [
  ["partition", partition, "<an:a>"],
  ["range", range, "<nnn?:x>"],
  ["hash", hash, "<ss?:s>"],
  ["random", random, "<n?:n>"],
  ["uuid", uuid, "<:s>"],
  ["parse", parse, "<s:x>"],
  ["eval", refuseEval, "<sx?:x>"],
  ["now", now, "<s?s?:s>"],
  ["millis", millis, "<:n>"],
];

function partition(items: unknown[] | undefined, size: number | undefined): unknown[][] | undefined {
  const length = Math.trunc(size ?? 0);
  if (items === undefined || items.length === 0 || length < 1) return undefined;
  const chunks: unknown[][] = [];
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

function range(from?: number, to?: number, by?: number): number | number[] | undefined {
  if (from === undefined || to === undefined || by === undefined) return undefined;
  const [start, end, step] = [Math.trunc(from), Math.trunc(to), Math.trunc(by)];
  if (step === 0 || (end - start) * step < 0) return undefined;
  const length = Math.floor((end - start) / step) + 1;
  if (length > longestRange) throw new RangeError("Expression evaluation memory limit exceeded");
  const values = Array.from({ length }, (_, index) => start + index * step);
  return length === 1 ? start : values;
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const digest = digests.get(algorithm);
  if (digest === undefined) {
    throw new RangeError(`$hash: ${algorithm} is not one of ${[...digests.keys()].join(", ")}`);
  }
  return createHash(digest).update(text).digest("hex");
}

/** The same seed gives the same number (though not the number AWS gives for it). */
function random(this: jsonata.Focus, seed?: number): number {
  if (seed === undefined) return randomSource(this)();
  const digest = createHash("sha256")
    .update(String(Math.trunc(seed)))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function uuid(this: jsonata.Focus): string {
  return uuidFrom(randomSource(this));
}

/** A version 4 UUID drawn from a source of numbers in [0, 1). */
export function uuidFrom(source: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(source() * 16).toString(16));
  hex[12] = "4";
  hex[16] = (8 + Math.floor(source() * 4)).toString(16);
  const text = hex.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

function parse(text?: string): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function refuseEval(): never {
  throw new Error("$eval is not available in Step Functions: use $parse");
}

function now(this: jsonata.Focus, picture?: string, timezone?: string): unknown {
  return this.environment.lookup("fromMillis").implementation(millis.call(this), picture, timezone);
}

function millis(this: jsonata.Focus): number {
  return this.environment.lookup(momentBinding);
}

function randomSource(focus: jsonata.Focus): () => number {
  return focus.environment.lookup(randomBinding);
}

import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { segmentsOf } from "./routes.ts";

/** An HTTP request as the gateway understands it. */
export interface HttpRequest {
  method: string;
  /** As it was sent, without the query. */
  path: string;
  /** Decoded. */
  segments: string[];
  query: Map<string, string[]>;
  /** Under the names as they were sent. */
  headers: Map<string, string[]>;
  sourceIp: string;
  body: Buffer;
}

/** A request that has no meaning, or none the gateway can take; `type` is that of the gateway's response. */
export class Refused extends Error {
  readonly type: string;
  readonly statusCode: number;

  constructor(type: string, statusCode: number, message: string) {
    super(message);
    this.type = type;
    this.statusCode = statusCode;
  }
}

const largestBody = 10 * 1024 * 1024;

/** Reads a request to its end. Throws Refused for a body over 10 MB or wrong encodings in path, query or body. */
export async function readRequest(
  incoming: IncomingMessage,
  isBinary: (mediaType: string) => boolean,
): Promise<HttpRequest> {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const headers = multiMap(pairs(incoming.rawHeaders));
  const body = await readBody(incoming);
  const mediaType = mediaTypeOf(headerOf(headers, "content-type"));
  if (!isBinary(mediaType) && !isUtf8(body)) throw new Refused("BAD_REQUEST_BODY", 400, "The body is not valid UTF-8");
  return {
    method: incoming.method ?? "GET",
    path,
    segments: segmentsOf(path).map((segment) => decode(segment, "path")),
    query: mark < 0 ? new Map() : parseQuery(url.slice(mark + 1)),
    headers,
    sourceIp: (incoming.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    body,
  };
}

/** The last value of a header, whatever the case of its name. */
export function headerOf(headers: Map<string, string[]>, name: string): string | undefined {
  for (const [key, values] of headers) if (key.toLowerCase() === name.toLowerCase()) return values.at(-1);
  return undefined;
}

/** The media type of a content type; without one the gateway takes JSON. */
export function mediaTypeOf(contentType: string | undefined): string {
  return contentType?.split(";")[0]?.trim().toLowerCase() || "application/json";
}

function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new Refused("REQUEST_TOO_LARGE", 413, "Request Too Long"));
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= largestBody) parts.push(part);
      else parts.length = 0;
      // Up to here it is read to its end, because many clients only look for an answer when they have sent all.
      if (size > 10 * largestBody) tooLarge();
    });
    incoming.on("end", () => {
      if (size > largestBody) tooLarge();
      else resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
    });
    incoming.on("error", reject);
  });
}

function parseQuery(query: string): Map<string, string[]> {
  const entries: [string, string][] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const mark = part.indexOf("=");
    const [name, value] = mark < 0 ? [part, ""] : [part.slice(0, mark), part.slice(mark + 1)];
    entries.push([decode(name.replaceAll("+", " "), "query"), decode(value.replaceAll("+", " "), "query")]);
  }
  return multiMap(entries);
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refused("BAD_REQUEST_PARAMETERS", 400, `The ${what} is not percent-encoded UTF-8`);
  }
}

function pairs(raw: string[]): [string, string][] {
  const entries: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) entries.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return entries;
}

function multiMap(entries: [string, string][]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const values = map.get(name);
    if (values === undefined) map.set(name, [value]);
    else values.push(value);
  }
  return map;
}

import { validateHeaderName, validateHeaderValue } from "node:http";
import { members } from "../assembly/properties.ts";
import type { Json } from "../aws.ts";

/** What goes back to the client. */
export interface HttpResponse {
  statusCode: number;
  headers: [name: string, value: string][];
  body: string | Buffer;
}

/** Reads what a function answered. Undefined for anything that is no proxy response: the gateway answers 502 then. */
export function readProxyResponse(answer: Json): HttpResponse | undefined {
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = members(answer);
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  const found: [string, string][] = [];
  const several = members(multiValueHeaders);
  for (const [name, values] of Object.entries(several)) {
    if (!Array.isArray(values)) return undefined;
    for (const value of values) found.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(members(headers))) {
    if (typeof value === "object") return undefined;
    if (several[name] === undefined) found.push([name, String(value)]);
  }
  if (!found.every(isHeader)) return undefined;
  if (!found.some(([name]) => name.toLowerCase() === "content-type")) found.push(["Content-Type", "application/json"]);
  return {
    statusCode: status,
    headers: found,
    body: isBase64Encoded === true ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

function isHeader([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

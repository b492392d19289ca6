import { members } from "../assembly/properties.ts";
import type { Json, JsonObject } from "../aws.ts";
import type { GatewayResponse } from "./document.ts";
import { type HttpRequest, headerOf, type Refused } from "./http-request.ts";
import type { HttpResponse } from "./proxy-response.ts";

const plain: GatewayResponse = {
  statusCode: undefined,
  headers: [],
  templates: new Map([["application/json", '{"message":$context.error.messageString}']]),
};

/** The answer to a request that the gateway refuses, as the document words it for that type or its whole class. */
export function refusalResponse(
  responses: Map<string, GatewayResponse>,
  refused: Refused,
  request: HttpRequest | undefined,
  context: JsonObject,
): HttpResponse {
  const whole = refused.statusCode < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const response = responses.get(refused.type) ?? responses.get(whole) ?? plain;
  const templates = response.templates.size === 0 ? plain.templates : response.templates;
  const accepted = request === undefined ? undefined : headerOf(request.headers, "accept");
  const mediaType = [accepted ?? "", "application/json", ...templates.keys()].find((type) => templates.has(type)) ?? "";
  const variables = { ...context, error: errorVariables(refused) };
  const headers: [string, string][] = response.headers.map(({ name, value }) => [name, headerValue(value, request)]);
  if (!headers.some(([name]) => name.toLowerCase() === "content-type")) headers.push(["Content-Type", mediaType]);
  return {
    statusCode: response.statusCode ?? refused.statusCode,
    headers,
    body: substitute(templates.get(mediaType) ?? "", variables),
  };
}

function errorVariables({ type, message }: Refused): JsonObject {
  return {
    message,
    messageString: JSON.stringify(message),
    responseType: type,
    validationErrorString: type.startsWith("BAD_REQUEST") ? message : "",
  };
}

/** Gateway responses know variables, nothing else of the mapping language. An unknown one becomes nothing. */
function substitute(template: string, context: JsonObject): string {
  const variable = /\$context((?:\.[A-Za-z0-9_-]+)+)|\$\{context((?:\.[A-Za-z0-9_-]+)+)\}/g;
  return template.replace(variable, (_, bare: string | undefined, braced: string) => {
    let value: Json | undefined = context;
    for (const part of (bare ?? braced).slice(1).split(".")) value = members(value)[part];
    return value === undefined || value === null ? "" : String(value);
  });
}

/** A header of a gateway response is a text in single quotes, or a header of the request. */
function headerValue(value: string, request: HttpRequest | undefined): string {
  const constant = /^'(.*)'$/.exec(value)?.[1];
  if (constant !== undefined) return constant;
  const header = /^method\.request\.header\.(.+)$/.exec(value)?.[1];
  return header === undefined || request === undefined ? "" : (headerOf(request.headers, header) ?? "");
}

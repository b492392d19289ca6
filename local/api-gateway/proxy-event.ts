import type { Json, JsonObject } from "../aws.ts";
import { type HttpRequest, headerOf, mediaTypeOf } from "./http-request.ts";
import type { Match } from "./routes.ts";

/** What the gateway knows about a request besides what the client sent. */
export interface RequestFacts {
  requestId: string;
  apiId: string;
  account: string;
  stage: string;
  /** Milliseconds since 1970, virtual time. */
  at: number;
}

/** The members that a proxy event and the event of a REQUEST authorizer have in common. */
export function requestMembers(request: HttpRequest, { operation, pathParameters }: Match): JsonObject {
  return {
    resource: operation.path,
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(request.headers),
    multiValueHeaders: Object.fromEntries(request.headers),
    queryStringParameters: request.query.size === 0 ? null : lastValues(request.query),
    multiValueQueryStringParameters: request.query.size === 0 ? null : Object.fromEntries(request.query),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: null,
  };
}

/**
 * `requestContext` of a proxy event. The local gateway stands at the root of its address, as a custom domain with an
 * empty base path does, so `path` does not begin with the stage.
 */
export function requestContext(request: HttpRequest, match: Match, facts: RequestFacts): JsonObject {
  const host = headerOf(request.headers, "host") ?? "localhost";
  return {
    accountId: facts.account,
    apiId: facts.apiId,
    deploymentId: "local",
    domainName: host.replace(/:\d+$/, ""),
    domainPrefix: host.split(/[.:]/)[0] ?? "",
    extendedRequestId: facts.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerOf(request.headers, "user-agent") ?? null,
      userArn: null,
    },
    operationName: match.operation.operationId,
    path: request.path,
    protocol: "HTTP/1.1",
    requestId: facts.requestId,
    requestTime: requestTime(facts.at),
    requestTimeEpoch: facts.at,
    resourceId: match.operation.operationId,
    resourcePath: match.operation.path,
    stage: facts.stage,
  };
}

/** The event of a Lambda proxy integration, payload format 1.0. */
export function proxyEvent(
  request: HttpRequest,
  match: Match,
  context: JsonObject,
  isBinary: (mediaType: string) => boolean,
): JsonObject {
  const base64 = request.body.length > 0 && isBinary(mediaTypeOf(headerOf(request.headers, "content-type")));
  return {
    ...requestMembers(request, match),
    requestContext: context,
    body: request.body.length === 0 ? null : request.body.toString(base64 ? "base64" : "utf8"),
    isBase64Encoded: base64,
  };
}

function lastValues(values: Map<string, string[]>): { [name: string]: Json } {
  const last: { [name: string]: Json } = {};
  for (const [name, all] of values) last[name] = all.at(-1) ?? "";
  return last;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Common log format: `09/Apr/2026:12:34:56 +0000`. */
function requestTime(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${two(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

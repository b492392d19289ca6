import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Route } from "../../shared/api/route.ts";
import { scopesOf } from "../../shared/api/scopes.ts";
import type { Actor } from "../../shared/domain/actor.ts";

interface Sent {
  actor?: Actor;
  scopes?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON unless `raw` is given. */
  body?: unknown;
  raw?: Buffer | string;
}

/** What the gateway hands to a function when a route is called. */
export function apiEvent({ method, path }: Pick<Route, "method" | "path">, sent: Sent = {}): APIGatewayProxyEvent {
  const { actor, params = {}, query = {}, headers = {}, body, raw } = sent;
  const bytes = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const scope = sent.scopes ?? (actor === undefined || actor.kind === "workflow" ? "" : scopesOf[actor.kind].join(" "));
  return {
    httpMethod: method,
    resource: path,
    path: path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ""),
    pathParameters: params,
    queryStringParameters: query,
    headers: { "Content-Type": "application/json", ...headers },
    body: Buffer.isBuffer(bytes) ? bytes.toString("base64") : (bytes ?? null),
    isBase64Encoded: Buffer.isBuffer(bytes),
    requestContext: { requestId: "request-1", authorizer: { ...actor, scope } },
  } as unknown as APIGatewayProxyEvent;
}

type Handler = (event: APIGatewayProxyEvent, context: never) => unknown;

/** Calls a function as the gateway does, and reads its JSON answer. */
export async function call(handler: Handler, route: Pick<Route, "method" | "path">, sent: Sent = {}) {
  const context = { getRemainingTimeInMillis: () => 10_000 } as never;
  const { statusCode, headers, body } = (await handler(apiEvent(route, sent), context)) as APIGatewayProxyResult;
  return { status: statusCode, type: String(headers?.["content-type"]), body: JSON.parse(body) };
}

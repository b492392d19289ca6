import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type * as z from "zod";
import type { Route } from "../api/route.ts";
import type { ActorKind, Scope } from "../api/scopes.ts";
import type { Actor } from "../domain/actor.ts";
import { logger } from "./logger.ts";
import { BadRequest, type FieldError, problemOf } from "./problem.ts";

/** A parsed request: everything checked by the route's schemas. */
export interface Request<R extends Route> {
  params: Parsed<R, "params">;
  query: Parsed<R, "query">;
  headers: Parsed<R, "headers">;
  body: Parsed<R, "body">;
  /** Who asks; undefined only on open routes. */
  actor: Actor & { kind: ActorKind; scopes: Scope[] };
}

type Parsed<R extends Route, Part extends "params" | "query" | "headers" | "body"> = R[Part] extends z.ZodType
  ? z.output<R[Part]>
  : undefined;

export interface Operation {
  route: Route;
  run(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult>;
}

/** Ties a route to its use case. What `handle` gives is the JSON body of the route's success answer; a string goes as it is. */
export function operation<R extends Route>(route: R, handle: (request: Request<R>) => Promise<unknown>): Operation {
  return {
    route,
    async run(event) {
      const actor = actorOf(event);
      if (route.scopes !== undefined && !route.scopes.some((scope) => actor.scopes.includes(scope))) {
        throw new BadRequest("forbidden", `this call needs a token with scope ${route.scopes.join(" or ")}`);
      }
      const request = {
        params: parsePart(route.params, event.pathParameters ?? {}, "path"),
        query: parsePart(route.query, event.queryStringParameters ?? {}, "query"),
        headers: parsePart(route.headers, named(route.headers, event.headers), "header"),
        body: route.body === undefined ? undefined : parseBody(route.body, event, route.largestBody),
        actor,
      } as Request<R>;
      const result = await handle(request);
      const { status, contentType = "application/json; charset=utf-8" } = route.success;
      return {
        statusCode: status,
        headers: { "content-type": contentType },
        body: typeof result === "string" ? result : JSON.stringify(result),
      };
    },
  };
}

/** The handler of a function that serves several routes: find the operation, run it, turn every error into a problem. */
export function apiHandler(operations: Operation[]) {
  const byRoute = new Map(operations.map((one) => [`${one.route.method} ${one.route.path}`, one]));
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .onError(({ event, error, ...request }) => {
      const answer = problemOf(error, event.requestContext.requestId);
      if (answer.statusCode >= 500 && error)
        logger.error("request failed", { error, requestId: event.requestContext.requestId, route: event.resource });
      request.response = answer;
      return answer;
    })
    .handler(async (event) => {
      const found = byRoute.get(`${event.httpMethod} ${event.resource}`);
      if (found === undefined) throw new BadRequest("not-found", `there is no ${event.httpMethod} ${event.path}`);
      return found.run(event);
    });
}

/** What the authorizer found out about the caller. */
function actorOf({ requestContext }: APIGatewayProxyEvent): Request<Route>["actor"] {
  const {
    kind,
    id,
    unit,
    partner,
    scope = "",
  } = (requestContext.authorizer ?? {}) as Record<string, string | undefined>;
  return {
    kind: (kind ?? "auditor") as ActorKind,
    id: id ?? "nobody",
    ...(unit ? { unit } : {}),
    ...(partner ? { partner } : {}),
    scopes: scope.split(" ") as Scope[],
  };
}

function parseBody(
  schema: z.ZodType,
  { body, isBase64Encoded, headers }: APIGatewayProxyEvent,
  mostBytes = 256 * 1024,
): unknown {
  const contentType =
    Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "application/json";
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw new BadRequest("unsupported-media-type", `the body is sent as ${contentType}: send application/json`);
  }
  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > mostBytes)
    throw new BadRequest("too-large", `a body holds ${mostBytes} bytes at most, this one has ${bytes.length}`);
  return check(schema, json(bytes), "body");
}

function json(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BadRequest("malformed-request", "the body is not valid UTF-8: encode it as UTF-8");
  }
  // Lenient decoders on the way leave replacement characters where bytes were wrong: refuse rather than keep a garbled appeal.
  if (text.includes("\uFFFD"))
    throw new BadRequest("malformed-request", "the body was not valid UTF-8: encode it as UTF-8");
  try {
    return JSON.parse(text, wellFormed);
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest(
      "malformed-request",
      `the body is not valid JSON: ${error instanceof Error ? error.message.replace(/".*"/s, "…") : "unreadable"}`,
    );
  }
}

/** Half a character, written as an escape, would be another text once stored, and break the hash of what was said. */
function wellFormed(key: string, value: unknown): unknown {
  if (key.isWellFormed() && (typeof value !== "string" || value.isWellFormed())) return value;
  throw new BadRequest("malformed-request", "the body holds half a surrogate pair: send whole characters");
}

function parsePart(schema: z.ZodType | undefined, value: Record<string, unknown>, where: string): unknown {
  return schema === undefined ? undefined : check(schema, value, where);
}

function check(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, where));
  const first = errors[0];
  const problem = where === "path" ? "not-found" : "invalid-request";
  throw new BadRequest(
    problem,
    first === undefined ? "the request breaks a rule" : `${first.pointer || "/"}: ${first.detail}`,
    errors,
  );
}

function fieldErrors(issue: z.core.$ZodIssue, where: string): FieldError[] {
  const base = issue.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const pointer = where === "body" ? base : `${where}${base}`;
  if (issue.code !== "unrecognized_keys") return [{ pointer, detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: `${pointer}/${key}`,
    detail: "unknown field: check its name, or leave it out",
  }));
}

/** Header names come in any case; the schema names them once. */
function named(schema: z.ZodObject | undefined, headers: Record<string, string | undefined>): Record<string, unknown> {
  if (schema === undefined) return {};
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, lower.get(name.toLowerCase())]));
}

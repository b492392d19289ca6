import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ApiDefinition } from "../assembly/apis.ts";
import type { Place } from "../assembly/identities.ts";
import { AwsError, FunctionFailed, type InvokeFunction, type Json, type JsonObject } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { type Authorize, createAuthorize } from "./authorizer.ts";
import { type Operation, readDocument } from "./document.ts";
import { refusalResponse } from "./gateway-responses.ts";
import { type HttpRequest, Refused, readRequest } from "./http-request.ts";
import { proxyEvent, requestContext, requestMembers } from "./proxy-event.ts";
import { type HttpResponse, readProxyResponse } from "./proxy-response.ts";
import { createRouter } from "./routes.ts";
import { createValidate } from "./validation.ts";

export interface ApiGatewayOptions {
  api: ApiDefinition;
  place: Place;
  clock: Clock;
  invoke: InvokeFunction;
}

/**
 * Answers HTTP requests as the REST API of the app, made from the document in the template. Throws an Error for a
 * document that the local gateway cannot serve.
 */
export function createApiGateway({ api, place, clock, invoke }: ApiGatewayOptions): RequestListener {
  const document = readDocument(api.document);
  const route = createRouter(document.operations);
  const validate = createValidate();
  const authorize = createAuthorize({ invoke, clock });
  const arn = `arn:${place.partition}:execute-api:${place.region}:${place.account}:${api.apiId}/${api.stage}`;
  const binary = new Set(api.binaryMediaTypes);
  const isBinary = (mediaType: string) => binary.has(mediaType) || binary.has("*/*");

  return (incoming, outgoing) => void answer(incoming, outgoing);

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const context: JsonObject = {
      requestId,
      extendedRequestId: requestId,
      apiId: api.apiId,
      stage: api.stage,
      httpMethod: incoming.method ?? "",
      path: (incoming.url ?? "/").split("?")[0] ?? "/",
    };
    let request: HttpRequest | undefined;
    try {
      request = await readRequest(incoming, isBinary);
      const complete = request;
      const response = await clock.work(() => handle(complete, requestId, context));
      send(outgoing, requestId, response);
    } catch (error) {
      // Nobody is left to answer.
      if (incoming.socket.destroyed) return;
      const refused = error instanceof Refused ? error : internalError(error);
      // What is left of a body that is too large is not read: the connection cannot go on.
      if (refused.statusCode === 413) outgoing.setHeader("Connection", "close");
      send(outgoing, requestId, refusalResponse(document.gatewayResponses, refused, request, context));
    }
  }

  async function handle(request: HttpRequest, requestId: string, context: JsonObject): Promise<HttpResponse> {
    const match = route(request.method, request.segments);
    if (match === undefined) throw new Refused("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token");
    const { operation } = match;
    const facts = { requestId, apiId: api.apiId, account: place.account, stage: api.stage, at: clock.now() };
    const own = requestContext(request, match, facts);
    Object.assign(context, own);
    if (operation.authorizer !== undefined) {
      const methodArn = `${arn}/${request.method}/${request.path.replace(/^\//, "")}`;
      const event = () => ({ ...requestMembers(request, match), requestContext: own });
      own.authorizer = await authorized(authorize, operation.authorizer, request, methodArn, event);
      context.authorizer = own.authorizer;
    }
    validate(request, match);
    const answered = await inTime(
      operation,
      invoke(operation.functionName, proxyEvent(request, match, own, isBinary), "api"),
    );
    const response = readProxyResponse(answered);
    if (response === undefined) throw malformed();
    return response;
  }
}

async function authorized(authorize: Authorize, ...call: Parameters<Authorize>): Promise<JsonObject> {
  const { principalId, context } = await authorize(...call);
  return { ...context, principalId, integrationLatency: 0 };
}

/** A function that fails and one that answers nonsense look alike from outside. */
function malformed(): Refused {
  return new Refused("API_CONFIGURATION_ERROR", 502, "Internal server error");
}

async function inTime({ timeoutMilliseconds }: Operation, answered: Promise<Json>): Promise<Json> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refused = new Refused("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");
    timer = setTimeout(() => reject(refused), timeoutMilliseconds);
  });
  try {
    return await Promise.race([answered, late]);
  } catch (error) {
    throw error instanceof FunctionFailed || error instanceof AwsError ? malformed() : error;
  } finally {
    clearTimeout(timer);
  }
}

function internalError(error: unknown): Refused {
  process.stderr.write(`local gateway: ${error instanceof Error ? error.stack : error}\n`);
  return new Refused("DEFAULT_5XX", 500, "Internal server error");
}

function send(outgoing: ServerResponse, requestId: string, { statusCode, headers, body }: HttpResponse): void {
  const flat: string[] = ["x-amzn-RequestId", requestId];
  if (statusCode !== 204 && statusCode !== 304) flat.push("Content-Length", String(Buffer.byteLength(body)));
  for (const [name, value] of headers) if (!/^(content-length|connection)$/i.test(name)) flat.push(name, value);
  if (outgoing.hasHeader("Connection")) flat.push("Connection", "close");
  outgoing.writeHead(statusCode, flat);
  outgoing.end(body);
}

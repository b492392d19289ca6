import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FunctionDefinition } from "./assembly/functions.ts";
import { AwsError, type AwsService, FunctionFailed, type InvokeFunction, type Json, type JsonObject } from "./aws.ts";

export interface AwsEndpointOptions {
  dynamoDb: AwsService;
  stepFunctions: AwsService;
  sqs: AwsService;
  eventBridge: AwsService;
  invokeFunction: InvokeFunction;
  functions: FunctionDefinition[];
  /** Access keys that are functions or machines; whoever calls with another one is a person. */
  principals: Set<string>;
  /** The local cloud's own calls under `/_local/`. Returns undefined for a path that is none. */
  control: (method: string, path: string, body: JsonObject) => Promise<Json> | undefined;
}

interface Protocol {
  service: AwsService;
  contentType: string;
  /** What stands before `#` in the names of its errors. */
  namespace: string;
}

/**
 * Answers, on one port, the AWS protocols that SDKs and the `aws` command speak to the services of the app: JSON 1.0 and
 * 1.1 by `X-Amz-Target`, and Lambda's REST calls. It checks no signatures; the access key says who calls.
 */
export function createAwsEndpoint(options: AwsEndpointOptions): RequestListener {
  const { dynamoDb, stepFunctions, sqs, eventBridge, principals } = options;
  const json = (service: AwsService, version: string, namespace: string): Protocol => {
    return { service, contentType: `application/x-amz-json-${version}`, namespace };
  };
  const protocols = new Map<string, Protocol>([
    ["DynamoDB_20120810", json(dynamoDb, "1.0", "com.amazonaws.dynamodb.v20120810")],
    ["DynamoDBStreams_20120810", json(dynamoDb, "1.0", "com.amazonaws.dynamodb.v20120810")],
    ["AWSStepFunctions", json(stepFunctions, "1.0", "com.amazonaws.states.v20161123")],
    ["AmazonSQS", json(sqs, "1.0", "com.amazonaws.sqs")],
    ["AWSEvents", json(eventBridge, "1.1", "com.amazonaws.events")],
  ]);

  return (incoming, outgoing) => void answer(incoming, outgoing);

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // SDK clients correct their clock by this header: it would set the virtual time against the real one.
    outgoing.sendDate = false;
    try {
      const body = await readBody(incoming);
      const target = incoming.headers["x-amz-target"];
      if (typeof target === "string") await answerTarget(target, incoming, outgoing, body);
      else await answerPath(incoming, outgoing, body);
    } catch (error) {
      if (!incoming.socket.destroyed) send(outgoing, 500, "application/json", { message: String(error) });
    }
  }

  async function answerTarget(
    target: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    const dot = target.indexOf(".");
    const protocol = protocols.get(target.slice(0, dot));
    if (protocol === undefined) {
      const message = `the local cloud has no service for ${target}`;
      send(outgoing, 400, "application/x-amz-json-1.0", { __type: "UnknownOperationException", message });
      return;
    }
    const { service, contentType, namespace } = protocol;
    try {
      const output = await service(target.slice(dot + 1), parse(body), principalOf(incoming));
      send(outgoing, 200, contentType, output);
    } catch (error) {
      const known = error instanceof AwsError ? error : internalFailure(error, target);
      const details = { __type: `${namespace}#${known.code}`, message: known.message, ...known.details };
      send(outgoing, known.statusCode, contentType, details);
    }
  }

  async function answerPath(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    const path = decodeURIComponent((incoming.url ?? "/").split("?")[0] ?? "/");
    try {
      const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
      if (invoked !== undefined) return await answerInvocation(invoked, incoming, outgoing, body);
      if (/^\/2015-03-31\/functions\/?$/.test(path)) {
        return send(outgoing, 200, "application/json", { Functions: options.functions.map(configurationOf) });
      }
      const controlled = options.control(incoming.method ?? "GET", path, parse(body));
      if (controlled !== undefined) return send(outgoing, 200, "application/json", await controlled);
      throw new AwsError("UnknownOperationException", `${incoming.method} ${path}: nothing here`, { statusCode: 404 });
    } catch (error) {
      const known = error instanceof AwsError ? error : internalFailure(error, path);
      outgoing.setHeader("x-amzn-errortype", known.code);
      send(outgoing, known.statusCode, "application/json", { Type: "User", message: known.message });
    }
  }

  async function answerInvocation(
    functionName: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    const payload = body.length === 0 ? {} : (JSON.parse(body.toString("utf8")) as Json);
    if (incoming.headers["x-amz-invocation-type"] === "Event") {
      // Lambda retries asynchronous invocations; whoever calls this by hand sees the failure in the log.
      options.invokeFunction(functionName, payload, "direct").catch(() => undefined);
      return send(outgoing, 202, "application/json", {});
    }
    try {
      send(outgoing, 200, "application/json", await options.invokeFunction(functionName, payload, "direct"));
    } catch (error) {
      if (!(error instanceof FunctionFailed)) throw error;
      const { errorType, errorMessage, trace } = error;
      outgoing.setHeader("x-amz-function-error", "Unhandled");
      send(outgoing, 200, "application/json", { errorType, errorMessage, trace });
    }
  }

  /** `AWS4-HMAC-SHA256 Credential=<access key>/<date>/<region>/<service>/aws4_request, …` */
  function principalOf({ headers }: IncomingMessage): string {
    const authorization = headers.authorization ?? "";
    const start = authorization.indexOf("Credential=") + "Credential=".length;
    const key = authorization.slice(start, authorization.indexOf("/", start));
    return principals.has(key) ? key : "cli";
  }
}

function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)));
    incoming.on("error", reject);
  });
}

function parse(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  try {
    const value = JSON.parse(body.toString("utf8")) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below, like any JSON that is not an object.
  }
  throw new AwsError("SerializationException", "the body is not a JSON object");
}

function internalFailure(error: unknown, what: string): AwsError {
  process.stderr.write(`local cloud, ${what}: ${error instanceof Error ? error.stack : error}\n`);
  return new AwsError("InternalFailure", String(error), { statusCode: 500 });
}

function send(outgoing: ServerResponse, statusCode: number, contentType: string, body: Json): void {
  const text = JSON.stringify(body);
  outgoing.writeHead(statusCode, {
    "x-amzn-requestid": randomUUID(),
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
  });
  outgoing.end(text);
}

function configurationOf({
  name,
  arn,
  runtime,
  handler,
  timeoutSeconds,
  memoryMegabytes,
}: FunctionDefinition): JsonObject {
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: runtime,
    Handler: `index.${handler}`,
    Timeout: timeoutSeconds,
    MemorySize: memoryMegabytes,
  };
}

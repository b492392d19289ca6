import { Agent, request } from "node:http";
import { AwsError, type AwsService, type Json, type JsonObject, type Meter } from "../aws.ts";
import type { Clock } from "../clock.ts";
import { consumedUnits, takesConsumedCapacity, unitsOfRefusal } from "./capacity.ts";
import { tablesWrittenBy } from "./writes.ts";

export interface DynamoDbOptions {
  /** Where the engine answers. */
  endpoint: string;
  meter: Meter;
  clock: Clock;
  /** Told the table of every successful write, so that the readers of its stream look at once. */
  onWrite: (tableName: string) => void;
  /** Region and account in the ARNs that callers see; the engine has a made-up region of its own. */
  region?: string;
  account?: string;
}

const engineArn = "arn:aws:dynamodb:dynoxide:000000000000:";

const streamActions = new Set(["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"]);

/** Refused: their tables and units are not told apart here. */
const partiql = new Set(["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"]);

/**
 * DynamoDB and DynamoDB Streams as one service in front of the engine: passes requests on, one at a time, counts
 * their units, and turns the engine's error answers into AwsError.
 */
export function createDynamoDb(options: DynamoDbOptions): { service: AwsService; close(): void } {
  const { endpoint, meter, clock, onWrite, region = "us-east-1", account = "000000000000" } = options;
  const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
  const arn = `arn:${partition}:dynamodb:${region}:${account}:`;
  // One request in flight: eight at once are five times slower than one after the other. The agent queues the rest.
  const agent = new Agent({ keepAlive: true, maxSockets: 1, scheduling: "fifo" });
  // The engine expires items by the real clock, which is not ours: it never hears of time to live.
  const timeToLive = new Map<string, JsonObject>();

  const service: AwsService = (action, input, principal) =>
    clock.work(async () => {
      if (action === "UpdateTimeToLive" || action === "DescribeTimeToLive") {
        meter.call({ principal, service: "dynamodb", action });
        return answerTimeToLive(action, input);
      }
      return forward(action, input, principal);
    });

  async function forward(action: string, input: JsonObject, principal: string): Promise<JsonObject> {
    if (partiql.has(action)) throw new AwsError("UnknownOperationException", `${action} is not offered locally`);
    const metered = takesConsumedCapacity(action);
    const body = metered ? JSON.stringify({ ...input, ReturnConsumedCapacity: "INDEXES" }) : toEngine(input);
    const { statusCode, text } = await post(action, body);
    if (statusCode !== 200) {
      const error = errorOf(statusCode, text);
      meter.call({ principal, service: "dynamodb", action, ...unitsOfRefusal(error.code, action, input) });
      throw error;
    }
    const output = JSON.parse(metered || action === "GetRecords" ? text : fromEngine(text)) as JsonObject;
    meter.call({ principal, service: "dynamodb", action, ...consumedUnits(action, output) });
    if (metered && (input.ReturnConsumedCapacity ?? "NONE") === "NONE") delete output.ConsumedCapacity;
    for (const table of tablesWrittenBy(action, input)) onWrite(table);
    return output;
  }

  function post(action: string, body: string): Promise<{ statusCode: number; text: string }> {
    const target = streamActions.has(action) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
      "x-amz-target": `${target}.${action}`,
      // The engine wants a signature but does not check it.
      "x-amz-date": "20000101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0",
    };
    return new Promise((resolve, reject) => {
      const failed = (error: Error) =>
        reject(new AwsError("InternalServerError", `the DynamoDB engine: ${error.message}`, { statusCode: 500 }));
      const outgoing = request(endpoint, { method: "POST", agent, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve({ statusCode: response.statusCode ?? 500, text }));
        response.on("error", failed);
      });
      outgoing.on("error", failed);
      outgoing.end(body);
    });
  }

  /** Only for actions on tables and streams: what callers keep in items is theirs and passes untouched. */
  function toEngine(input: JsonObject): string {
    return JSON.stringify(input).replaceAll(arn, engineArn);
  }

  function fromEngine(text: string): string {
    return text.replaceAll(engineArn, arn);
  }

  function answerTimeToLive(action: string, input: JsonObject): JsonObject {
    const table = String(input.TableName);
    if (action === "UpdateTimeToLive") {
      const specification = input.TimeToLiveSpecification as JsonObject;
      timeToLive.set(table, specification);
      return { TimeToLiveSpecification: specification };
    }
    const set = timeToLive.get(table);
    if (set?.Enabled !== true) return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
    return {
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: set.AttributeName ?? "" },
    };
  }

  return { service, close: () => agent.destroy() };
}

function errorOf(statusCode: number, text: string): AwsError {
  let body: JsonObject;
  try {
    body = JSON.parse(text) as JsonObject;
  } catch {
    return new AwsError("InternalServerError", `the DynamoDB engine answered ${statusCode}: ${text}`, { statusCode });
  }
  const { __type, message, Message, ...details } = body;
  const code =
    String(__type ?? "InternalServerError")
      .split("#")
      .at(-1) ?? "InternalServerError";
  return new AwsError(code, textOf(message ?? Message), { statusCode, details });
}

function textOf(message: Json | undefined): string {
  return typeof message === "string" ? message : "";
}

import { AwsError, FunctionFailed, type Json, type JsonObject } from "../aws.ts";
import { StateFailed } from "./failure.ts";
import type { ErrorNames, Integration } from "./integrations.ts";
import type { Visit } from "./visit.ts";

/** Calls what a task's Resource stands for. Throws StateFailed under the name Step Functions gives to the error. */
export async function callIntegration(visit: Visit, integration: Integration, input: Json): Promise<Json> {
  switch (integration.kind) {
    case "function":
      return callFunction(visit, integration.functionArn, input);
    case "invoke": {
      const { FunctionName, Payload = {} } = members(input);
      if (typeof FunctionName !== "string") throw badArguments("FunctionName must be a string");
      const answer = await callFunction(visit, FunctionName, Payload);
      return { ExecutedVersion: "$LATEST", Payload: answer, StatusCode: 200 };
    }
    case "call":
      return callService(visit, integration, members(input));
  }
}

async function callFunction({ around, execution }: Visit, functionName: string, payload: Json): Promise<Json> {
  around.meter.call({ principal: execution.of.principal, service: "lambda", action: "Invoke" });
  try {
    // A handler that returns nothing answers null.
    return (await around.invokeFunction(functionName, payload, "task")) ?? null;
  } catch (error) {
    if (error instanceof FunctionFailed) {
      const { errorType, errorMessage, trace } = error;
      throw new StateFailed(errorType, JSON.stringify({ errorType, errorMessage, trace }));
    }
    throw named(error, { prefix: "Lambda", unmodelled: "Unknown" }, "AWSLambda");
  }
}

async function callService(
  { around, execution }: Visit,
  integration: Extract<Integration, { kind: "call" }>,
  input: JsonObject,
): Promise<Json> {
  const { service, action, errors, optimized } = integration;
  const sent = optimized ? withTexts(input) : input;
  let answer: JsonObject;
  try {
    const given = service === "states" ? renamed(sent, (key) => key.charAt(0).toLowerCase() + key.slice(1)) : sent;
    answer = await around.services[service](action, given, execution.of.principal);
  } catch (error) {
    throw named(error, errors, errors.prefix);
  }
  if (service === "states") return withDates(renamed(answer, (key) => key.charAt(0).toUpperCase() + key.slice(1)));
  // The optimized integration looks into the answer: one entry that was not taken fails the task.
  if (optimized && service === "events" && Number(answer.FailedEntryCount ?? 0) > 0) {
    throw new StateFailed("EventBridge.FailedEntry", JSON.stringify(answer));
  }
  return answer;
}

/** Codes that AWS's SDKs have no exception class for. */
const unmodelledCodes = new Set([
  ...["ValidationException", "ValidationError", "SerializationException", "AccessDenied", "AccessDeniedException"],
  ...["UnrecognizedClientException", "MissingParameter", "InvalidParameterValue", "UnknownOperationException"],
]);

function named(error: unknown, { prefix, unmodelled }: ErrorNames, service: string): StateFailed {
  if (!(error instanceof AwsError)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new StateFailed(`${prefix}.${unmodelled === "Unknown" ? unmodelled : "SdkClientException"}`, reason);
  }
  const suffixed = error.code.endsWith("Exception") ? error.code : `${error.code}Exception`;
  const modelled = unmodelled === "Unknown" || !unmodelledCodes.has(error.code);
  const reason = `${error.message} (Service: ${service}, Status Code: ${error.statusCode})`;
  return new StateFailed(`${prefix}.${modelled ? suffixed : unmodelled}`, reason);
}

/** Where the API wants text, an optimized integration takes JSON and writes it as text. */
function withTexts(input: JsonObject): JsonObject {
  const given = { ...input };
  for (const key of ["MessageBody", "Input"]) {
    const value = given[key];
    if (value !== undefined && typeof value !== "string") given[key] = JSON.stringify(value);
  }
  if (Array.isArray(given.Entries)) {
    given.Entries = given.Entries.map((entry) => {
      const { Detail, ...rest } = members(entry);
      if (Detail === undefined || typeof Detail === "string") return entry;
      return { ...rest, Detail: JSON.stringify(Detail) };
    });
  }
  return given;
}

/** Step Functions' own API begins its members with small letters; in a workflow they begin with capitals. */
function renamed(given: JsonObject, rename: (key: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [rename(key), value]));
}

/** On the wire a date is a number of seconds, in a workflow it is text. */
function withDates(answer: JsonObject): JsonObject {
  const dated = { ...answer };
  for (const [key, value] of Object.entries(answer)) {
    if (key.endsWith("Date") && typeof value === "number") dated[key] = new Date(value * 1000).toISOString();
  }
  return dated;
}

function members(value: Json): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw badArguments("the arguments must be an object");
}

function badArguments(message: string): StateFailed {
  return new StateFailed("States.Runtime", `The arguments of the task are not valid: ${message}.`, {
    catchable: false,
    needsPlace: true,
  });
}

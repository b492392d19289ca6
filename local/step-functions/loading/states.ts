import type { State, Workflow } from "../definition.ts";
import { type Integration, readResource } from "../integrations.ts";
import { longestSeconds, readTimestamp } from "../states/wait.ts";
import { type Found, readCatch, readExit, readNext, readNextOrEnd, readRetry } from "./exits.ts";
import type { Place } from "./expression-rules.ts";
import { knowOnly, listField, type Reader, templateField, textField, wholeField } from "./fields.ts";

/** What the states need of the loader. */
export interface Loading {
  partition: string;
  /** Reads the workflow inside a Parallel or Map, which sees the variables of the workflow around it. */
  inner(reader: Reader): Workflow;
}

const common = ["Type", "Comment", "QueryLanguage"];
const leaving = ["Output", "Assign", "Next", "End"];
const recovery = ["Retry", "Catch"];
const before: Place = { result: false, errorOutput: false, token: false };
const after: Place = { ...before, result: true };

/** Reads one state and notes where it leads. Undefined for a type that does not exist. */
export function readState(reader: Reader, name: string, found: Found, loading: Loading): State | undefined {
  const { QueryLanguage, Type } = reader.fields;
  if (QueryLanguage !== undefined && QueryLanguage !== "JSONata") {
    reader.refuse("QueryLanguage", "must be JSONata: nothing else is implemented locally");
  }
  switch (Type) {
    case "Pass":
      knowOnly(reader, "a Pass state", [...common, ...leaving]);
      return { type: "Pass", name, exit: readExit(reader, before, found, readNextOrEnd(reader, found)) };
    case "Succeed":
      knowOnly(reader, "a Succeed state", [...common, "Output"]);
      found.ends = true;
      return { type: "Succeed", name, exit: readExit(reader, before, found, undefined) };
    case "Fail":
      knowOnly(reader, "a Fail state", [...common, "Error", "Cause"]);
      found.ends = true;
      return { type: "Fail", name, error: messageField(reader, "Error"), cause: messageField(reader, "Cause") };
    case "Wait":
      return readWait(reader, name, found);
    case "Choice":
      return readChoice(reader, name, found);
    case "Task":
      return readTask(reader, name, found, loading.partition);
    case "Parallel":
      return readParallel(reader, name, found, loading);
    case "Map":
      return readMap(reader, name, found, loading);
    default:
      reader.refuse("Type", `must be Task, Pass, Choice, Wait, Parallel, Map, Succeed or Fail`);
      return undefined;
  }
}

function messageField(reader: Reader, field: string) {
  const template = templateField(reader, field, before);
  if (template === undefined || template.kind === "expression") return template;
  if (template.kind !== "constant" || typeof template.value !== "string") reader.refuse(field, "must be text");
  return template;
}

function readWait(reader: Reader, name: string, found: Found): State | undefined {
  knowOnly(reader, "a Wait state", [...common, ...leaving, "Seconds", "Timestamp"]);
  const seconds = wholeField(reader, "Seconds", before, 0, longestSeconds);
  const timestamp = templateField(reader, "Timestamp", before);
  const { Seconds, Timestamp } = reader.fields;
  if ((Seconds === undefined) === (Timestamp === undefined)) {
    reader.refuse("", "a Wait state has either Seconds or Timestamp");
  }
  if (timestamp?.kind === "constant" && !isTimestamp(timestamp.value)) {
    reader.refuse("Timestamp", "must be a timestamp like 2026-03-01T08:00:00Z, or an expression");
  }
  const exit = readExit(reader, before, found, readNextOrEnd(reader, found));
  if (seconds !== undefined) return { type: "Wait", name, exit, until: { kind: "seconds", template: seconds } };
  if (timestamp === undefined) return undefined;
  return { type: "Wait", name, exit, until: { kind: "timestamp", template: timestamp } };
}

function isTimestamp(value: unknown): boolean {
  return typeof value === "string" && readTimestamp(value) !== undefined;
}

function readChoice(reader: Reader, name: string, found: Found): State {
  knowOnly(reader, "a Choice state", [...common, "Choices", "Default", "Output", "Assign"]);
  const choices = listField(reader, "Choices", true).flatMap((choice, index) => {
    const within = `Choices[${index}]/`;
    knowOnly(choice, "a choice", ["Condition", "Next", "Output", "Assign", "Comment"]);
    const condition = templateField(choice, "Condition", before, within);
    const exit = readExit(choice, before, found, readNext(choice, "Next", found), within);
    const fits =
      condition?.kind === "expression" || (condition?.kind === "constant" && typeof condition.value === "boolean");
    if (condition !== undefined && fits) return { condition, exit };
    choice.refuse("Condition", "must be an expression, true or false");
    return [];
  });
  const { Default, Output, Assign } = reader.fields;
  if (Default === undefined) {
    if (Output !== undefined || Assign !== undefined) {
      reader.refuse("", "Output and Assign of a Choice go with Default, which is missing");
    }
    return { type: "Choice", name, choices, otherwise: undefined };
  }
  const otherwise = readExit(reader, before, found, readNext(reader, "Default", found));
  return { type: "Choice", name, choices, otherwise };
}

function readTask(reader: Reader, name: string, found: Found, partition: string): State | undefined {
  const known = [...common, ...leaving, ...recovery, "Resource", "Arguments", "TimeoutSeconds", "HeartbeatSeconds"];
  knowOnly(reader, "a Task state", known);
  const integration = readIntegration(reader, partition);
  const token = integration?.waitsForToken ?? false;
  const place = { ...before, token };
  const task = {
    arguments: templateField(reader, "Arguments", place),
    timeoutSeconds: wholeField(reader, "TimeoutSeconds", place, 1, longestSeconds),
    heartbeatSeconds: wholeField(reader, "HeartbeatSeconds", place, 1, longestSeconds),
    retry: readRetry(reader, token),
    catch: readCatch(reader, found),
    exit: readExit(reader, { ...after, token }, found, readNextOrEnd(reader, found)),
  };
  const { TimeoutSeconds, HeartbeatSeconds, Arguments } = reader.fields;
  if (
    typeof HeartbeatSeconds === "number" &&
    typeof TimeoutSeconds === "number" &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    reader.refuse("HeartbeatSeconds", "must be less than TimeoutSeconds");
  }
  if (integration === undefined) return undefined;
  if (integration.kind === "invoke") checkInvoke(reader, Arguments);
  return { type: "Task", name, integration, ...task };
}

function readIntegration(reader: Reader, partition: string): Integration | undefined {
  const resource = textField(reader, "Resource");
  if (resource === undefined) return undefined;
  try {
    return readResource(resource, partition);
  } catch (error) {
    reader.refuse("Resource", error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function checkInvoke(reader: Reader, given: unknown): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return;
  for (const [member, value] of Object.entries(given)) {
    if (["FunctionName", "Payload", "Qualifier"].includes(member)) continue;
    if (member === "InvocationType" && value === "RequestResponse") continue;
    reader.refuse(`Arguments/${member}`, "is not implemented locally");
  }
  if (!("FunctionName" in given)) reader.refuse("Arguments", "FunctionName is missing");
}

function readParallel(reader: Reader, name: string, found: Found, loading: Loading): State {
  knowOnly(reader, "a Parallel state", [...common, ...leaving, ...recovery, "Branches", "Arguments"]);
  const branches = listField(reader, "Branches", true).map((branch) => {
    knowOnly(branch, "a branch", ["StartAt", "States", "Comment"]);
    return loading.inner(branch);
  });
  return {
    ...{ type: "Parallel", name, branches },
    arguments: templateField(reader, "Arguments", before),
    retry: readRetry(reader, false),
    catch: readCatch(reader, found),
    exit: readExit(reader, after, found, readNextOrEnd(reader, found)),
  };
}

function shareField(reader: Reader, field: string) {
  const template = templateField(reader, field, before);
  if (template?.kind !== "constant") return template;
  if (typeof template.value === "number" && template.value >= 0 && template.value <= 100) return template;
  reader.refuse(field, "must be a number from 0 to 100, or an expression");
  return undefined;
}

const mapFields = ["Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", "ToleratedFailureCount"];

function readMap(reader: Reader, name: string, found: Found, loading: Loading): State | undefined {
  const known = [...common, ...leaving, ...recovery, ...mapFields, "ToleratedFailurePercentage"];
  knowOnly(reader, "a Map state", known);
  const items = templateField(reader, "Items", before);
  if (items?.kind === "object" || (items?.kind === "constant" && !Array.isArray(items.value))) {
    reader.refuse("Items", "must be a list, or an expression for one");
  }
  const map = {
    items,
    itemSelector: templateField(reader, "ItemSelector", before),
    maxConcurrency: wholeField(reader, "MaxConcurrency", before, 0, Number.MAX_SAFE_INTEGER),
    toleratedFailureCount: wholeField(reader, "ToleratedFailureCount", before, 0, Number.MAX_SAFE_INTEGER),
    toleratedFailurePercentage: shareField(reader, "ToleratedFailurePercentage"),
    retry: readRetry(reader, false),
    catch: readCatch(reader, found),
    exit: readExit(reader, after, found, readNextOrEnd(reader, found)),
  };
  const processor = reader.inner("ItemProcessor", reader.fields.ItemProcessor);
  if (processor === undefined) return undefined;
  knowOnly(processor, "an ItemProcessor", ["StartAt", "States", "Comment", "ProcessorConfig"]);
  const config = processor.inner("ProcessorConfig", processor.fields.ProcessorConfig ?? {});
  if (config !== undefined) {
    knowOnly(config, "ProcessorConfig", ["Mode"]);
    const { Mode } = config.fields;
    if (Mode !== undefined && Mode !== "INLINE") config.refuse("Mode", "a distributed Map is not implemented locally");
  }
  return { type: "Map", name, ...map, processor: loading.inner(processor) };
}

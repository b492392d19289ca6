import type { Catcher, Exit, Retrier } from "../definition.ts";
import { longestSeconds } from "../states/wait.ts";
import type { Place } from "./expression-rules.ts";
import {
  integerField,
  isObject,
  knowOnly,
  listField,
  numberField,
  type Reader,
  templateField,
  textField,
} from "./fields.ts";

/** The ways a state leads to, and the variables it assigns: what the checks of a whole workflow are made from. */
export interface Found {
  next: { name: string; path: string }[];
  assigns: { name: string; path: string }[];
  /** Whether the workflow may end here. */
  ends: boolean;
}

const identifier = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** Reads Output and Assign, and Next where `next` says what it must be. */
export function readExit(reader: Reader, place: Place, found: Found, next: string | undefined, within = ""): Exit {
  const { fields } = reader;
  const output = templateField(reader, "Output", place, within);
  if (fields.Assign === undefined) return { output, assign: undefined, next };
  if (!isObject(fields.Assign)) {
    reader.refuse("Assign", "must be an object of variables");
    return { output, assign: undefined, next };
  }
  for (const name of Object.keys(fields.Assign)) {
    const path = `${reader.path}/Assign/${name}`;
    if (name === "states") reader.refuse("Assign/states", "$states is reserved");
    else if (!identifier.test(name) || name.length > 80)
      reader.refuse(`Assign/${name}`, "is not a name for a variable");
    else found.assigns.push({ name, path });
  }
  return { output, assign: templateField(reader, "Assign", place, within), next };
}

/** Reads Next or End, of which there must be one. */
export function readNextOrEnd(reader: Reader, found: Found): string | undefined {
  const { Next, End } = reader.fields;
  if (Next !== undefined && End !== undefined) reader.refuse("End", "a state has either Next or End");
  if (Next !== undefined) return readNext(reader, "Next", found);
  if (End === true) found.ends = true;
  else reader.refuse(End === undefined ? "" : "End", "a state must have Next or End: true");
  return undefined;
}

/** Reads a field that names another state. */
export function readNext(reader: Reader, field: string, found: Found): string | undefined {
  const name = textField(reader, field);
  if (name !== undefined) found.next.push({ name, path: `${reader.path}/${field}` });
  return name;
}

const retryFields = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
];

/** Reads Retry. A task that waits for its token must name what it retries: a wild card would swallow its time-out. */
export function readRetry(reader: Reader, waitsForToken: boolean): Retrier[] {
  const retriers = listField(reader, "Retry", false);
  return retriers.map((retrier, index) => {
    knowOnly(retrier, "a retrier", [...retryFields, "Comment"]);
    const errorEquals = readErrorEquals(retrier, index === retriers.length - 1);
    const swallows = errorEquals.find((name) => name === "States.ALL" || name === "States.TaskFailed");
    if (waitsForToken && swallows !== undefined) {
      retrier.refuse("ErrorEquals", `${swallows} in the Retry of a wait: name the errors to retry`);
    }
    const { JitterStrategy } = retrier.fields;
    if (JitterStrategy !== undefined && JitterStrategy !== "FULL" && JitterStrategy !== "NONE") {
      retrier.refuse("JitterStrategy", "must be FULL or NONE");
    }
    return {
      errorEquals,
      intervalSeconds: integerField(retrier, "IntervalSeconds", 1, 1, longestSeconds),
      maxAttempts: integerField(retrier, "MaxAttempts", 3, 0, longestSeconds),
      backoffRate: numberField(retrier, "BackoffRate", 2, 1, 1000),
      maxDelaySeconds: integerField(retrier, "MaxDelaySeconds", Number.POSITIVE_INFINITY, 1, 31_622_399),
      fullJitter: JitterStrategy === "FULL",
    };
  });
}

/** Reads Catch. */
export function readCatch(reader: Reader, found: Found): Catcher[] {
  const catchers = listField(reader, "Catch", false);
  return catchers.map((catcher, index) => {
    knowOnly(catcher, "a catcher", ["ErrorEquals", "Next", "Output", "Assign", "Comment"]);
    const errorEquals = readErrorEquals(catcher, index === catchers.length - 1);
    const next = readNext(catcher, "Next", found);
    const place = { result: false, errorOutput: true, token: false };
    return { errorEquals, exit: readExit(catcher, place, found, next, `Catch[${index}]/`) };
  });
}

function readErrorEquals(reader: Reader, last: boolean): string[] {
  const { ErrorEquals } = reader.fields;
  if (!Array.isArray(ErrorEquals) || ErrorEquals.length === 0) {
    reader.refuse("ErrorEquals", "must be a list of error names");
    return [];
  }
  const names = ErrorEquals.filter((name) => typeof name === "string");
  if (names.length < ErrorEquals.length) reader.refuse("ErrorEquals", "must hold error names only");
  if (names.includes("States.ALL") && (names.length > 1 || !last)) {
    reader.refuse("ErrorEquals", "States.ALL must stand alone, and last");
  }
  const unknown = names.find((name) => name.startsWith("States.") && !predefined.has(name));
  if (unknown !== undefined) reader.refuse("ErrorEquals", `${unknown} is not an error name of Step Functions`);
  return names;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation */
const predefined = new Set(
  ["ALL", "BranchFailed", "DataLimitExceeded", "ExceedToleratedFailureThreshold", "HeartbeatTimeout"]
    .concat(["Http.Socket", "IntrinsicFailure", "ItemReaderFailed", "NoChoiceMatched", "ParameterPathFailure"])
    .concat(["Permissions", "QueryEvaluationError", "ResultPathMatchFailure", "ResultWriterFailed", "Runtime"])
    .concat(["TaskFailed", "Timeout"])
    .map((name) => `States.${name}`),
);

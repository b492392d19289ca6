/** Plain JSON, as the AWS JSON protocols carry it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * One local AWS service: takes an action (`UpdateItem`), its input, and who calls (a function's or machine's logical
 * id, or `cli` for a person). Returns the output or throws an AwsError, exactly as the JSON protocol would carry them.
 */
export type AwsService = (action: string, input: JsonObject, principal: string) => Promise<JsonObject>;

/** An error as AWS answers it: `code` is the unqualified exception name, `details` are further members of the body. */
export class AwsError extends Error {
  readonly code: string;
  readonly statusCode: number;
  readonly details: JsonObject;

  constructor(code: string, message: string, { statusCode = 400, details = {} as JsonObject } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.details = details;
  }
}

/** Request units of one table, or of one of its indexes: `place` is the table's name, or `<table>/<index>`. */
export interface UnitsAt {
  place: string;
  readUnits: number;
  writeUnits: number;
}

/** What is counted while the system runs: the base of the cost figures and of the comparison of roles with use. */
export interface Meter {
  /** An AWS API call; units are DynamoDB request units where the answer names them, and where they were spent. */
  call(entry: {
    principal: string;
    service: string;
    action: string;
    readUnits?: number;
    writeUnits?: number;
    places?: UnitsAt[];
  }): void;
  /** A state entered by an execution. `state` is undefined for the end of an execution. */
  transition(entry: { machine: string; execution: string; state: string }): void;
  /** A function invocation that ended; `milliseconds` are real time. */
  invocation(entry: {
    function: string;
    source: InvocationSource;
    milliseconds: number;
    logBytes: number;
    failed: boolean;
  }): void;
}

/** Who invoked a function: the API, a state machine's task, a stream or queue reader, a rule, a schedule, the authorizer. */
export type InvocationSource = "api" | "authorizer" | "task" | "stream" | "queue" | "event" | "schedule" | "direct";

/**
 * Invokes a deployed function by name or ARN and returns its JSON result. Throws FunctionFailed for an error thrown by
 * the handler or a time-out, an AwsError (ResourceNotFoundException) for an unknown function.
 */
export type InvokeFunction = (functionName: string, payload: Json, source: InvocationSource) => Promise<Json>;

/** A handler threw, as `lambda:invoke` tells it: the error's name, and the body Lambda answers. */
export class FunctionFailed extends Error {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string[];

  constructor(errorType: string, errorMessage: string, trace: string[] = []) {
    super(`${errorType}: ${errorMessage}`);
    this.name = "FunctionFailed";
    this.errorType = errorType;
    this.errorMessage = errorMessage;
    this.trace = trace;
  }
}

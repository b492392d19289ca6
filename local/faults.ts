import type { AwsError, AwsService, JsonObject, Meter } from "./aws.ts";
import type { LambdaOptions } from "./lambda/lambda.ts";
import type { StreamRecord } from "./streams.ts";

/** A call on a service: of a function or machine, by logical id, of Lambda on behalf of a function, or of a person. */
export interface ServiceCall {
  service: "dynamodb" | "states" | "sqs" | "events";
  action: string;
  input: JsonObject;
  principal: string;
}

/** Where tests make the local cloud fail. */
export interface Faults {
  /**
   * Answers a call with an error, before the service has done anything, or after it has done all: its answer is lost. A
   * test can also just listen here to who calls what.
   */
  call?: (call: ServiceCall, phase: "before" | "after") => AwsError | undefined;
  /** Makes a function fail before or after its work; it is told the function's name. */
  invocation?: LambdaOptions["intercept"];
  /** Chooses the invocations that are made a second time after they have succeeded; the second answer counts. */
  runTwice?: LambdaOptions["runTwice"];
  /** Chooses the entries of PutEvents that the bus does not take. */
  refuseEntry?: (entry: JsonObject) => boolean;
  /** Chooses the stream batches that are delivered a second time. */
  deliverTwice?: (records: StreamRecord[]) => boolean;
  /** Says whether somebody has disabled the event source mapping that feeds this function from a stream. */
  readerOff?: (functionName: string) => boolean;
}

/** The service as its callers find it: failing where a test says so. What is refused is counted like any other call. */
export function withFaults(
  service: ServiceCall["service"],
  inner: AwsService,
  { call }: Faults,
  meter: Meter,
): AwsService {
  if (call === undefined) return inner;
  return async (action, input, principal) => {
    const made = { service, action, input, principal };
    const refusal = call(made, "before");
    if (refusal !== undefined) {
      meter.call({ principal, service, action });
      throw refusal;
    }
    const output = await inner(action, input, principal);
    const lost = call(made, "after");
    if (lost !== undefined) throw lost;
    return output;
  };
}

import { FunctionFailed, type Json, type JsonObject } from "../../../local/aws.ts";
import { type Clock, createClock } from "../../../local/clock.ts";
import type { ServiceName } from "../../../local/step-functions/integrations.ts";
import { createStepFunctions, type StepFunctions } from "../../../local/step-functions/step-functions.ts";

/** Where every clock of these tests begins. */
export const start = Date.parse("2026-03-01T08:00:00.000Z");
export const machineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:tried";

export type Handler = (payload: Json) => Json | Promise<Json>;
export type ServiceStub = (action: string, input: JsonObject) => JsonObject | Promise<JsonObject>;

export interface CloudOptions {
  functions?: Record<string, Handler>;
  services?: Partial<Record<ServiceName, ServiceStub>>;
  executionsKept?: number;
  /** Default: a manual clock. */
  clock?: Clock;
}

/** A local Step Functions on a manual clock, with stubs where the other services would be. */
export interface Cloud {
  clock: Clock;
  stepFunctions: StepFunctions;
  call(action: string, input?: JsonObject): Promise<JsonObject>;
  /** Defines the machine that `start` starts. Only `States` and `StartAt` are needed in a definition. */
  define(definition: JsonObject): void;
  /** Starts an execution and returns its ARN. */
  start(input?: Json, name?: string): Promise<string>;
  describe(executionArn: string): Promise<JsonObject>;
  events(executionArn: string): Promise<HistoryEvent[]>;
  /** Lets so many seconds of virtual time pass. */
  seconds(count: number): Promise<void>;
  statusChanges: JsonObject[];
  transitions: string[];
  calls: { service: string; action: string; input: Json; principal: string; at: number }[];
}

export interface HistoryEvent extends JsonObject {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: number;
}

export function createCloud(options: CloudOptions = {}): Cloud {
  const { functions = {}, services = {}, executionsKept } = options;
  const clock = options.clock ?? createClock({ mode: { kind: "manual" }, start });
  const statusChanges: JsonObject[] = [];
  const transitions: string[] = [];
  const calls: Cloud["calls"] = [];
  const service =
    (name: ServiceName) =>
    async (action: string, input: JsonObject, principal: string): Promise<JsonObject> => {
      calls.push({ service: name, action, input, principal, at: seconds() });
      const stub = services[name];
      if (stub !== undefined) return stub(action, input);
      return name === "states" ? stepFunctions.service(action, input, principal) : {};
    };
  const seconds = () => (clock.now() - start) / 1000;
  const stepFunctions = createStepFunctions({
    clock,
    ...{ region: "eu-west-1", account: "123456789012", partition: "aws" },
    meter: { call() {}, invocation() {}, transition: ({ state }) => void transitions.push(state) },
    async invokeFunction(functionName, payload) {
      calls.push({ service: "lambda", action: functionName, input: payload, principal: "", at: seconds() });
      const handler = functions[functionName];
      if (handler === undefined) throw new FunctionFailed("NoHandler", functionName);
      return handler(payload);
    },
    services: {
      ...{ dynamodb: service("dynamodb"), sqs: service("sqs") },
      ...{ events: service("events"), states: service("states") },
    },
    onStatusChange: (detail) => void statusChanges.push(detail),
    random: seeded(),
    ...(executionsKept === undefined ? {} : { executionsKept }),
  });
  const call = (action: string, input: JsonObject = {}) => stepFunctions.service(action, input, "cli");
  return {
    ...{ clock, stepFunctions, call, statusChanges, transitions, calls },
    define: (definition) =>
      stepFunctions.defineMachine({
        ...{ name: "tried", arn: machineArn, principal: "TriedMachine" },
        definition: { QueryLanguage: "JSONata", ...definition },
      }),
    async start(input = {}, name) {
      const request: JsonObject = { stateMachineArn: machineArn, input: JSON.stringify(input) };
      const { executionArn } = await call("StartExecution", name === undefined ? request : { ...request, name });
      return String(executionArn);
    },
    describe: (executionArn) => call("DescribeExecution", { executionArn }),
    async events(executionArn) {
      const { events } = await call("GetExecutionHistory", { executionArn, maxResults: 1000 });
      return events as HistoryEvent[];
    },
    seconds: (count) => clock.advanceTo(clock.now() + 1000 * count),
  };
}

/** A small fixed source of numbers in [0, 1). */
function seeded(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

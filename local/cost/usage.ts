import type { FunctionDefinition } from "../assembly/functions.ts";
import type { InvocationSource, UnitsAt } from "../aws.ts";
import type { MeterSnapshot } from "../meter.ts";
import { assumed, prices } from "./prices.ts";

/** What cases used of the cloud's services: everything but what the schedules use whether there are cases or not. */
export interface Usage {
  transitions: number;
  taskInvocations: number;
  apiInvocations: number;
  authorizerInvocations: number;
  /** Of the two stream readers, the queue workers, and the targets of rules. */
  readerInvocations: number;
  writeUnits: number;
  readUnits: number;
  /** The same units by table and index, the most written first. */
  places: UnitsAt[];
  requests: number;
  /** History events: each is published once. */
  events: number;
  queueCalls: number;
  logBytes: number;
  gigabyteSeconds: number;
}

/** People who look into the cloud, and the cloud itself. */
const notTheApp = new Set(["cli", "local-cloud"]);

export interface UsageOptions {
  functions: FunctionDefinition[];
  /** API requests and history events between the two snapshots. */
  requests: number;
  events: number;
  /** Events in the history of an execution for each of its transitions. */
  executionEventsPerTransition: number;
}

/** What was used between two snapshots of the meter. */
export function usageBetween(before: MeterSnapshot, after: MeterSnapshot, options: UsageOptions): Usage {
  const { functions, requests, events, executionEventsPerTransition } = options;
  const invocations = difference(before.invocations, after.invocations, (one) => `${one.function} ${one.source}`);
  const scheduled = new Set(invocations.map((one) => one.function));
  for (const one of invocations) if (one.source !== "schedule" && one.count > 0) scheduled.delete(one.function);
  const ofTheCases = ({ principal }: { principal: string }) => !notTheApp.has(principal) && !scheduled.has(principal);
  const calls = difference(
    before.calls,
    after.calls,
    ({ principal, service, action }) => `${principal} ${service} ${action}`,
  ).filter(ofTheCases);
  const places = difference(before.places, after.places, ({ principal, place }) => `${principal} ${place}`);
  const ofCases = invocations.filter(({ source }) => source !== "schedule" && source !== "direct");
  const from = (...sources: InvocationSource[]) =>
    sum(
      ofCases.filter(({ source }) => sources.includes(source)),
      "count",
    );
  const transitions = sum(
    difference(before.transitions, after.transitions, ({ machine, state }) => `${machine} ${state}`),
    "count",
  );
  const gigabytes = new Map(functions.map(({ logicalId, memoryMegabytes }) => [logicalId, memoryMegabytes / 1024]));
  const seconds = assumed.invocationMilliseconds / 1000;
  return {
    transitions,
    taskInvocations: from("task"),
    apiInvocations: from("api"),
    authorizerInvocations: from("authorizer"),
    readerInvocations: from("stream", "queue", "event"),
    writeUnits: sum(calls, "writeUnits"),
    readUnits: sum(calls, "readUnits"),
    places: byPlace(places.filter(ofTheCases)),
    ...{ requests, events },
    queueCalls: sum(
      calls.filter(({ service }) => service === "sqs"),
      "calls",
    ),
    logBytes:
      sum(ofCases, "logBytes") +
      requests * assumed.accessLogBytes +
      transitions * executionEventsPerTransition * assumed.executionLogBytes,
    gigabyteSeconds: ofCases.reduce(
      (total, one) => total + one.count * seconds * (gigabytes.get(one.function) ?? 0.5),
      0,
    ),
  };
}

export interface BillItem {
  item: string;
  quantity: number;
  dollars: number;
}

/** What the usage costs at list prices, the dearest first. */
export function bill(usage: Usage): BillItem[] {
  const invocations =
    usage.taskInvocations + usage.apiInvocations + usage.authorizerInvocations + usage.readerInvocations;
  const quantities: Record<keyof typeof prices, number> = {
    transition: usage.transitions,
    writeUnit: usage.writeUnits,
    readUnit: usage.readUnits,
    invocation: invocations,
    gigabyteSecond: usage.gigabyteSeconds,
    request: usage.requests,
    event: usage.events,
    queueCall: usage.queueCalls,
    logGigabyte: usage.logBytes / 1e9,
  };
  return Object.entries(prices)
    .map(([name, { price, unit }]) => {
      const quantity = quantities[name as keyof typeof prices];
      return { item: unit, quantity, dollars: quantity * price };
    })
    .sort((a, b) => b.dollars - a.dollars);
}

export const dollarsOf = (usage: Usage): number => bill(usage).reduce((total, { dollars }) => total + dollars, 0);

/** Counters of the second list less those of the first, number by number. */
function difference<Counter extends object>(
  before: Counter[],
  after: Counter[],
  nameOf: (counter: Counter) => string,
): Counter[] {
  const earlier = new Map(before.map((counter) => [nameOf(counter), counter]));
  return after.map((counter) => {
    const then = earlier.get(nameOf(counter)) as Record<string, unknown> | undefined;
    const entries = Object.entries(counter).map(([name, value]) => [
      name,
      typeof value === "number" ? value - Number(then?.[name] ?? 0) : value,
    ]);
    return Object.fromEntries(entries) as Counter;
  });
}

function byPlace(counters: UnitsAt[]): UnitsAt[] {
  const sums = new Map<string, UnitsAt>();
  for (const { place, readUnits, writeUnits } of counters) {
    if (readUnits + writeUnits === 0) continue;
    const known = sums.get(place) ?? { place, readUnits: 0, writeUnits: 0 };
    sums.set(place, { place, readUnits: known.readUnits + readUnits, writeUnits: known.writeUnits + writeUnits });
  }
  return [...sums.values()].sort((a, b) => b.writeUnits - a.writeUnits);
}

function sum<Name extends string>(entries: Record<Name, number>[], name: Name): number {
  return entries.reduce((total, entry) => total + entry[name], 0);
}

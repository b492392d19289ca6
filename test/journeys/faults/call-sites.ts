import type { Assembly } from "../../../local/assembly/assembly.ts";
import { readFunctions } from "../../../local/assembly/functions.ts";
import { readMachines } from "../../../local/assembly/machines.ts";
import { AwsError, type JsonObject } from "../../../local/aws.ts";
import type { Cloud } from "../../../local/cloud.ts";
import type { Faults, ServiceCall } from "../../../local/faults.ts";

/** Lambda itself reads the stream and the queues for a function: that is not our code. */
const byLambda = /^(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/;

/** Names the place in the code that a call comes from, by caller, action and what it is about; undefined for others' calls. */
function siteNamer(assembly: Assembly): (call: ServiceCall) => string | undefined {
  const callers = new Map(
    [...readFunctions(assembly), ...readMachines(assembly)].map(({ logicalId, name }) => [logicalId, name]),
  );
  return ({ service, action, input, principal }) => {
    const caller = callers.get(principal);
    if (caller === undefined || byLambda.test(action)) return undefined;
    const about = service === "dynamodb" ? ` ${subjectOf(action, input)}` : "";
    return `${caller.replace(/^jiesu-[a-z]+-/, "")} ${service}:${action}${about}`.trimEnd();
  };
}

type Key = { pk: { S: string }; sk: { S: string } };

/** The index or kind of item; of a transaction, what it records. */
function subjectOf(action: string, input: JsonObject): string {
  if (action === "TransactWriteItems") {
    const puts = (input.TransactItems as { Put?: { Item: Key & { type?: { S: string } } } }[]).map(({ Put }) => Put);
    const types = puts.filter((put) => put?.Item.sk.S.startsWith("EVENT#")).map((put) => put?.Item.type?.S ?? "");
    return [...new Set(types)].join("+");
  }
  if (typeof input.IndexName === "string") return input.IndexName;
  const values = (input.ExpressionAttributeValues ?? {}) as Record<string, { S?: string }>;
  const key = input.Key as Key | undefined;
  return kindOf(key?.sk.S === "CASE" ? "CASE" : (key?.pk.S ?? values[":prefix"]?.S ?? values[":pk"]?.S ?? ""));
}

function kindOf(key: string): string {
  return key.split("#").slice(0, key.startsWith("PARTNER#") ? 1 : 2)[0] ?? "";
}

/**
 * What the service may answer instead: each of these means that nothing was done, and that the same may go through later.
 * `throttling` makes SDK clients wait for seconds of real time.
 */
export function passingErrors(site: string): { throttling: AwsError[]; others: AwsError[] } {
  const busy = (code: string) => new AwsError(code, "Rate exceeded");
  const fault = (code: string) => new AwsError(code, "Something went wrong", { statusCode: 500 });
  if (!site.includes(" dynamodb:"))
    return { throttling: [busy("ThrottlingException")], others: [fault("InternalFailure")] };
  const throttling = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"].map(
    busy,
  );
  const others = [fault("InternalServerError")];
  if (site.includes(":TransactWriteItems")) {
    throttling.push(new AwsError("TransactionInProgressException", "The transaction is in progress"));
    others.push(cancelled("TransactionConflict"), cancelled("ThrottlingError"));
  }
  if (/:(Update|Put|Delete)Item/.test(site))
    others.push(new AwsError("TransactionConflictException", "Transaction is ongoing for the item"));
  return { throttling, others };
}

function cancelled(Code: string): AwsError {
  const details = { CancellationReasons: [{ Code }, { Code: "None" }] };
  return new AwsError("TransactionCanceledException", `Transaction cancelled [${Code}, None]`, { details });
}

/** One fault: so many calls of a site, from the `first` on (counted from 1), fail or lose their answers. */
export interface Fault {
  site: string;
  error: AwsError;
  first: number;
  calls: number;
  phase: "before" | "after";
}

/** Listens to all calls, and makes those fail that the faults aim at. */
export function aim(faults: Fault[]) {
  let nameOf: ReturnType<typeof siteNamer> | undefined;
  /** Calls by site, so far. */
  const seen = new Map<string, number>();
  const numberOf = new WeakMap<ServiceCall, number>();
  /** Faults that have hit, with how many calls. */
  const hit = new Map<Fault, number>();
  const call: NonNullable<Faults["call"]> = (made, phase) => {
    const site = nameOf?.(made);
    if (site === undefined) return undefined;
    const count = numberOf.get(made) ?? (seen.get(site) ?? 0) + 1;
    if (phase === "before") {
      numberOf.set(made, count);
      seen.set(site, count);
    }
    const hits = (one: Fault) =>
      one.site === site && one.phase === phase && count >= one.first && count < one.first + one.calls;
    const fault = faults.find(hits);
    if (fault !== undefined) hit.set(fault, (hit.get(fault) ?? 0) + 1);
    return fault?.error;
  };
  const onStart = ({ assembly }: Cloud) => {
    nameOf = siteNamer(assembly);
  };
  return { seen, hit, call, onStart };
}

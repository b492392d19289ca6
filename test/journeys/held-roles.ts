import type { Assembly } from "../../local/assembly/assembly.ts";
import { readFunctions } from "../../local/assembly/functions.ts";
import { readMachines } from "../../local/assembly/machines.ts";
import { readRoles } from "../../local/assembly/roles.ts";
import type { ServiceCall } from "../../local/faults.ts";
import { type Use, usesOf } from "./recorded-calls.ts";
import { doneByLambda, doneByScheduler, doneByStepFunctions } from "./service-grants.ts";

/** A role, held against what was done under it. A grant is one action on one resource. */
export interface HeldRole {
  /** The function or machine whose role it is; for a role of neither, the role. */
  of: string;
  /** Grants for what the function or machine does itself. */
  granted: number;
  exercised: number;
  /** Grants for what AWS does on the role, as the template has it do. */
  byService: number;
  idle: string[];
  ungranted: string[];
}

/**
 * Holds every role of the app against the calls that were recorded, and against what AWS itself does on it.
 * `calledByTasks` are the functions that tasks of machines have invoked, by logical id.
 */
export function holdRoles(assembly: Assembly, calls: ServiceCall[], calledByTasks: Set<string>): HeldRole[] {
  const used = usesOf(calls, assembly);
  const parties = partiesOf(assembly, calledByTasks);
  return readRoles(assembly).map(({ name, grants }) => {
    const party = parties.get(name);
    const granted = grants
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.map((resource): Grant => ({ action, resource }))),
      );
    const byService = party?.byService ?? doneByScheduler(name, assembly);
    const own = granted.filter((grant) => !byService.some((use) => same(grant, use)));
    const uses = [...(party?.invocations ?? []), ...(used.get(party?.principal ?? "") ?? [])].filter(
      (use) => !isPolling(use.action),
    );
    const idle = own.filter((grant) => !uses.some((use) => covers(grant, use)));
    const ungranted = [
      ...uses.filter((use) => !granted.some((grant) => covers(grant, use))),
      ...byService.filter((use) => !granted.some((grant) => same(grant, use))),
    ];
    return {
      ...{ of: party?.name ?? name, granted: own.length, exercised: own.length - idle.length },
      ...{ byService: byService.length, idle: idle.map(told), ungranted: ungranted.map(told) },
    };
  });
}

/** The roles as a table, with granted ÷ exercised. */
export function heldRolesText(roles: HeldRole[]): string {
  const lines = roles.map(({ of, granted, exercised, byService, idle }) => {
    const ratio = granted === 0 ? "-" : exercised === 0 ? "none" : (granted / exercised).toFixed(2);
    const figures = [granted, exercised].map((figure) => String(figure).padStart(9)).join(" ");
    return `${of.padEnd(44)} ${figures} ${ratio.padStart(6)} ${String(byService).padStart(7)}  ${idle.join("; ")}`;
  });
  return [`${"role of".padEnd(44)}   granted exercised  ratio  by AWS  not exercised`, ...lines].join("\n");
}

interface Grant {
  action: string;
  /** An ARN, with `*` where it may go on. */
  resource: string;
}

/** Who acts under a role. */
interface Party {
  name: string;
  principal: string;
  byService: Use[];
  invocations: Use[];
}

/** By role name. A machine has invoked a function when the function was called by a task and the definition names it. */
function partiesOf(assembly: Assembly, calledByTasks: Set<string>): Map<string, Party> {
  const functions = readFunctions(assembly);
  return new Map([
    ...functions.map(({ role, name, logicalId }): [string, Party] => [
      role,
      { name, principal: logicalId, byService: doneByLambda(name, assembly), invocations: [] },
    ]),
    ...readMachines(assembly).map(({ role, name, logicalId, definition }): [string, Party] => {
      const text = JSON.stringify(definition);
      const invoked = functions.filter((fn) => calledByTasks.has(fn.logicalId) && text.includes(`"${fn.arn}"`));
      const invocations = invoked.map(({ arn }) => ({ action: "lambda:InvokeFunction", resource: arn }));
      return [role, { name, principal: logicalId, byService: doneByStepFunctions(), invocations }];
    }),
  ]);
}

function same(grant: Grant, { action, resource }: Use): boolean {
  return grant.action === action && grant.resource === resource;
}

/** A call that names no resource is held against the action alone. */
function covers(grant: Grant, { action, resource }: Use): boolean {
  if (grant.action !== action) return false;
  if (resource === undefined) return true;
  const [start = "", ...rest] = grant.resource.split("*");
  return rest.length === 0
    ? grant.resource === resource
    : resource.startsWith(start) && resource.endsWith(rest.at(-1) ?? "");
}

/** A reader polls in shards and receipts, which name no ARN. */
function isPolling(action: string): boolean {
  return /^(dynamodb:(DescribeStream|GetRecords|GetShardIterator)|sqs:(ReceiveMessage|DeleteMessage))$/.test(action);
}

function told({ action, resource }: Use): string {
  return `${action} on ${resource?.split(":").slice(5).join(":") ?? "a resource the call does not name"}`;
}

import { type Assembly, resourcesOf } from "../../local/assembly/assembly.ts";
import { list, members } from "../../local/assembly/properties.ts";
import { readRoles } from "../../local/assembly/roles.ts";
import type { SpokenName } from "./spoken-names.ts";

export interface RoleInInventory {
  name: string;
  /** The services that may take it on. */
  assumedBy: string[];
  /** Policies of AWS; what they allow is in AWS's own documentation. */
  managedPolicies: string[];
  /** One entry a resource, in words. A grant that denies says so. */
  allows: { on: string; actions: string[] }[];
}

/** The roles, each with what it allows on each resource. */
export function rolesIn(assembly: Assembly, spoken: SpokenName): RoleInInventory[] {
  return readRoles(assembly).map(({ name, grants, managedPolicies }) => {
    const on = new Map<string, Set<string>>();
    for (const { actions, resources, effect } of grants) {
      for (const resource of resources.map((arn) => (effect === "Deny" ? `DENIED ${spoken(arn)}` : spoken(arn)))) {
        on.set(resource, new Set([...(on.get(resource) ?? []), ...actions]));
      }
    }
    return {
      name,
      assumedBy: trustedBy(name, assembly),
      managedPolicies: managedPolicies.map((arn) => arn.split(":policy/").at(-1) ?? arn),
      allows: [...on].map(([resource, actions]) => ({ on: resource, actions: [...actions].sort() })),
    };
  });
}

function trustedBy(role: string, assembly: Assembly): string[] {
  const [found] = resourcesOf(assembly, "AWS::IAM::Role").filter(({ name }) => name === role);
  const statements = list(members(found?.properties.AssumeRolePolicyDocument).Statement).map(members);
  return statements.flatMap(({ Principal }) => Object.values(members(Principal)).flatMap(list).map(String));
}

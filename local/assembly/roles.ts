import type { Json } from "../aws.ts";
import { type Assembly, resourcesOf } from "./assembly.ts";
import { list, members, text } from "./properties.ts";

export interface Grant {
  /** As the policies write them: `dynamodb:UpdateItem`. */
  actions: string[];
  resources: string[];
  effect: "Allow" | "Deny";
}

export interface RoleDefinition {
  logicalId: string;
  name: string;
  grants: Grant[];
  /** Policies of the provider attached by ARN; what they allow is not in the template. */
  managedPolicies: string[];
}

/** The roles of the app with all statements of their policies, inline, attached and managed ones in the app. */
export function readRoles(assembly: Assembly): RoleDefinition[] {
  const policies = resourcesOf(assembly, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy");
  return resourcesOf(assembly, "AWS::IAM::Role").map(({ logicalId, name, properties }) => {
    const attached = list(properties.ManagedPolicyArns).map(String);
    const own = list(properties.Policies).map((policy) => members(policy).PolicyDocument ?? {});
    const others = policies
      .filter((policy) => list(policy.properties.Roles).includes(name) || attached.includes(policy.arn))
      .map((policy) => policy.properties.PolicyDocument ?? {});
    return {
      logicalId,
      name,
      grants: [...own, ...others].flatMap(grantsOf),
      managedPolicies: attached.filter((arn) => !policies.some((policy) => policy.arn === arn)),
    };
  });
}

function grantsOf(document: Json): Grant[] {
  return list(members(document).Statement).map((statement) => {
    const { Action, Resource, Effect } = members(statement);
    return {
      actions: list(Action).map(String),
      resources: list(Resource).map(String),
      effect: text(Effect) === "Deny" ? "Deny" : "Allow",
    };
  });
}

import { Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says why a policy of the construct names more than one resource: a finding of cdk-nag, acknowledged with its reason.
 * `resource` is the ARN as the policy has it.
 */
export function explainWildcard(construct: IConstruct, resource: string, reason: string): void {
  Validations.of(construct).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${asFinding(construct, resource)}]`,
    reason,
  });
}

/** Says why a role of the construct holds a policy that AWS manages. */
export function explainManagedPolicy(construct: IConstruct, policy: string, reason: string): void {
  const arn = `arn:${Stack.of(construct).partition}:iam::aws:policy/${policy}`;
  Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM4[Policy::${asFinding(construct, arn)}]`, reason });
}

/** cdk-nag writes `<AWS::Region>` for what only the deployment knows. */
function asFinding(construct: IConstruct, text: string): string {
  const resolved: string | { "Fn::Join": [string, (string | { Ref: string })[]] } = Stack.of(construct).resolve(text);
  if (typeof resolved === "string") return resolved;
  const [separator, parts] = resolved["Fn::Join"];
  return parts.map((part) => (typeof part === "string" ? part : `<${part.Ref}>`)).join(separator);
}

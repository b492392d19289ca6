import { Aws, type RemovalPolicy, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

/** What an administrator may do with the key: everything but use it. */
const administration = [
  "CancelKeyDeletion",
  "CreateAlias",
  "DeleteAlias",
  "DescribeKey",
  "DisableKey",
  "DisableKeyRotation",
  "EnableKey",
  "EnableKeyRotation",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "ListGrants",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "PutKeyPolicy",
  "RevokeGrant",
  "RotateKeyOnDemand",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
];

/** What DynamoDB does with the key in the name of those who may use the table. */
const use = ["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"];

/**
 * The key of the table. Who may use the table may use the key, but only through DynamoDB: no function needs a
 * permission on the key, and nobody can decrypt a copy of the data past the table's own permissions.
 */
export function caseTableKey(scope: Construct, id: string, removalPolicy: RemovalPolicy): kms.Key {
  const { region } = Stack.of(scope);
  return new kms.Key(scope, id, {
    description: "Jiesu: the table of cases",
    enableKeyRotation: true,
    removalPolicy,
    policy: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: "AdministeredByTheAccount",
          principals: [new iam.AccountRootPrincipal()],
          actions: administration.map((action) => `kms:${action}`),
          resources: ["*"],
        }),
        new iam.PolicyStatement({
          sid: "UsedThroughTheTable",
          principals: [new iam.AnyPrincipal()],
          actions: use.map((action) => `kms:${action}`),
          resources: ["*"],
          conditions: {
            StringEquals: {
              "kms:CallerAccount": Aws.ACCOUNT_ID,
              // The suffix is the partition's own in some places and not in others.
              "kms:ViaService": ["amazonaws.com", Aws.URL_SUFFIX].map((suffix) => `dynamodb.${region}.${suffix}`),
            },
          },
        }),
      ],
    }),
  });
}

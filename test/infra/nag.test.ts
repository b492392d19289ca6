import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, Stack, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { appOf } from "./assembly.ts";

/** Each rule that is not kept somewhere, and the only reason there may be for it. */
const explained = [
  "AwsSolutions-APIG2: validators are in the document: parameters by the gateway, bodies by the functions",
  "AwsSolutions-APIG3: each city brings its own web ACL, associated with the stage's ARN",
  "AwsSolutions-IAM4: the account's one role for API logs: AWS documents this policy for it",
  "AwsSolutions-IAM5: DynamoDB's ListStreams, which Lambda asks when a reader is attached, knows no resources",
  "AwsSolutions-IAM5: X-Ray and the delivery of vended logs know no resources",
  "AwsSolutions-IAM5: X-Ray's PutTraceSegments and PutTelemetryRecords know no resources",
  "AwsSolutions-IAM5: executions of this machine alone: they are named after cases",
  "AwsSolutions-SQS3: it is a dead-letter queue itself",
];

interface Acknowledged {
  id: string;
  reason: string;
}

/** What was acknowledged anywhere in the app. */
function acknowledged(app: App): Acknowledged[] {
  return app.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap((entry) => Object.entries(entry.data as Record<string, string>).map(([id, reason]) => ({ id, reason })));
}

/** What AWS Solutions finds wrong with the cloud, by rule. */
function findings(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch (error) {
    // Synthesis fails on findings; what they are stands in the report.
    if (!(error instanceof Error && error.name === "ValidationFailed")) throw error;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, "validation-report.json"), "utf8"));
  return report.pluginReports.flatMap((plugin: { violations: { ruleName: string }[] }) =>
    plugin.violations.map((violation) => violation.ruleName),
  );
}

describe.each(["county", "city"])("the cloud of a %s", (stage) => {
  const app = appOf(stage, { alarmEmail: "duty@city.example" });

  it("keeps the rules of AWS Solutions, or says why not", () => {
    expect(findings(app)).toEqual([]);
  });

  it("has no other exceptions than these", () => {
    const given = acknowledged(app).map(({ id, reason }) => `${id.replace(/^Annotation::|\[.*/g, "")}: ${reason}`);
    expect([...new Set(given)].sort()).toEqual(explained);
  });
});

it("a rule that is broken without a word is found", () => {
  const app = appOf("county");
  new Queue(new Stack(app, "careless"), "Bare");
  expect(findings(app).join()).toMatch(/SQS3.*SQS4|SQS4.*SQS3/);
});

import { createHash } from "node:crypto";
import { join } from "node:path";
import { Aspects, CfnResource } from "aws-cdk-lib";
import { CfnStage } from "aws-cdk-lib/aws-apigateway";
import { CfnTable } from "aws-cdk-lib/aws-dynamodb";
import { CfnEventBus, CfnRule } from "aws-cdk-lib/aws-events";
import type { IConstruct } from "constructs";
import { vi } from "vitest";
import { createIssuer, issuerKey } from "../../local/issuer.ts";
import type { SynthesizedApp } from "../../local/synthesize.ts";

/**
 * Synthesizes the app as if somebody had renamed everything in `infra/`, and there alone: stacks, functions, queues, the
 * machine, the table, the bus, rules, schedules, log groups, and every resource in the template.
 */
export async function synthesizeRenamedApp(folder: string): Promise<SynthesizedApp> {
  vi.doMock("../../infra/deployment.ts", async (original) => ({
    ...(await original<typeof import("../../infra/deployment.ts")>()),
    nameOf: (_: unknown, name: string) => otherName(name),
  }));
  const { buildApp } = await import("../../infra/app.ts");
  const { stageSettings } = await import("../../infra/config.ts");
  vi.doUnmock("../../infra/deployment.ts");
  const key = await issuerKey(folder);
  const { url, audience, keySet } = await createIssuer(key, Date.now);
  const settings = { ...stageSettings("local", { issuerUrl: url, audience, keySet }), name: "elsewhere" };
  const app = buildApp(settings, { outdir: join(folder, "assembly") });
  Aspects.of(app).add({ visit: rename });
  return { folder: app.synth().directory, key };
}

/** A name that says nothing of what it names, and always the same. */
function otherName(name: string): string {
  return `n${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}

function rename(node: IConstruct): void {
  if (!CfnResource.isCfnResource(node)) return;
  node.overrideLogicalId(otherName(node.node.path));
  // What `nameOf` does not name.
  if (node instanceof CfnEventBus) node.name = otherName(node.name);
  if (node instanceof CfnRule) node.name = otherName(node.node.path);
  if (node instanceof CfnStage) node.stageName = otherName("stage");
  if (node instanceof CfnTable) node.tableName = otherName(node.node.path);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Annotations, App, Tags } from "aws-cdk-lib";
import type { Route } from "../shared/api/route.ts";
import { routes as allRoutes } from "../shared/api/routes.ts";
import { bundleFunctions } from "./bundles.ts";
import { type StageSettings, stageSettings, unsetIssuer } from "./config.ts";
import { DataStack } from "./data-stack.ts";
import type { Deployment } from "./deployment.ts";
import { ServiceStack } from "./service-stack.ts";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));

export interface AppOptions {
  /** The folder of the cloud assembly, `cdk.out` unless told. */
  outdir?: string;
  /** The folder that holds `functions/` and `state-machines/`: this project unless told. */
  sourceRoot?: string;
  routes?: Route[];
}

/**
 * The whole cloud of one stage. `buildApp(settings).synth()` writes and returns the cloud assembly, the same that the
 * CDK command deploys and the local cloud runs. Throws an Error that names a source file which is missing.
 */
export function buildApp(settings: StageSettings, options: AppOptions = {}): App {
  const { outdir, sourceRoot = projectRoot, routes = allRoutes } = options;
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    context: featureFlags(),
    // Both would put things into the assembly that no deployment of ours needs.
    analyticsReporting: false,
    treeMetadata: false,
  });
  const bundles = join(app.outdir, "bundles");
  bundleFunctions({ sourceRoot, into: bundles, sourceMaps: settings.sourceMaps });
  const deployment: Deployment = { settings, sourceRoot, bundles, routes };
  const data = new DataStack(app, `jiesu-${settings.name}-data`, { deployment });
  new ServiceStack(app, `jiesu-${settings.name}-service`, { deployment, table: data.table, bus: data.bus });
  Tags.of(app).add("application", "jiesu");
  Tags.of(app).add("stage", settings.name);
  if (settings.issuer.url === unsetIssuer) {
    Annotations.of(app).addWarningV2(
      "jiesu:issuer",
      "no issuer given (-c issuerUrl=… -c audience=…): the API will refuse every token",
    );
  }
  return app;
}

/** Without the CDK command nobody reads cdk.json for us, and behaviour without its flags differs. */
function featureFlags(): Record<string, unknown> {
  return JSON.parse(readFileSync(`${projectRoot}/cdk.json`, "utf8")).context;
}

/** The context of a run as main: from the CDK command, or from `-c key=value` arguments of our own. */
function givenContext(args: string[]): Record<string, string | undefined> {
  const { values } = parseArgs({ args, options: { context: { type: "string", short: "c", multiple: true } } });
  const pairs = (values.context ?? []).map((pair) => [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)]);
  return { ...JSON.parse(process.env.CDK_CONTEXT_JSON ?? "{}"), ...Object.fromEntries(pairs) };
}

if (import.meta.main) {
  try {
    const { stage, ...given } = givenContext(process.argv.slice(2));
    const { issuerUrl, keySetUrl, audience, alarmEmail, region, account, timeZone } = given;
    const overrides = { issuerUrl, keySetUrl, audience, alarmEmail, region, account, timeZone };
    const outdir = process.env.CDK_OUTDIR ?? `${projectRoot}/cdk.out`;
    buildApp(stageSettings(stage ?? process.env.JIESU_STAGE ?? "county", overrides), { outdir }).synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

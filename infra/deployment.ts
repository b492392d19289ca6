import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackProps } from "aws-cdk-lib";
import type { Route } from "../shared/api/route.ts";
import type { StageSettings } from "./config.ts";

/** What every stack and construct of one deployment shares. */
export interface Deployment {
  settings: StageSettings;
  /** The folder that holds `functions/` and `state-machines/`. */
  sourceRoot: string;
  /** The folder that holds the functions' bundles, each in a folder of the function's name. */
  bundles: string;
  routes: Route[];
}

/** The physical name of a resource of this stage: `jiesu-county-intake`. */
export function nameOf(deployment: Deployment, name: string): string {
  return `jiesu-${deployment.settings.name}-${name}`;
}

/** Where a stack of this stage goes, and whether the console may delete it. */
export function stackProps({ settings }: Deployment, description: string): StackProps {
  const { account, region, temporary } = settings;
  return {
    description,
    terminationProtection: !temporary,
    env: { ...(account && { account }), ...(region && { region }) },
  };
}

/** The path of a source file. Throws an Error that names the file when it is not there. */
export function sourceFile(deployment: Deployment, file: string): string {
  const path = join(deployment.sourceRoot, file);
  if (!existsSync(path))
    throw new Error(`${file} is missing: infra deploys it, so it has to be written first (looked for ${path})`);
  return path;
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { App } from "aws-cdk-lib";
import { afterAll } from "vitest";
import { buildApp } from "../../infra/app.ts";
import { type StageOverrides, stageSettings } from "../../infra/config.ts";
import { someRoutes } from "./some-routes.ts";

/** Every source file that infra deploys. */
export const sourceFiles = [
  "functions/listing/handler.ts",
  "functions/listing/tend-list.ts",
  "functions/authorize/handler.ts",
  "functions/callback/handler.ts",
  "functions/cases/handler.ts",
  "functions/directory/check-roster.ts",
  "functions/directory/handler.ts",
  "functions/drive/drive-workflows.ts",
  "functions/events/close-out-events.ts",
  "functions/handling/handler.ts",
  "functions/intake/handler.ts",
  "functions/milestones/apply-due-milestones.ts",
  "functions/operations/handler.ts",
  "functions/publish/publish-events.ts",
  "functions/publish/republish-events.ts",
  "functions/recovery/mark-stalled.ts",
  "functions/recovery/sweep-overdue.ts",
  "functions/reference/handler.ts",
  "functions/response/apply-due-response.ts",
  "functions/response/handler.ts",
  "functions/routing/route-case.ts",
  "functions/supervision/handler.ts",
  "functions/triage/triage-case.ts",
  "state-machines/case-lifecycle.asl.json",
  "state-machines/sensitive-response.asl.json",
];

/** What each machine's definition may speak of. */
export const machineNames = {
  "case-lifecycle": ["ApplyDueMilestonesArn", "MarkStalledArn", "RouteCaseArn", "TableName", "TriageCaseArn"],
  "sensitive-response": ["ApplyDueResponseArn", "TableName"],
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the tests of this file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "jiesu-infra-"));
  folders.push(folder);
  return folder;
}

/** A source tree of the least that can be deployed: these tests are about the cloud, not about the functions. */
export function leastSources(): string {
  const root = temporaryFolder();
  for (const file of sourceFiles) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    const machine = { QueryLanguage: "JSONata", StartAt: "Close", States: { Close: { Type: "Succeed" } } };
    const content = file.endsWith(".json") ? JSON.stringify(machine) : "export const handler = async () => ({});\n";
    writeFileSync(join(root, file), content);
  }
  return root;
}

/** The app of a stage, made of the least sources, in a folder of its own. */
export function appOf(stage: string, overrides: StageOverrides = {}, routes = someRoutes): App {
  const outdir = temporaryFolder();
  const settings = stageSettings(stage, { issuerUrl: "https://id.example/", ...overrides });
  return buildApp(settings, { outdir, sourceRoot: leastSources(), routes });
}

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}
export interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, unknown>;
}

/** The templates of a stage by the part of the stack's name that is its own: `data`, `service`. */
export function templatesOf(app: App): Record<string, Template> {
  const assembly = app.synth();
  return Object.fromEntries(
    assembly.stacks.map((stack) => [
      stack.stackName.split("-").at(-1) ?? stack.stackName,
      JSON.parse(readFileSync(stack.templateFullPath, "utf8")) as Template,
    ]),
  );
}

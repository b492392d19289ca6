import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { App } from "aws-cdk-lib";
import * as z from "zod";
import { buildApp } from "../../infra/app.ts";
import { type StageOverrides, stageSettings } from "../../infra/config.ts";
import type { Route } from "../../shared/api/route.ts";

/** Every source file that infra deploys. */
export const sourceFiles = [
  "functions/authorize/handler.ts",
  "functions/callback/handler.ts",
  "functions/cases/handler.ts",
  "functions/drive/drive-workflows.ts",
  "functions/handling/handler.ts",
  "functions/intake/handler.ts",
  "functions/milestones/apply-due-milestones.ts",
  "functions/operations/handler.ts",
  "functions/publish/publish-events.ts",
  "functions/publish/republish-events.ts",
  "functions/recovery/mark-stalled.ts",
  "functions/recovery/sweep-overdue.ts",
  "functions/reference/handler.ts",
  "functions/routing/route-case.ts",
  "functions/supervision/handler.ts",
  "functions/triage/triage-case.ts",
  "state-machines/case-lifecycle.asl.json",
];

/** A source tree of the least that can be deployed: these tests are about the cloud, not about the functions. */
export function leastSources(without?: string): string {
  const root = mkdtempSync(join(tmpdir(), "jiesu-sources-"));
  for (const file of sourceFiles.filter((name) => name !== without)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    const machine = { QueryLanguage: "JSONata", StartAt: "Close", States: { Close: { Type: "Succeed" } } };
    const content = file.endsWith(".json") ? JSON.stringify(machine) : "export const handler = async () => ({});\n";
    writeFileSync(join(root, file), content);
  }
  return root;
}

/** A route of each kind: open, secured, with parameters, with a body. */
export const someRoutes: Route[] = [
  {
    operationId: "document",
    method: "GET",
    path: "/openapi.json",
    tag: "reference",
    summary: { en: "This document", zh: "本文档" },
    scopes: undefined,
    function: "reference",
    success: { status: 200, description: "OpenAPI 3.0" },
    problems: [],
  },
  {
    operationId: "readCase",
    method: "GET",
    path: "/v1/cases/{caseId}",
    tag: "cases",
    summary: { en: "Read a case", zh: "查询诉求件" },
    scopes: ["cases:read", "cases:work"],
    function: "cases",
    params: z.strictObject({ caseId: z.string().max(40) }),
    success: {
      status: 200,
      description: "The case",
      schema: z.strictObject({ caseId: z.string(), dueAt: z.iso.datetime().nullable() }),
    },
    problems: ["not-found"],
  },
  {
    operationId: "createTicket",
    method: "POST",
    path: "/v1/tickets",
    tag: "intake",
    summary: { en: "Send a ticket", zh: "提交工单" },
    scopes: ["tickets:write"],
    function: "intake",
    headers: z.object({ "idempotency-key": z.string().max(200).optional() }),
    body: z.strictObject({ title: z.string().max(200), score: z.number().gt(0).nullable().optional() }),
    example: { title: "噪声扰民" },
    success: { status: 201, description: "The case", schema: z.strictObject({ caseId: z.string() }) },
    problems: ["conflict", "idempotency-key-reused"],
  },
];

/** The app of a stage, made of the least sources, in a folder of its own. */
export function appOf(stage: string, overrides: StageOverrides = {}, routes = someRoutes): App {
  const outdir = mkdtempSync(join(tmpdir(), "jiesu-assembly-"));
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

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { type SynthesizedApp, synthesizeApp } from "../local/synthesize.ts";

declare module "vitest" {
  interface ProvidedContext {
    sharedAppFolder: string;
    /** True: everything that is deployed has another name than `infra/` gives it. */
    renamed: boolean;
  }
}

/** Vitest's global set-up: a folder for the app of this run, which goes with it. Nothing is synthesized yet. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "jiesu-tests-"));
  provide("sharedAppFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The synthesized app, made by whichever test file of a run asks first: it takes seconds, and there are many files. */
export async function sharedApp(): Promise<SynthesizedApp> {
  // Both projects have one set-up, and an app each.
  const folder = join(inject("sharedAppFolder"), inject("renamed") ? "renamed" : "app");
  mkdirSync(folder, { recursive: true });
  const result = join(folder, "app.json");
  if (isFirst(join(folder, "making"))) {
    const app = await synthesize(folder);
    writeFileSync(`${result}.new`, JSON.stringify(app));
    renameSync(`${result}.new`, result);
  }
  while (!existsSync(result)) await sleep(50);
  return JSON.parse(readFileSync(result, "utf8")) as SynthesizedApp;
}

async function synthesize(folder: string): Promise<SynthesizedApp> {
  if (!inject("renamed")) return synthesizeApp(folder);
  const { synthesizeRenamedApp } = await import("./renamed/renamed-app.ts");
  return synthesizeRenamedApp(folder);
}

function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch {
    return false;
  }
}

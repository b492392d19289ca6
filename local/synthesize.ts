import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { JWK } from "jose";
import { createIssuer, issuerKey } from "./issuer.ts";

/** The app as it would be deployed, and the key whose tokens its authorizer trusts. */
export interface SynthesizedApp {
  /** The cloud assembly. */
  folder: string;
  key: JWK;
}

/**
 * Synthesizes the app's `local` stage, which takes two seconds: several clouds in one test file can share the result.
 * With a data directory, key and assembly are kept there; without one they go when the process ends.
 */
export async function synthesizeApp(data?: string): Promise<SynthesizedApp> {
  const key = await issuerKey(data);
  const { url, audience, keySet } = await createIssuer(key, Date.now);
  const folder = data === undefined ? temporaryFolder() : resolve(data, "assembly");
  // What an earlier run left there is of another source.
  rmSync(folder, { recursive: true, force: true });
  // The CDK takes most of a second to load: whoever brings an assembly does without.
  const { buildApp } = await import("../infra/app.ts");
  const { stageSettings } = await import("../infra/config.ts");
  buildApp(stageSettings("local", { issuerUrl: url, audience, keySet }), { outdir: folder }).synth();
  return { folder, key };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "jiesu-assembly-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

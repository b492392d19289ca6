import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildApp } from "../../infra/app.ts";
import { stageSettings } from "../../infra/config.ts";
import { leastSources, sourceFiles } from "./assembly.ts";

const settings = stageSettings("local", { issuerUrl: "https://id.example/" });

it.each(sourceFiles)("without %s nothing is built, and the error says so", (file) => {
  const outdir = mkdtempSync(join(tmpdir(), "jiesu-assembly-"));
  const sourceRoot = leastSources();
  rmSync(join(sourceRoot, file));
  expect(() => buildApp(settings, { outdir, sourceRoot, routes: [] })).toThrow(`${file} is missing`);
});

it("every function becomes one CommonJS file that stands alone, with esbuild's account beside it", () => {
  const outdir = mkdtempSync(join(tmpdir(), "jiesu-assembly-"));
  buildApp(settings, { outdir, sourceRoot: leastSources(), routes: [] });
  const loaded = createRequire(import.meta.url)(join(outdir, "bundles/triage-case/index.js"));
  expect(loaded.handler).toBeTypeOf("function");
  const account = JSON.parse(readFileSync(join(outdir, "bundles/triage-case.meta.json"), "utf8"));
  expect(Object.keys(account.outputs)).toHaveLength(1);
});

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildApp } from "../../infra/app.ts";
import { stageSettings } from "../../infra/config.ts";
import { leastSources, machineNames, sourceFiles, temporaryFolder } from "./assembly.ts";

const settings = stageSettings("local", { issuerUrl: "https://id.example/" });

it.each(sourceFiles)("without %s nothing is built, and the error says so", (file) => {
  const outdir = temporaryFolder();
  const sourceRoot = leastSources();
  rmSync(join(sourceRoot, file));
  expect(() => buildApp(settings, { outdir, sourceRoot, routes: [] })).toThrow(`${file} is missing`);
});

describe("the project's own sources", () => {
  it("become a cloud, the bundles in it alone and with their accounts beside them", () => {
    const outdir = temporaryFolder();
    buildApp(settings, { outdir });
    const names = readdirSync(join(outdir, "bundles"));
    expect(names.filter((name) => name.endsWith(".meta.json"))).toHaveLength(names.length / 2);
  });

  it.each(Object.entries(machineNames))(
    "use in the definition of %s every name that infra gives it, and no other",
    (machine, given) => {
      const definition = readFileSync(new URL(`../../state-machines/${machine}.asl.json`, import.meta.url), "utf8");
      const used = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
      expect([...used].sort()).toEqual([...given].sort());
    },
  );
});

it("every function becomes one CommonJS file that stands alone, with esbuild's account beside it", () => {
  const outdir = temporaryFolder();
  buildApp(settings, { outdir, sourceRoot: leastSources(), routes: [] });
  const loaded = createRequire(import.meta.url)(join(outdir, "bundles/triage-case/index.js"));
  expect(loaded.handler).toBeTypeOf("function");
  const account = JSON.parse(readFileSync(join(outdir, "bundles/triage-case.meta.json"), "utf8"));
  expect(Object.keys(account.outputs)).toHaveLength(1);
});

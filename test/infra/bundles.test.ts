import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleFunctions } from "../../infra/bundles.ts";
import { temporaryFolder } from "./assembly.ts";

test("a data file beside a handler goes with its bundle, and is found from there by the same code as from the source", () => {
  const sourceRoot = temporaryFolder();
  mkdirSync(join(sourceRoot, "functions/reading"), { recursive: true });
  const load = 'readFileSync(join(import.meta.dirname, "words.json"), "utf8")';
  const imports = 'import { readFileSync } from "node:fs";\nimport { join } from "node:path";\n';
  writeFileSync(join(sourceRoot, "functions/reading/load.ts"), `${imports}export const load = () => ${load};\n`);
  const handler = 'import { load } from "./load.ts";\nexport const handler = async () => load();\n';
  writeFileSync(join(sourceRoot, "functions/reading/read-words.ts"), handler);
  writeFileSync(join(sourceRoot, "functions/reading/words.json"), '["停水"]');
  const into = temporaryFolder();
  bundleFunctions({ sourceRoot, into, sourceMaps: false });
  const bundle = createRequire(import.meta.url)(join(into, "read-words/index.js"));
  return expect(bundle.handler()).resolves.toBe('["停水"]');
});

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";

/**
 * Ways to credentials that the SDK only goes when its environment holds none. Lambda always puts them there, so these
 * would be a quarter of the bundle for nothing; should it come to that, the runtime has them.
 */
const neverUsed = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-login",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/**
 * Bundles every function, the AWS SDK included, into `<into>/<name>/index.js`, and leaves esbuild's account of what takes
 * the space beside it in `<into>/<name>.meta.json`. Data files beside an entry are copied along. All at once, so that the
 * SDK is read once. CommonJS and the packages' `module` builds start fastest.
 */
export function bundleFunctions(options: { sourceRoot: string; into: string; sourceMaps: boolean }): void {
  const { sourceRoot, into, sourceMaps } = options;
  const { metafile } = buildSync({
    entryPoints: entryFiles(sourceRoot).map((entry) => ({
      in: join(sourceRoot, entry),
      out: join(functionName(entry), "index"),
    })),
    outdir: into,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    // A module finds the data files beside it; once bundled, they lie beside the bundle.
    define: { "import.meta.dirname": "__dirname" },
    // The SDK loads Node's http by `import()`: in CommonJS a `require` does the same without a promise's detour.
    supported: { "dynamic-import": false },
    external: neverUsed,
    legalComments: "none",
    sourcemap: sourceMaps,
    metafile: true,
    logLevel: "error",
  });
  for (const entry of entryFiles(sourceRoot)) {
    for (const data of dataFiles(join(sourceRoot, dirname(entry)))) {
      copyFileSync(join(sourceRoot, dirname(entry), data), join(into, functionName(entry), data));
    }
  }
  for (const [file, account] of Object.entries(metafile.outputs)) {
    const directory = dirname(file);
    mkdirSync(directory, { recursive: true });
    // Else Node takes its kind from whatever package the assembly happens to lie in.
    writeFileSync(join(directory, "package.json"), '{"type":"commonjs"}');
    if (!file.endsWith(".js")) continue;
    const inputs = Object.fromEntries(Object.keys(account.inputs).map((input) => [input, metafile.inputs[input]]));
    writeFileSync(`${directory}.meta.json`, JSON.stringify({ inputs, outputs: { [file]: account } }));
  }
}

/** `functions/intake/handler.ts` is `intake`, `functions/triage/triage-case.ts` is `triage-case`. */
export function functionName(entry: string): string {
  const file = basename(entry, ".ts");
  return file === "handler" ? basename(dirname(entry)) : file;
}

/** What lies beside a handler and is no code is data that it reads, and goes with its bundle. */
function dataFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith(".json"));
}

/** The files that export a handler: every other file under `functions/` is a part of one. */
function entryFiles(sourceRoot: string): string[] {
  return readdirSync(join(sourceRoot, "functions"), { recursive: true, encoding: "utf8" })
    .map((file) => join("functions", file))
    .filter(
      (file) => file.endsWith(".ts") && /^export const handler\b/m.test(readFileSync(join(sourceRoot, file), "utf8")),
    );
}

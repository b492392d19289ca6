import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
 * Bundles one entry file with everything it imports, the AWS SDK included, into `<into>/<name>/index.js`, and leaves
 * esbuild's account of what takes the space beside it in `<into>/<name>.meta.json`. Returns the bundle's folder.
 * CommonJS and the packages' `module` builds start fastest.
 */
export function bundle(options: { entry: string; into: string; name: string; sourceMaps: boolean }): string {
  const { entry, into, name, sourceMaps } = options;
  const directory = join(into, name);
  mkdirSync(directory, { recursive: true });
  const { metafile } = buildSync({
    entryPoints: [entry],
    outfile: join(directory, "index.js"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    // The SDK loads Node's http by `import()`: in CommonJS a `require` does the same without a promise's detour.
    supported: { "dynamic-import": false },
    external: neverUsed,
    legalComments: "none",
    sourcemap: sourceMaps,
    metafile: true,
    logLevel: "error",
  });
  // Else Node takes its kind from whatever package the assembly happens to lie in.
  writeFileSync(join(directory, "package.json"), '{"type":"commonjs"}');
  writeFileSync(join(into, `${name}.meta.json`), JSON.stringify(metafile));
  return directory;
}

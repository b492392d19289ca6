import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

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
    legalComments: "none",
    sourcemap: sourceMaps,
    metafile: true,
    logLevel: "error",
  });
  writeFileSync(join(into, `${name}.meta.json`), JSON.stringify(metafile));
  return directory;
}

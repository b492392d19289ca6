import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { assembleDirectory, DirectoryRefused, partFolders } from "./assemble.ts";
import type { Directory } from "./directory.ts";

/** The directory in a folder of YAML files, named after the folder; see `assembleDirectory`. Throws DirectoryRefused. */
export function loadDirectory(folder: string): Directory {
  return assembleDirectory(basename(resolve(folder)), filesIn(folder), folder);
}

/** The YAML files of the folder by name, those of its part folders as `policies/city.yaml`. Throws DirectoryRefused. */
export function filesIn(folder: string): Map<string, Uint8Array> {
  const names = [...list(folder), ...partFolders.flatMap((part) => list(join(folder, part), `${part}/`))];
  const yaml = names.filter((name) => /\.ya?ml$/i.test(name));
  return new Map(yaml.map((name) => [name, readFileSync(join(folder, name))]));

  function list(where: string, prefix = ""): string[] {
    try {
      return readdirSync(where, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${prefix}${name}`)
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      if (where === folder)
        throw new DirectoryRefused(folder, [{ file: folder, line: 1, message: "does not exist; name a folder" }]);
      return [];
    }
  }
}

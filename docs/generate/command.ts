import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { routes } from "../../shared/api/routes.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { apiCallsPage } from "./api-calls.ts";
import { handbook } from "./handbook/handbook.ts";
import { type Machine, machinePage } from "./machine-page.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Every document that is generated, by its path from the project root. It is up to the caller to write them. */
export function generatedDocuments(): Map<string, string> {
  const files = readdirSync(join(projectRoot, "state-machines")).filter((file) => file.endsWith(".asl.json"));
  const sources = new Map(entryFiles().map((file) => [basename(file, ".ts"), file]));
  const pages = files.sort().map((file): [string, string] => {
    const name = basename(file, ".asl.json");
    return [`docs/machines/${name}.md`, machinePage(name, machineIn(file), sources)];
  });
  const directory = loadDirectory(join(projectRoot, "sample"));
  const lifecycle = machineIn("case-lifecycle.asl.json");
  const handbooks = (["zh", "en"] as const).map((language): [string, string] => [
    `docs/handbook/${language}.html`,
    handbook(language, directory, lifecycle),
  ]);
  return new Map([...pages, ["docs/api-calls.md", apiCallsPage(routes)], ...handbooks]);
}

function machineIn(file: string): Machine {
  return JSON.parse(readFileSync(join(projectRoot, "state-machines", file), "utf8")) as Machine;
}

/** The files of the functions: a machine speaks of a function by its file's name. */
function entryFiles(): string[] {
  const entries = readdirSync(join(projectRoot, "functions"), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length));
}

if (import.meta.main) {
  for (const [path, text] of generatedDocuments()) {
    mkdirSync(join(projectRoot, path, ".."), { recursive: true });
    writeFileSync(join(projectRoot, path), text);
    console.log(path);
  }
}

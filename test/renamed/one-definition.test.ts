import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { type Assembly, readAssembly } from "../../local/assembly/assembly.ts";
import { synthesizeApp } from "../../local/synthesize.ts";
import { dossiers } from "../../shared/events/dossiers.ts";
import { sharedApp } from "../shared-app.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

let app: Assembly;
let renamed: Assembly;
beforeAll(async () => {
  app = readAssembly((await synthesizeApp()).folder);
  renamed = readAssembly((await sharedApp()).folder);
});

test("the journeys of this project run where nothing is called as it is in the app", () => {
  const typesOf = ({ resources }: Assembly) => resources.map(({ type }) => type).sort();
  expect(typesOf(renamed)).toEqual(typesOf(app));
  const namesOf = ({ resources }: Assembly) =>
    resources.flatMap(({ stack, logicalId, name, arn }) => [stack, logicalId, name, arn]);
  const before = new Set(namesOf(app));
  expect(namesOf(renamed).filter((name) => before.has(name))).toEqual([]);
});

test("nothing but infra calls a deployed thing by its name", () => {
  const names = app.resources.flatMap(({ name, logicalId }) => [logicalId, name, name.replace(/^jiesu-local-/, "")]);
  // A word alone, such as "intake", is a word of the field; so is the kind of a dossier, which a machine may be named for.
  const ofTheField = new Set(Object.keys(dossiers));
  const telling = new Set(
    names.filter((name) => (name.includes("-") || /[A-Z0-9]{8}$/.test(name)) && !ofTheField.has(name)),
  );
  expect(telling).toContain("route-case");
  const found = ["local", "shared", "functions", "test/journeys"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => namedIn(join(folder, file), telling)),
  );
  expect(found).toEqual([]);
});

/** The text literals of a file that end with a name: whole, or as a test that looks for the end of one would. */
function namedIn(file: string, names: Set<string>): string[] {
  const literals = readFileSync(join(projectRoot, file), "utf8").matchAll(/"([^"\n]+)"|'([^'\n]+)'|`([^`]+)`/g);
  return [...literals]
    .map(([, double, single, template]) => double ?? single ?? template ?? "")
    .filter((literal) => [...names].some((name) => literal === name || literal.endsWith(`-${name}`)))
    .map((literal) => `${file}: ${literal}`);
}

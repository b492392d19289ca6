import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type * as z from "zod";
import { checkDirectory } from "./check.ts";
import { Directory } from "./directory.ts";
import { shapeFindings } from "./shape-findings.ts";
import { type Finding, readYaml, type YamlFile } from "./yaml-file.ts";

/** A folder does not hold a directory that can be used. The message lists every finding as `file:line: what, and what to do`. */
export class DirectoryRefused extends Error {
  override readonly name = "DirectoryRefused";
  readonly findings: readonly Finding[];

  constructor(folder: string, findings: readonly Finding[]) {
    const ordered = [...findings].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
    const lines = ordered.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    super(`The directory in ${folder} is refused:\n${lines.join("\n")}`);
    this.findings = ordered;
  }
}

/** Parts of a directory that are one file each. */
const partFiles = {
  "units.yaml": "units",
  "regions.yaml": "regions",
  "categories.yaml": "categories",
  "matrix.yaml": "matrix",
  "channels.yaml": "channels",
  "triage.yaml": "triage",
  "abnormal-list.yaml": "abnormalList",
} as const;

/** Parts with one file an entry, in a folder of that name. */
const partFolders = ["policies", "calendars"] as const;

type Part = Exclude<keyof Directory, "version">;

/**
 * The directory in a folder of YAML files, complete and without contradictions. Its version is the folder's name and a
 * hash of the content: the same content is the same version, whatever its comments and the order of its fields.
 * Throws DirectoryRefused.
 */
export function loadDirectory(folder: string): Directory {
  const findings: Finding[] = [];
  const found = filesOf(folder, findings);
  const parts: Partial<Record<Part, unknown>> = {};
  const sources = new Map<Part, YamlFile | YamlFile[]>();

  for (const [file, part] of Object.entries(partFiles)) {
    const { value, yaml } = read(file, Directory.shape[part]) ?? {};
    parts[part] = value;
    if (yaml) sources.set(part, yaml);
  }
  for (const part of partFolders) {
    const files = found.filter((file) => file.startsWith(`${part}/`));
    if (files.length === 0) findings.push({ file: `${part}/`, line: 1, message: "has no YAML file; add at least one" });
    const entries = files.flatMap((file) => read(file, Directory.shape[part].element) ?? []);
    parts[part] = entries.map(({ value }) => value);
    sources.set(
      part,
      entries.map(({ yaml }) => yaml),
    );
  }
  if (findings.length > 0) throw new DirectoryRefused(folder, findings);

  const content = Directory.omit({ version: true }).parse(parts);
  const directory: Directory = { version: versionOf(folder, content), ...content };
  for (const { path, message } of checkDirectory(directory)) findings.push({ ...placeOf(path), message });
  if (findings.length > 0) throw new DirectoryRefused(folder, findings);
  return directory;

  function read(file: string, schema: z.ZodType): { value: unknown; yaml: YamlFile } | undefined {
    if (!found.includes(file)) {
      if (file !== "abnormal-list.yaml") findings.push({ file, line: 1, message: "is missing; add it" });
      return undefined;
    }
    const yaml = readYaml(file, readFileSync(join(folder, file)));
    if (Array.isArray(yaml)) {
      findings.push(...yaml);
      return undefined;
    }
    const parsed = schema.safeParse(yaml.value);
    if (!parsed.success) findings.push(...shapeFindings(yaml, parsed.error.issues));
    return parsed.success ? { value: parsed.data, yaml } : undefined;
  }

  function placeOf([part, ...rest]: readonly PropertyKey[]): { file: string; line: number } {
    const source = sources.get(part as Part);
    const yaml = Array.isArray(source) ? source[Number(rest[0] ?? 0)] : source;
    if (!yaml) return { file: String(part), line: 1 };
    return { file: yaml.file, line: yaml.lineOf(Array.isArray(source) ? rest.slice(1) : rest) };
  }
}

/** The YAML files of the folder, those of its part folders as `policies/city.yaml`. A name nobody reads is a finding. */
function filesOf(folder: string, findings: Finding[]): string[] {
  const files = list(folder);
  for (const part of partFolders) files.push(...list(join(folder, part)).map((file) => `${part}/${file}`));
  const yaml = files.filter((file) => /\.ya?ml$/i.test(file));
  for (const file of yaml) {
    if (file in partFiles || (file.includes("/") && file.endsWith(".yaml"))) continue;
    const known = [...Object.keys(partFiles), ...partFolders.map((part) => `${part}/*.yaml`)].join(", ");
    findings.push({
      file,
      line: 1,
      message: `is no part of a directory; name it one of ${known}, or move it elsewhere`,
    });
  }
  return yaml;

  function list(where: string): string[] {
    try {
      return readdirSync(where, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      if (where === folder)
        throw new DirectoryRefused(folder, [{ file: folder, line: 1, message: "does not exist; name a folder" }]);
      return [];
    }
  }
}

function versionOf(folder: string, content: Omit<Directory, "version">): string {
  const name =
    basename(resolve(folder))
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-") || "directory";
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return `${name}-${hash.slice(0, 12)}`;
}

import { createHash } from "node:crypto";
import type * as z from "zod";
import { checkDirectory } from "./check.ts";
import { Directory } from "./directory.ts";
import { shapeFindings } from "./shape-findings.ts";
import { type Finding, readYaml, type YamlFile } from "./yaml-file.ts";

/** Files do not make a directory that can be used. The message lists every finding as `file:line: what, and what to do`. */
export class DirectoryRefused extends Error {
  override readonly name = "DirectoryRefused";
  readonly findings: readonly Finding[];

  constructor(source: string, findings: readonly Finding[]) {
    const ordered = [...findings].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
    const lines = ordered.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    super(`The directory in ${source} is refused:\n${lines.join("\n")}`);
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
  "roster.yaml": "roster",
  "events.yaml": "events",
  "reply-templates.yaml": "replyTemplates",
  "abnormal-list.yaml": "abnormalList",
} as const;

/** What a city may do without. */
const optionalFiles = ["roster.yaml", "events.yaml", "reply-templates.yaml", "abnormal-list.yaml"];

/** Parts with one file an entry, in a folder of that name. */
export const partFolders = ["policies", "calendars"] as const;

type Part = Exclude<keyof Directory, "version">;

/**
 * The directory in YAML files, by their names from the folder, `policies/city.yaml`: complete and without contradictions.
 * Its version is the name and a hash of the content: the same content is the same version, whatever its comments and the
 * order of its fields. Throws DirectoryRefused, which names the source.
 */
export function assembleDirectory(name: string, files: ReadonlyMap<string, Uint8Array>, source = name): Directory {
  const findings: Finding[] = unreadNames(files);
  const parts: Partial<Record<Part, unknown>> = {};
  const sources = new Map<Part, YamlFile | YamlFile[]>();

  for (const [file, part] of Object.entries(partFiles)) {
    const { value, yaml } = read(file, Directory.shape[part]) ?? {};
    parts[part] = value;
    if (yaml) sources.set(part, yaml);
  }
  for (const part of partFolders) {
    const within = [...files.keys()].filter((file) => file.startsWith(`${part}/`)).sort();
    if (within.length === 0)
      findings.push({ file: `${part}/`, line: 1, message: "has no YAML file; add at least one" });
    const entries = within.flatMap((file) => read(file, Directory.shape[part].element) ?? []);
    parts[part] = entries.map(({ value }) => value);
    sources.set(
      part,
      entries.map(({ yaml }) => yaml),
    );
  }
  if (findings.length > 0) throw new DirectoryRefused(source, findings);

  const content = Directory.omit({ version: true }).parse(parts);
  const directory: Directory = { version: versionOf(name, content), ...content };
  for (const { path, message } of checkDirectory(directory)) findings.push({ ...placeOf(path), message });
  if (findings.length > 0) throw new DirectoryRefused(source, findings);
  return directory;

  function read(file: string, schema: z.ZodType): { value: unknown; yaml: YamlFile } | undefined {
    const bytes = files.get(file);
    if (bytes === undefined) {
      if (!optionalFiles.includes(file)) findings.push({ file, line: 1, message: "is missing; add it" });
      return undefined;
    }
    const yaml = readYaml(file, bytes);
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

/** A name that nobody reads is a finding, so that a typing error in it loses nothing. */
function unreadNames(files: ReadonlyMap<string, Uint8Array>): Finding[] {
  const known = [...Object.keys(partFiles), ...partFolders.map((part) => `${part}/*.yaml`)].join(", ");
  const message = `is no part of a directory; name it one of ${known}, or move it elsewhere`;
  return [...files.keys()]
    .filter((file) => !(file in partFiles || partFolders.some((part) => inFolder(part, file))))
    .map((file) => ({ file, line: 1, message }));
}

function inFolder(folder: string, file: string): boolean {
  return file.startsWith(`${folder}/`) && /^[^/]+\.yaml$/.test(file.slice(folder.length + 1));
}

function versionOf(name: string, content: Omit<Directory, "version">): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-") || "directory";
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return `${slug}-${hash.slice(0, 12)}`;
}

import * as z from "zod";
import type { Route } from "../route.ts";

const Version = z.string().regex(/^[a-z0-9-]{1,80}$/, "a version as the list gives it");

/** Text of the YAML files by their names from the folder. */
const Folder = z.strictObject({
  /** What the city calls it; the version's name begins with it. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "use lower-case letters, digits and hyphens"),
  files: z.record(z.string().max(100), z.string()),
});

const Finding = z.strictObject({ file: z.string(), line: z.int(), message: z.string() });
const Activated = z
  .strictObject({
    revision: z.int(),
    version: Version,
    at: z.iso.datetime().optional(),
    by: z.string().optional(),
    before: z.int().optional(),
  })
  .meta({ id: "DirectoryActivation" });

/** Five megabytes: the files of a large city. They arrive at the function escaped, which takes six at most. */
const largestBody = 5 * 1024 * 1024;
const change = { tag: "directory", scopes: ["directory:write"], function: "directory" } as const;
const look = { ...change, scopes: ["directory:write", "audit:read"] } as const;
const example = { name: "my-city", files: { "units.yaml": "- { id: joint-office, … }\n" } };

export const postDirectoryValidation = {
  ...change,
  operationId: "postDirectoryValidation",
  method: "POST",
  path: "/v1/directory/validations",
  summary: { en: "Say what contradicts what in a directory's files", zh: "校验名录文件" },
  description: "Nothing is kept. Warnings do not stand in the way of an import.",
  body: Folder,
  largestBody,
  example,
  success: {
    status: 200,
    description: "The version it would be, or what is wrong, by file and line",
    schema: z.strictObject({
      valid: z.boolean(),
      version: Version.optional(),
      findings: z.array(Finding),
      warnings: z.array(z.string()),
    }),
  },
  problems: [],
} as const satisfies Route;

export const postDirectoryVersion = {
  ...change,
  operationId: "postDirectoryVersion",
  method: "POST",
  path: "/v1/directory/versions",
  summary: { en: "Import a directory as a new, immutable version", zh: "导入名录版本" },
  description:
    "The same content is the same version. It is not used before it is activated. What is wrong with the files comes " +
    "back as `errors`, with the file as pointer and the line in `detail`.",
  body: Folder,
  largestBody,
  example,
  success: {
    status: 201,
    description: "The version; `imported` is false when it was there already",
    schema: z.strictObject({ version: Version, imported: z.boolean(), warnings: z.array(z.string()) }),
  },
  problems: [],
} as const satisfies Route;

export const getDirectoryVersions = {
  ...look,
  operationId: "getDirectoryVersions",
  method: "GET",
  path: "/v1/directory/versions",
  summary: { en: "All versions of the directory, and when each was active", zh: "名录版本" },
  success: {
    status: 200,
    description: "Versions and activations, the newest first",
    schema: z.strictObject({
      active: Version.optional(),
      versions: z.array(
        z.strictObject({ version: Version, importedAt: z.iso.datetime(), importedBy: z.string(), bytes: z.int() }),
      ),
      history: z.array(Activated),
    }),
  },
  problems: [],
} as const satisfies Route;

export const getDirectoryDiff = {
  ...look,
  operationId: "getDirectoryDiff",
  method: "GET",
  path: "/v1/directory/diff",
  summary: { en: "What changes from one version to another", zh: "名录版本差异" },
  query: z.strictObject({
    /** Left out: the active version. */
    from: Version.optional(),
    to: Version,
  }),
  success: {
    status: 200,
    description: "Part by part: entries added, removed, changed",
    schema: z.strictObject({
      from: Version,
      to: Version,
      changes: z.array(
        z.strictObject({
          part: z.string(),
          added: z.array(z.string()),
          removed: z.array(z.string()),
          changed: z.array(z.strictObject({ id: z.string(), fields: z.array(z.string()) })),
        }),
      ),
      words: z.array(z.string()),
    }),
  },
  problems: ["not-found"],
} as const satisfies Route;

const replaces = Version.optional();

export const postDirectoryActivation = {
  ...change,
  operationId: "postDirectoryActivation",
  method: "POST",
  path: "/v1/directory/activations",
  summary: { en: "Have new cases opened under a version", zh: "启用名录版本" },
  description: "Open cases keep theirs. `replaces` is the version you saw active: another one meanwhile refuses.",
  body: z.lazy(() => z.strictObject({ version: Version, replaces })),
  example: { version: "my-city-0123456789ab", replaces: "my-city-ba9876543210" },
  success: { status: 200, description: "What is active now", schema: Activated },
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postDirectoryRollback = {
  ...change,
  operationId: "postDirectoryRollback",
  method: "POST",
  path: "/v1/directory/rollbacks",
  summary: { en: "Go back to the version that was active before", zh: "回退名录版本" },
  body: z.lazy(() => z.strictObject({ replaces })),
  example: { replaces: "my-city-0123456789ab" },
  success: { status: 200, description: "What is active now", schema: Activated },
  problems: ["conflict"],
} as const satisfies Route;

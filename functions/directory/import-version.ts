import type { postDirectoryVersion } from "../../shared/api/calls/directory.ts";
import { assembleDirectory, DirectoryRefused } from "../../shared/directory/assemble.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { directoryWarnings } from "../../shared/directory/warnings.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { BadRequest } from "../../shared/lambda/problem.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { putDirectory } from "../../shared/table/directory.ts";

type Folder = Request<typeof postDirectoryVersion>["body"];

/** What files say together, or everything that is wrong with them. */
export function validateFiles({ now }: CaseStore, folder: Folder) {
  try {
    const directory = assembled(folder);
    return { valid: true, version: directory.version, findings: [], warnings: directoryWarnings(directory, now()) };
  } catch (error) {
    if (!(error instanceof DirectoryRefused)) throw error;
    return { valid: false, findings: error.findings, warnings: [] };
  }
}

/** Writes the version that files make. Throws BadRequest with a line for everything that is wrong with them. */
export async function importVersion({ table, now }: CaseStore, { actor, body }: Request<typeof postDirectoryVersion>) {
  let directory: Directory;
  try {
    directory = assembled(body);
  } catch (error) {
    if (!(error instanceof DirectoryRefused)) throw error;
    const errors = error.findings.map(({ file, line, message }) => ({
      pointer: `/files/${file.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      detail: `line ${line}: ${message}`,
    }));
    throw new BadRequest("invalid-request", `the directory is refused: ${errors.length} findings`, errors);
  }
  const imported = await putDirectory(table, directory, { by: actor.id, at: now() });
  return { version: directory.version, imported, warnings: directoryWarnings(directory, now()) };
}

function assembled({ name, files }: Folder): Directory {
  return assembleDirectory(
    name,
    new Map(Object.entries(files).map(([file, text]) => [file, new TextEncoder().encode(text)])),
  );
}

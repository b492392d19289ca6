import type { getDirectoryDiff } from "../../shared/api/calls/directory.ts";
import { diffInWords, directoryDiff } from "../../shared/directory/diff.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { findVersion } from "../../shared/table/directory.ts";

/** What one version changes in another, or in the active one. Throws the Refusal NoSuchVersion. */
export async function compareVersions(store: CaseStore, { from, to }: Request<typeof getDirectoryDiff>["query"]) {
  const before = from === undefined ? await store.directories.active() : await versionOf(store, from);
  const after = await versionOf(store, to);
  const changes = directoryDiff(before, after);
  return { from: before.version, to: after.version, changes, words: diffInWords(changes) };
}

async function versionOf({ table, directories }: CaseStore, version: string): Promise<Directory> {
  if ((await findVersion(table, version)) === undefined)
    throw notThere("NoSuchVersion", `there is no directory ${version}: the list shows those there are`);
  return directories.version(version);
}

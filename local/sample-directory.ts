import { fileURLToPath } from "node:url";
import { loadDirectory } from "../shared/directory/load.ts";
import { activateDirectory } from "../shared/table/activation.ts";
import { putDirectory, readDirectory } from "../shared/table/directory.ts";
import type { Cloud } from "./cloud.ts";

const sample = fileURLToPath(new URL("../sample", import.meta.url));

/**
 * Puts the sample city's directory, or what another folder makes of it, into the table and makes it the active one, unless somebody has activated another
 * than a sample. Throws DirectoryRefused when the sample's files contradict each other.
 */
export async function activateSample({ table }: Pick<Cloud, "table">, folder = sample): Promise<void> {
  const directory = loadDirectory(folder);
  const active = await readDirectory(table)
    .active()
    .catch(() => undefined);
  if (active?.version === directory.version || (active !== undefined && !active.version.startsWith("sample-"))) return;
  await putDirectory(table, directory);
  await activateDirectory(table, directory.version);
}

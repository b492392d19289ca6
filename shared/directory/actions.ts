import { existsSync } from "node:fs";
import { fromMillis } from "../domain/instant.ts";
import {
  type Activation,
  activateDirectory,
  activationHistory,
  activeDirectory,
  rollBackDirectory,
} from "../table/activation.ts";
import type { Table } from "../table/client.ts";
import { findVersion, listVersions, loadVersion, putDirectory } from "../table/directory.ts";
import { diffInWords, directoryDiff } from "./diff.ts";
import type { Directory } from "./directory.ts";
import { loadDirectory } from "./load.ts";
import { directoryWarnings } from "./warnings.ts";

/** What a command of the directory answers: to a program, and to a person line by line. */
export interface Answer {
  json: unknown;
  words: string[];
}

/** Reads a folder and says what is in it. Throws DirectoryRefused. */
export function validate(folder: string): Answer {
  return summaryOf(loadDirectory(folder), folder);
}

function summaryOf(directory: Directory, folder: string): Answer {
  const { version, units, categories, matrix, calendars } = directory;
  const years = [...new Set(calendars.flatMap((calendar) => Object.keys(calendar.years)))].sort();
  const warnings = directoryWarnings(directory, fromMillis(Date.now()));
  const json = { version, units: units.length, categories: categories.length, matrix: matrix.length, years, warnings };
  const summary = `${folder}: version ${version}, ${units.length} units, ${categories.length} categories, ${matrix.length} matrix rows, calendar years ${years.join(", ")}`;
  return { json, words: [summary, ...warnings.map((warning) => `warning: ${warning}`)] };
}

/** Writes a folder's version into the table, and activates it if asked. Throws DirectoryRefused, or as activation does. */
export async function importFolder(
  table: Table,
  folder: string,
  { by, activate: atOnce }: { by: string; activate: boolean },
): Promise<Answer> {
  const directory = loadDirectory(folder);
  const { version } = directory;
  const imported = await putDirectory(table, directory, { by });
  const words = [
    ...summaryOf(directory, folder).words,
    imported ? `imported ${version}` : `${version} was there already`,
  ];
  if (!atOnce) {
    const next = `npm run directory -- activate ${version} --table ${table.name}`;
    return {
      json: { version, imported, active: false },
      words: [...words, `to have new cases opened under it: ${next}`],
    };
  }
  const { words: told } = await activate(table, version, by);
  return { json: { version, imported, active: true }, words: [...words, ...told] };
}

/** A folder against the active version, or one version against another. */
export async function compare(table: Table, first: string, second: string | undefined): Promise<Answer> {
  const [before, after] = second === undefined ? [undefined, first] : [first, second];
  const active = await activeDirectory(table);
  const from = before ?? active?.version;
  if (from === undefined) throw new Error("nothing is active yet: there is nothing to compare with");
  const [old, next] = [await versionOf(table, from), await folderOrVersion(table, after)];
  const changes = directoryDiff(old, next);
  return {
    json: { from: old.version, to: next.version, changes },
    words: [`from ${old.version} to ${next.version}`, ...diffInWords(changes)],
  };
}

async function folderOrVersion(table: Table, named: string): Promise<Directory> {
  return existsSync(named) ? loadDirectory(named) : versionOf(table, named);
}

async function versionOf(table: Table, version: string): Promise<Directory> {
  if ((await findVersion(table, version)) === undefined) throw new Error(`there is no folder or version ${version}`);
  return loadVersion(table, version);
}

/** Every version in the table, and the last times that one was made the active one. */
export async function list(table: Table): Promise<Answer> {
  const [versions, history] = [await listVersions(table), await activationHistory(table, 20)];
  const [active] = history;
  const words = [
    ...versions.map(({ version, importedAt, importedBy, bytes }) => {
      const mark = version === active?.version ? "* " : "  ";
      return `${mark}${version}  imported ${importedAt} by ${importedBy}, ${bytes} bytes`;
    }),
    ...history.map(({ revision, version, at, by }) => `activation ${revision}: ${version}, ${at} by ${by}`),
  ];
  return { json: { active: active?.version, versions, history }, words };
}

/** Throws a Refusal: no such version, somebody else was faster, or it drops a year that open cases may need. */
export async function activate(table: Table, version: string, by: string): Promise<Answer> {
  return told(await activateDirectory(table, version, { by }));
}

/** Throws a Refusal as `activate` does, and when nothing was active before. */
export async function rollBack(table: Table, by: string): Promise<Answer> {
  return told(await rollBackDirectory(table, { by }));
}

function told(activation: Activation): Answer {
  return {
    json: activation,
    words: [`active: new cases are opened under ${activation.version}, open ones keep theirs`],
  };
}

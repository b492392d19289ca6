import type { Directory } from "../directory/directory.ts";
import type { Table } from "./client.ts";
import { loadVersion } from "./directory.ts";
import { casesDueBefore } from "./open-cases.ts";

/**
 * Years that the calendars of one directory version have and those of another lack, while any case is open: a case whose
 * own version is too old for a year goes on under the active one, and must find the year there. None without open cases.
 */
export async function droppedYears(table: Table, before: string, after: string): Promise<string[]> {
  const [old, next] = [await loadVersion(table, before), await loadVersion(table, after)];
  const kept = publishedYears(next);
  const dropped = [...publishedYears(old)].filter((year) => !kept.has(year)).sort();
  return dropped.length > 0 && (await anyOpen(table)) ? dropped : [];
}

/** Of the calendars that policies count in: others count nothing. */
function publishedYears({ policies, calendars }: Directory): Set<string> {
  const used = calendars.filter(({ version }) => policies.some(({ calendar }) => calendar === version));
  return new Set(used.flatMap(({ years }) => Object.keys(years)));
}

/** Every open case has a moment at which somebody must look at it, so one entry of any shard is enough. */
async function anyOpen(table: Table): Promise<boolean> {
  const first = await casesDueBefore(table, "9999").next();
  return first.done !== true;
}

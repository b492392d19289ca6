import { isDeepStrictEqual } from "node:util";
import type { Directory } from "./directory.ts";

/** An entry that is in both versions, and the fields in which it differs. */
export interface ChangedEntry {
  id: string;
  fields: string[];
}

/** What became of one part of a directory: entries by id or code. */
export interface PartChange {
  part: string;
  added: string[];
  removed: string[];
  changed: ChangedEntry[];
}

type Entries = Map<string, object>;

/** What changes from one version to another, part by part; parts without a change are left out. */
export function directoryDiff(before: Directory, after: Directory): PartChange[] {
  const [old, next] = [partsOf(before), partsOf(after)];
  return Object.keys(next).flatMap((part) => {
    const [was, is] = [old[part] ?? new Map(), next[part] ?? new Map()];
    const change: PartChange = {
      part,
      added: [...is.keys()].filter((id) => !was.has(id)),
      removed: [...was.keys()].filter((id) => !is.has(id)),
      changed: [...is].flatMap(([id, entry]) => {
        const fields = was.has(id) ? differing(was.get(id) ?? {}, entry) : [];
        return fields.length > 0 ? [{ id, fields }] : [];
      }),
    };
    return change.added.length + change.removed.length + change.changed.length > 0 ? [change] : [];
  });
}

/** The same in words, a line for each part and kind of change: `matrix: changed food (lead), water (lead, guides)`. */
export function diffInWords(changes: readonly PartChange[]): string[] {
  if (changes.length === 0) return ["nothing changes"];
  return changes.flatMap(({ part, added, removed, changed }) => [
    ...(added.length > 0 ? [`${part}: added ${added.join(", ")}`] : []),
    ...(removed.length > 0 ? [`${part}: removed ${removed.join(", ")}`] : []),
    ...(changed.length > 0
      ? [`${part}: changed ${changed.map(({ id, fields }) => `${id} (${fields.join(", ")})`).join(", ")}`]
      : []),
  ]);
}

function partsOf(directory: Directory): Record<string, Entries> {
  const { triage, roster } = directory;
  const { categories, kinds, severities, tracks, highRisk, ...settings } = triage;
  const lists = { categories, kinds, severities, tracks, highRisk };
  return {
    units: by(directory.units, ({ id }) => id),
    regions: by(directory.regions, ({ code }) => code),
    categories: by(directory.categories, ({ code }) => code),
    matrix: by(directory.matrix, ({ id }) => id),
    channels: by(directory.channels, ({ code }) => code),
    policies: by(directory.policies, ({ id }) => id),
    calendars: by(directory.calendars, ({ version }) => version),
    triage: new Map<string, object>([
      ["settings", settings],
      ...Object.entries(lists).flatMap(([group, entries]) =>
        entries.map((rule: object) => [`${group} ${nameOf(rule)}`, rule] as const),
      ),
    ]),
    roster: new Map<string, object>([
      ["members", { members: roster.members }],
      ...[...roster.seasons, ...roster.rules, ...roster.officers].map((entry) => [entry.id, entry] as const),
    ]),
    events: by(directory.events, ({ id }) => id),
    "reply templates": by(directory.replyTemplates, ({ id }) => id),
    // So much of a hash tells entries apart; the whole of one could be tried against phone numbers.
    "abnormal list": by(directory.abnormalList, ({ requester, from }) => `${requester.slice(0, 8)} of ${from}`),
  };
}

function by<T extends object>(entries: readonly T[], idOf: (entry: T) => string): Entries {
  return new Map(entries.map((entry) => [idOf(entry), entry]));
}

/** What a triage rule decides: its fields besides the words. */
function nameOf(rule: object): string {
  return Object.entries(rule)
    .filter(([field]) => field !== "words")
    .map(([, value]) => String(value))
    .join(" ");
}

function differing(before: object, after: object): string[] {
  const [was, is] = [before, after] as Record<string, unknown>[];
  return [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].filter(
    (field) => !isDeepStrictEqual(was?.[field], is?.[field]),
  );
}

import type { Directory } from "../directory/directory.ts";
import { type Point, standsIn } from "./area.ts";
import { normalise } from "./normalised-text.ts";

/** Whether a code of a tree is another or stands above it: `01` covers `01` and `01.02`, not `011`. */
export function covers(above: string, code: string): boolean {
  return code === above || code.startsWith(`${above}.`);
}

/** Levels of a code: 0 when there is none, `01` 1, `01.02` 2. */
export function depthOf(code: string | undefined): number {
  return code === undefined ? 0 : code.split(".").length;
}

/** The station or district that answers for a region: the one whose own region is the nearest, going up the tree. */
export function localUnit(directory: Directory, kind: "station" | "district", region: string): string | undefined {
  let nearest: { id: string; depth: number } | undefined;
  for (const unit of directory.units) {
    if (unit.kind !== kind || unit.region === undefined || !covers(unit.region, region)) continue;
    const depth = depthOf(unit.region);
    if (!nearest || depth > nearest.depth || (depth === nearest.depth && unit.id < nearest.id)) {
      nearest = { id: unit.id, depth };
    }
  }
  return nearest?.id;
}

/** What a ticket says about its place. */
export interface Place {
  /** A region code that the partner gave. */
  region?: string | undefined;
  location?: Point | undefined;
  address?: string | undefined;
  /** Title and body, asked only when the address tells nothing. */
  text?: string | undefined;
}

/**
 * The region of a place: its code when the directory knows it, else the area that its coordinates lie in, else the longest
 * name or address word that occurs in the address, else in the text. Equally long words of several regions give the region
 * above them all. Undefined for a place outside the city, and for several places with nothing above them: then a person of
 * the joint office looks at it.
 */
export function regionOf(directory: Directory, { region, location, address, text }: Place): string | undefined {
  if (region !== undefined && directory.regions.some(({ code }) => code === region)) return region;
  return (
    (location && regionAt(directory, location)) ?? regionInWords(directory, address) ?? regionInWords(directory, text)
  );
}

/**
 * The deepest region whose area a point lies in. On the border of two it is the one with the lower code, so that the same
 * point is always the same unit's.
 */
export function regionAt({ regions }: Directory, point: Point): string | undefined {
  let best: { code: string; rank: number } | undefined;
  for (const { code, area } of regions) {
    const where = area && standsIn(area, point);
    if (where === undefined) continue;
    const rank = depthOf(code) * 2 + (where === "inside" ? 1 : 0);
    if (!best || rank > best.rank || (rank === best.rank && code < best.code)) best = { code, rank };
  }
  return best?.code;
}

/** A directory is immutable: its words are made comparable once, not for every case. */
const known = new WeakMap<Directory["regions"], { code: string; word: string }[]>();

function wordsOf(regions: Directory["regions"]): { code: string; word: string }[] {
  const words =
    known.get(regions) ??
    regions.flatMap(({ code, name, words: own }) =>
      [name.zh, name.en, ...own].map((word) => ({ code, word: normalise(word) })),
    );
  known.set(regions, words);
  return words;
}

function regionInWords(directory: Directory, text: string | undefined): string | undefined {
  if (!text) return undefined;
  const words = normalise(text);
  let longest = 0;
  let found: string[] = [];
  for (const { code, word } of wordsOf(directory.regions)) {
    if (word.length < longest || !words.includes(word)) continue;
    if (word.length > longest) found = [];
    longest = word.length;
    found.push(code);
  }
  const deepest = found.reduce((a, b) => (depthOf(b) > depthOf(a) ? b : a), "");
  const agreed = deepest
    .split(".")
    .map((_, index, parts) => parts.slice(0, index + 1).join("."))
    .filter((code) => found.every((one) => covers(code, one) || covers(one, code)));
  return agreed.findLast((code) => directory.regions.some((one) => one.code === code));
}

import { normalise } from "../normalised-text.ts";
import { commonPairs } from "./common-pairs.ts";

/** What matter identity looks at: the words of a ticket and what triage made of it. */
export interface Matter {
  title: string;
  body: string;
  address?: string | undefined;
  respondent?: string | undefined;
  category: string;
  region?: string | undefined;
}

/**
 * What is kept of a matter to know it again: numbers that its words hash to, three bytes each, from which no text can be
 * read. Small enough to lie in a key's item, so that comparing needs no ticket of anybody.
 */
export interface Sketch {
  category: string;
  region?: string | undefined;
  /** Pairs of characters, without those that every appeal has. */
  pairs: Uint8Array;
  /** Names of places, buildings and firms in title, address and respondent, where one expects them. */
  heads: Uint8Array;
  /** The same in the whole text. */
  names: Uint8Array;
  /** House numbers, and numbers of orders, vehicles, contracts. */
  numbers: Uint8Array;
  respondent: Uint8Array;
  address: Uint8Array;
}

/** A text of more pairs than this is compared by those with the smallest hashes: an even sample of it. */
export const mostPairs = 160;
const most = { pairs: mostPairs, heads: 16, names: 32, numbers: 8, respondent: 12, address: 16 };

export function sketchOf({ title, body, address = "", respondent = "", category, region }: Matter): Sketch {
  // Full stops, so that no pair or name reaches from one part into the next.
  const head = [title, address, respondent].join("。");
  const text = `${head}。${body}`;
  return {
    category,
    region,
    pairs: packed(pairsIn(text), most.pairs),
    heads: packed(namesIn(head), most.heads),
    names: packed(namesIn(text), most.names),
    numbers: packed(numbersIn(text), most.numbers),
    respondent: packed(pairsIn(respondent, new Set()), most.respondent),
    address: packed(pairsIn(address, new Set()), most.address),
  };
}

/** The numbers of a packed set, in ascending order. */
export function hashesIn(set: Uint8Array): number[] {
  const hashes: number[] = [];
  for (let at = 0; at + 2 < set.length; at += width) {
    hashes.push(((set[at] as number) << 16) | ((set[at + 1] as number) << 8) | (set[at + 2] as number));
  }
  return hashes;
}

const width = 3;

/** Pairs of Chinese characters, whole words of other scripts; never across punctuation. */
function pairsIn(text: string, without: ReadonlySet<string> = commonPairs): Set<string> {
  const pairs = new Set<string>();
  for (const run of runsIn(text)) {
    if (!/\p{Script=Han}/u.test(run)) {
      if (run.length > 3) pairs.add(run);
      continue;
    }
    for (const pair of grams(run, 2)) if (!without.has(pair)) pairs.add(pair);
  }
  return pairs;
}

/** What Chinese names of places, buildings, firms and lines end with. */
const nameEnds = new Set("路街道巷村镇乡区苑园城府庭湾居院楼厦场店馆校站厂司桥所寓堂行贷里坊屯港山河");

/** Walking, the road as such, a stretch of it: no names. */
const nameless = /[走马公让段过修条堵]路|[中南北东西]段路/;

/** The three and the four characters that end like a name: one cannot know where it begins, but two that are the same share both. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const run of runsIn(text)) {
    const letters = [...run];
    for (const [end, letter] of letters.entries()) {
      if (!nameEnds.has(letter)) continue;
      for (const length of [3, 4]) {
        const name = letters.slice(end + 1 - length, end + 1).join("");
        if (end + 1 >= length && !nameless.test(name) && ![...grams(name, 2)].some((pair) => commonPairs.has(pair))) {
          names.add(name);
        }
      }
    }
  }
  return names;
}

/** 12号楼, 3单元, 1502室; and runs of letters and digits that number something: 鲁B12345, an order. */
function numbersIn(text: string): Set<string> {
  const plain = normalise(text);
  const houses = plain.match(/[0-9a-z]+(?=号楼|栋|幢|座|单元|室|号)/g) ?? [];
  const long = plain.match(/(?=[a-z]*[0-9])[0-9a-z]{5,}/g) ?? [];
  return new Set([...houses, ...long]);
}

function runsIn(text: string): string[] {
  return normalise(text).match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? [];
}

function* grams(run: string, length: number): Generator<string> {
  const letters = [...run];
  for (let start = 0; start + length <= letters.length; start += 1) yield letters.slice(start, start + length).join("");
}

/** The smallest hashes of a set, in ascending order. */
function packed(words: Set<string>, limit: number): Uint8Array {
  const hashes = [...new Set([...words].map(hash24))].sort((a, b) => a - b).slice(0, limit);
  return Uint8Array.from(hashes.flatMap((hash) => [hash >>> 16, (hash >>> 8) & 255, hash & 255]));
}

/** FNV-1a, folded to 24 bits and stirred, so that neighbouring characters give distant numbers. */
function hash24(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 8) & 0xffffff;
}

/** A matter stands under so many keys: whoever comes after finds it by any of them. */
const mostKeys = 3;

/**
 * The keys under which a matter is looked for: its names, first of all those in title, address and respondent; where there
 * are too few, pairs of characters. Of each the smallest hashes, so that alike texts choose alike.
 */
export function keysOf({ heads, names, pairs }: Sketch): string[] {
  const all = [
    ...[...hashesIn(heads), ...hashesIn(names)].map((hash) => `N${hash.toString(36)}`),
    ...hashesIn(pairs).map((hash) => `P${hash.toString(36)}`),
  ];
  return [...new Set(all)].slice(0, mostKeys);
}

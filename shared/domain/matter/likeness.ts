import { covers } from "../region.ts";
import { hashesIn, mostPairs, type Sketch } from "./sketch.ts";

/** How far two matters are the same, from 0 to 1, with what it is made of; a part is left out where one of them is silent. */
export interface Likeness {
  score: number;
  parts: Parts;
}

export interface Parts {
  /** Dice coefficient over the pairs of characters. */
  text: number;
  category: number;
  place?: number;
  names?: number;
  respondent?: number;
  address?: number;
  /** House, order and vehicle numbers: 0 when both have some and share none. */
  numbers?: number;
}

const weights: Record<keyof Parts, number> = {
  text: 5,
  names: 3,
  respondent: 2,
  address: 2,
  category: 1,
  place: 1,
  numbers: 1,
};

/** From this share of common pairs on two texts say the same in the words of one person; reworded ones reach a third of it. */
const sameWords = 0.6;

/** Matter identity (同一事项): respondent, category, place and the likeness of the texts. Symmetric. */
export function likeness(a: Sketch, b: Sketch): Likeness {
  const parts: Parts = {
    text: dice(a.pairs, b.pairs),
    category: sameCategory(a.category, b.category),
    ...part("place", a.region === undefined || b.region === undefined ? undefined : samePlace(a.region, b.region)),
    ...part("names", overlap(a.heads, b.heads) ?? overlap(a.names, b.names)),
    ...part(
      "respondent",
      a.respondent.length * b.respondent.length === 0 ? undefined : dice(a.respondent, b.respondent),
    ),
    ...part("address", overlap(a.address, b.address)),
    ...part("numbers", overlap(a.numbers, b.numbers)),
  };
  const scaled = { ...parts, text: Math.min(1, parts.text / sameWords) };
  const known = Object.entries(scaled) as [keyof Parts, number][];
  const total = known.reduce((sum, [name]) => sum + weights[name], 0);
  return { score: rounded(known.reduce((sum, [name, value]) => sum + weights[name] * value, 0) / total), parts };
}

function part<Name extends keyof Parts>(name: Name, value: number | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>);
}

/** The same leaf 1, the same branch a half. */
function sameCategory(a: string, b: string): number {
  if (a === b) return 1;
  const branch = (code: string) => code.split(".").slice(0, 2).join(".");
  return branch(a) === branch(b) ? 0.5 : 0;
}

function samePlace(a: string, b: string): number {
  return covers(a, b) || covers(b, a) ? 1 : 0;
}

/** Twice what two sets share, over their sizes together; of sets that were cut, within the range that both cover. */
function dice(a: Uint8Array, b: Uint8Array): number {
  const [ones, others] = [hashesIn(a), hashesIn(b)];
  const range = Math.min(rangeOf(ones), rangeOf(others));
  const [left, right] = [ones.filter((hash) => hash <= range), others.filter((hash) => hash <= range)];
  const size = left.length + right.length;
  return size === 0 ? 0 : rounded((2 * shared(left, right)) / size);
}

function rangeOf(hashes: number[]): number {
  return hashes.length < mostPairs ? Number.POSITIVE_INFINITY : (hashes.at(-1) ?? 0);
}

/** What two sets share, over the smaller one; undefined when one is empty. */
function overlap(a: Uint8Array, b: Uint8Array): number | undefined {
  const smaller = Math.min(a.length, b.length) / 3;
  return smaller === 0 ? undefined : rounded(shared(hashesIn(a), hashesIn(b)) / smaller);
}

function shared(a: number[], b: number[]): number {
  const other = new Set(b);
  return a.filter((hash) => other.has(hash)).length;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

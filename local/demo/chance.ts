import { createHash } from "node:crypto";

/** A number from 0 up to 1 for a name: the same seed and name give the same number, in whatever order they are asked. */
export type Chance = (...name: (string | number)[]) => number;

/**
 * Chance by name and not by sequence: what a person does about one case must not depend on how many others were asked
 * before, nor on case ids, which differ from run to run.
 */
export function createChance(seed: number): Chance {
  return (...name) => {
    const digest = createHash("sha256")
      .update(`${seed}\n${name.join("\n")}`)
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}

/** One of the choices, each as likely as its weight says. */
export function pick<Choice extends string>(chance: number, weights: Record<Choice, number>): Choice {
  const choices = Object.entries(weights) as [Choice, number][];
  let left = chance * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  const [last] = choices.at(-1) ?? [];
  if (last === undefined) throw new RangeError("there is nothing to choose from");
  return last;
}

/** One of a list, all as likely. Throws a RangeError for an empty one. */
export function oneOf<Entry>(chance: number, entries: readonly Entry[]): Entry {
  const found = entries[Math.floor(chance * entries.length)];
  if (found === undefined) throw new RangeError("there is nothing to choose from");
  return found;
}

/** A number between two others. */
export const between = (chance: number, least: number, most: number): number => least + chance * (most - least);

import { countNgrams } from "./features.ts";
import { fingerprint, InputRefused, type LabelledMessage, partOf } from "./messages.ts";

/** A message made ready to learn from. */
export interface Example {
  counts: Map<string, number>;
  label: number;
  /** How much it counts; a person's correction counts more than a row of the base data. */
  weight: number;
  corrected: boolean;
  /** The tenth of all messages it belongs to, by its words. */
  part: number;
}

export interface Corpus {
  labels: string[];
  examples: Example[];
}

/** A label with fewer messages teaches nothing and could not be held out. */
export const fewestRows = 20;
/** Messages are held out by tenths. */
export const parts = 10;

/**
 * Base data and corrections as one corpus, each distinct text once: of texts that are filed twice the last filing counts, a
 * correction before all. Labels that are `known` to a model need no number of messages. Throws InputRefused when a label has too few messages, or there are not two labels.
 */
export function buildCorpus(
  base: readonly LabelledMessage[],
  corrections: readonly LabelledMessage[] = [],
  correctionWeight = 1,
  known: readonly string[] = [],
): Corpus {
  const filed = new Map<string, { message: LabelledMessage; corrected: boolean }>();
  for (const message of base) filed.set(fingerprint(message), { message, corrected: false });
  for (const message of corrections) filed.set(fingerprint(message), { message, corrected: true });
  const sizes = new Map<string, number>();
  for (const { message } of filed.values()) sizes.set(message.label, (sizes.get(message.label) ?? 0) + 1);
  for (const [label, size] of sizes) {
    if (size >= fewestRows || known.includes(label)) continue;
    const few = `label ${label} has ${size} distinct messages, fewer than ${fewestRows}`;
    throw new InputRefused(`${few}; add some, join it with another label, or leave it out`);
  }
  const labels = [...new Set([...known, ...sizes.keys()])].sort();
  if (labels.length < 2) throw new InputRefused(`there is nothing to tell apart: the only label is ${labels[0]}`);
  const examples = [...filed.values()].map(({ message, corrected }) => ({
    counts: countNgrams(message),
    label: labels.indexOf(message.label),
    weight: corrected ? correctionWeight : 1,
    corrected,
    part: partOf(message, parts),
  }));
  return { labels, examples };
}

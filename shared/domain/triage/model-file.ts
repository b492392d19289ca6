/** How a text model is stored: numbers and n-grams, nothing else. `npm run train` writes it. */
export interface ModelFile {
  format: typeof modelFormat;
  labels: string[];
  /** How often the title counts beside the body, and what is added to a text's length, so that short texts say little. */
  reading: { titleCounts: number; damping: number };
  /** Divides the scores, so that a share of 0.9 is right nine times in ten. Fitted on messages held out of training. */
  temperature: number;
  bias: number[];
  /** What one step of a weight is worth. */
  weightStep: number;
  /** Letters and the digit 0 alone, set apart by blanks; a leading `^` marks those that are looked for in the title only. */
  ngrams: string;
  /** In how many distinct messages each n-gram occurred: 16-bit numbers, least byte first, in base64. */
  messages: string;
  /** A row of signed bytes an n-gram, one byte a label, in base64. */
  weights: string;
  provenance: Provenance;
}

/** Where a model comes from, in numbers. */
export interface Provenance {
  rows: number;
  /** Rows that people's corrections gave; part of `rows`. */
  corrections: number;
  features: number;
  /** The fewest distinct messages that any feature stems from. */
  fewestMessages: number;
  seed: number;
  /** Measured on the part held out, by a model that did not see it. */
  heldOut: { rows: number; accuracy: number; macroF1: number; mostConfident80: number };
}

/** Stands before n-grams that are looked for in the title only. */
export const inTitle = "^";

export const modelFormat = "jiesu-text-model-1";

/** No feature stems from fewer messages than this: a model must not tell what one person wrote. */
export const fewestMessages = 5;

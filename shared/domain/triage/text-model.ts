import { createHash } from "node:crypto";
import { type Lexicon, lexicon } from "./lexicon.ts";
import { fewestMessages, inTitle, type ModelFile, modelFormat } from "./model-file.ts";
import { modelText } from "./ngrams.ts";

/** A statistical model of texts: multinomial logistic regression on weighted n-grams of characters. */
export interface TextModel {
  /** The start of the file's hash: the same file is the same version. */
  version: string;
  labels: readonly string[];
  read(title: string, body: string): ModelReading;
}

export interface ModelReading {
  /** What each label of the model is worth, in the model's order; together 1. */
  shares: readonly number[];
  /** How many different n-grams of the text the model knows. */
  known: number;
  /**
   * The n-grams that speak most for a label against the others, the strongest first, single characters last; none that
   * lies within another.
   */
  drivenBy(label: number, most: number): string[];
}

/** Reads a model file. Throws an Error that says what is wrong with it. */
export function readTextModel(text: string): TextModel {
  const file = parse(text);
  const { labels, bias, weightStep, temperature, reading } = file;
  const ngrams = file.ngrams.split(" ");
  const counts = Buffer.from(file.messages, "base64");
  const bytes = Buffer.from(file.weights, "base64");
  const width = labels.length;
  if (bias.length !== width || counts.length !== 2 * ngrams.length || bytes.length !== width * ngrams.length) {
    throw new Error("the text model is damaged: its parts do not fit together; train it again");
  }
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const rarity = Float64Array.from(ngrams, (_, index) =>
    rarityOf(counts.readUInt16LE(2 * index), file.provenance.rows),
  );
  if (file.provenance.fewestMessages < fewestMessages) {
    throw new Error(`the text model has features of fewer than ${fewestMessages} messages; train it again`);
  }
  const anywhere = lexiconOf(ngrams, (ngram) => !ngram.startsWith(inTitle));
  const titles = lexiconOf(ngrams, (ngram) => ngram.startsWith(inTitle));

  return { version: createHash("sha256").update(text).digest("hex").slice(0, 12), labels, read };

  function read(title: string, body: string): ModelReading {
    const counts = new Float64Array(ngrams.length);
    const found: number[] = [];
    const count = (weight: number) => (ngram: number) => {
      if (counts[ngram] === 0) found.push(ngram);
      counts[ngram] = (counts[ngram] as number) + weight;
    };
    const head = modelText(title);
    anywhere(head, count(reading.titleCounts));
    titles(head, count(1));
    anywhere(modelText(body), count(1));
    let length = reading.damping;
    const sums = new Float64Array(width);
    for (const ngram of found) {
      const value = 1 + Math.log(counts[ngram] as number);
      counts[ngram] = value;
      length += (value * (rarity[ngram] as number)) ** 2;
      for (let label = 0; label < width; label += 1) {
        sums[label] = (sums[label] as number) + value * (weights[ngram * width + label] as number);
      }
    }
    const scale = weightStep / Math.sqrt(length);
    const scores = bias.map((start, label) => (start + (sums[label] as number) * scale) / temperature);
    return { shares: softmax(scores), known: found.length, drivenBy };

    function drivenBy(label: number, most: number): string[] {
      const pushes = found.flatMap((ngram) => {
        let mean = 0;
        for (let other = 0; other < width; other += 1) mean += (weights[ngram * width + other] as number) / width;
        const push = (counts[ngram] as number) * ((weights[ngram * width + label] as number) - mean);
        return push > 0 ? [{ ngram, push }] : [];
      });
      const chosen: string[] = [];
      const strongest = pushes
        .sort((a, b) => b.push - a.push || a.ngram - b.ngram)
        .map(({ ngram }) => (ngrams[ngram] as string).replace(inTitle, ""));
      // A single character tells a person little: those come last.
      const [single, longer] = [strongest.filter((one) => one.length < 2), strongest.filter((one) => one.length > 1)];
      for (const written of [...longer, ...single]) {
        if (chosen.length === most) break;
        if (!chosen.some((one) => one.includes(written) || written.includes(one))) chosen.push(written);
      }
      return chosen;
    }
  }
}

/** Looks for some of the n-grams, and tells them by their places among all. */
function lexiconOf(ngrams: readonly string[], wanted: (ngram: string) => boolean): Lexicon["scan"] {
  const places = [...ngrams.keys()].filter((place) => wanted(ngrams[place] as string));
  const { scan } = lexicon(places.map((place) => (ngrams[place] as string).replace(inTitle, "")));
  return (text, found) => scan(text, (word) => found(places[word] as number));
}

/** What an n-gram weighs by its rarity (inverse document frequency): 1 when it is in every message. */
export function rarityOf(messages: number, rows: number): number {
  return Math.log(rows / messages) + 1;
}

/** Scores as shares that add up to 1. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

function parse(text: string): ModelFile {
  let value: Partial<ModelFile>;
  try {
    value = JSON.parse(text) as Partial<ModelFile>;
  } catch {
    throw new Error("the text model is no JSON document; train it again");
  }
  if (value?.format !== modelFormat) {
    throw new Error(`the text model has format ${String(value?.format)}, not ${modelFormat}; train it again`);
  }
  return value as ModelFile;
}

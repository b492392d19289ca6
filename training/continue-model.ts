import type { ModelFile } from "../shared/domain/triage/model-file.ts";
import { rarityOf, readTextModel } from "../shared/domain/triage/text-model.ts";
import { heldOutFigures, isHeldOut, write } from "./build-model.ts";
import type { Corpus, Example } from "./corpus.ts";
import { chooseVocabulary, type Vocabulary, vectors } from "./features.ts";
import { type Fitting, fitting, fitWeights, scoresOf, type Weights } from "./logistic-regression.ts";

/** Small steps: the weights are good already, and a few corrections must not throw them over. */
const onTop: Fitting = { ...fitting, caution: 1 };

export interface Continued {
  /** The text of the new model's file. */
  text: string;
  /** How often the corrections held out are read rightly, by the model as it was and after the others were learned. */
  before: number;
  after: number;
}

/**
 * Goes on from a model with corrections alone, for whoever has no base data: its weights move as far as the corrections
 * ask, and n-grams of five corrections or more are added. The corpus has the model's labels, and any new ones.
 * Throws an Error when the file is no model.
 */
export function continueModel(file: string, { labels, examples }: Corpus): Continued {
  readTextModel(file);
  const base = JSON.parse(file) as ModelFile;
  const vocabulary = widened(base, examples, labels.length);
  const start = weightsOf(base, vocabulary, labels);
  const toVector = vectors(vocabulary);
  const rows = examples.map(({ counts, label, weight }) => ({ ...toVector(counts), label, weight }));
  const held = rows.filter((_, at) => isHeldOut(examples[at] as Example));
  const seen = rows.filter((_, at) => !isHeldOut(examples[at] as Example));
  const learn = (from: typeof rows) => fitWeights(from, vocabulary.ngrams.length, labels.length, onTop, start);
  const measured = learn(seen);
  const figures = (model: Weights) => {
    const scored = held.map((row) => ({ scores: scoresOf(model, row), label: row.label }));
    return heldOutFigures(labels, scored, base.temperature);
  };
  const heldOut = figures(measured);
  const text = write({
    labels,
    vocabulary,
    weights: learn(rows),
    temperature: base.temperature,
    corrections: base.provenance.corrections + examples.length,
    seed: onTop.seed,
    heldOut,
  });
  return { text, before: figures(start).accuracy, after: heldOut.accuracy };
}

/** The model's n-grams and those that the corrections add, with the messages of both. */
function widened(base: ModelFile, examples: readonly Example[], labels: number): Vocabulary {
  const counted = Buffer.from(base.messages, "base64");
  const messages = new Map(base.ngrams.split(" ").map((ngram, at) => [ngram, counted.readUInt16LE(2 * at)]));
  const added = new Set(chooseVocabulary(examples, labels).ngrams.filter((ngram) => !messages.has(ngram)));
  for (const ngram of added) messages.set(ngram, 0);
  for (const { counts } of examples) {
    for (const ngram of counts.keys()) {
      const before = messages.get(ngram);
      if (before !== undefined) messages.set(ngram, before + 1);
    }
  }
  return {
    ngrams: [...messages.keys()],
    messages: [...messages.values()],
    rows: base.provenance.rows + examples.length,
  };
}

/** The weights of a model's file over a wider vocabulary and more labels; what is new starts at 0. */
function weightsOf(base: ModelFile, vocabulary: Vocabulary, labels: readonly string[]): Weights {
  const bytes = Buffer.from(base.weights, "base64");
  const weights = new Float64Array(vocabulary.ngrams.length * labels.length);
  const bias = new Float64Array(labels.length);
  const width = base.labels.length;
  for (const [from, label] of base.labels.entries()) {
    const to = labels.indexOf(label);
    bias[to] = base.bias[from] as number;
    for (let place = 0; place < bytes.length / width; place += 1) {
      const rarity = rarityOf(vocabulary.messages[place] as number, vocabulary.rows);
      weights[place * labels.length + to] = (bytes.readInt8(place * width + from) * base.weightStep) / rarity;
    }
  }
  return { labels: labels.length, weights, bias };
}

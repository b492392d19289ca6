import { fewestMessages, type ModelFile, modelFormat } from "../shared/domain/triage/model-file.ts";
import { rarityOf, readTextModel, type TextModel } from "../shared/domain/triage/text-model.ts";
import { type Scored, temperatureOf } from "./calibration.ts";
import type { Corpus, Example } from "./corpus.ts";
import { chooseVocabulary, reading, type Vocabulary, vectors } from "./features.ts";
import { type Fitting, fitting, fitWeights, scoresOf, type Weights } from "./logistic-regression.ts";
import { answerOf, figuresOf } from "./metrics.ts";

/** Messages of these tenths are held out when a model is measured and its temperature is found. */
export const heldOutParts: readonly number[] = [0, 1];

export function isHeldOut({ part }: { part: number }): boolean {
  return heldOutParts.includes(part);
}

/**
 * Trains a model and gives the text of its file. Measured and calibrated on the messages held out, by a model that did
 * not see them; the model that is written then learns from all of them, unless `keepOut` says to leave them out.
 */
export function buildModel(corpus: Corpus, options: { keepOut?: boolean; how?: Fitting } = {}): string {
  const { labels, examples } = corpus;
  const { keepOut = false, how = fitting } = options;
  const seen = examples.filter((example) => !isHeldOut(example));
  const held = examples.filter(isHeldOut);
  const measured = learn(seen, labels.length, how);
  const toVector = vectors(measured.vocabulary);
  const scored = held.map(({ counts, label }) => ({ scores: scoresOf(measured.weights, toVector(counts)), label }));
  const temperature = held.length > 0 ? temperatureOf(scored) : 1;
  const learned = keepOut ? measured : learn(examples, labels.length, how);
  const used = keepOut ? seen : examples;
  return write({
    labels,
    ...learned,
    temperature,
    corrections: used.filter(({ corrected }) => corrected).length,
    seed: how.seed,
    heldOut: heldOutFigures(labels, scored, temperature),
  });
}

export function heldOutFigures(
  labels: readonly string[],
  scored: readonly Scored[],
  temperature: number,
): ModelFile["provenance"]["heldOut"] {
  const answers = scored.map(({ scores, label }) => answerOf(labels, scores, label, temperature));
  const { rows, accuracy, macroF1, mostConfident80 } = figuresOf(answers);
  return { rows, accuracy, macroF1, mostConfident80: mostConfident80.accuracy };
}

function learn(
  examples: readonly Example[],
  labels: number,
  how: Fitting,
): { vocabulary: Vocabulary; weights: Weights } {
  const vocabulary = chooseVocabulary(examples, labels);
  const toVector = vectors(vocabulary);
  const rows = examples.map(({ counts, label, weight }) => ({ ...toVector(counts), label, weight }));
  return { vocabulary, weights: fitWeights(rows, vocabulary.ngrams.length, labels, how) };
}

export interface Learned {
  labels: string[];
  vocabulary: Vocabulary;
  weights: Weights;
  temperature: number;
  corrections: number;
  seed: number;
  heldOut: ModelFile["provenance"]["heldOut"];
}

/** The text of a model's file. Weights are rounded to signed bytes; an n-gram whose weights all round to 0 is left out. */
export function write(learned: Learned): string {
  const { labels, vocabulary, weights, temperature, corrections, seed, heldOut } = learned;
  const width = labels.length;
  const { rows } = vocabulary;
  const rarity = vocabulary.messages.map((n) => rarityOf(n, rows));
  const whole = Float64Array.from(weights.weights, (weight, at) => weight * (rarity[Math.floor(at / width)] ?? 0));
  const step = Number((whole.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127).toPrecision(6));
  const bytes = Int8Array.from(whole, (weight) => Math.max(-127, Math.min(127, Math.round(weight / step))));
  const kept = vocabulary.ngrams.flatMap((ngram, place) => {
    const row = bytes.subarray(place * width, (place + 1) * width);
    return row.some((byte) => byte !== 0) ? [{ ngram, row, messages: vocabulary.messages[place] ?? 0 }] : [];
  });
  const counts = Uint16Array.from(kept, ({ messages }) => Math.min(messages, 65_535));
  const model: ModelFile = {
    format: modelFormat,
    labels: [...labels],
    reading: { titleCounts: reading.titleCounts, damping: reading.damping },
    temperature,
    bias: Array.from(weights.bias, (value) => Number(value.toPrecision(6))),
    weightStep: step,
    provenance: {
      ...{ rows, corrections, features: kept.length },
      fewestMessages: kept.reduce((fewest, { messages }) => Math.min(fewest, messages), 65_535),
      ...{ seed, heldOut },
    },
    ngrams: kept.map(({ ngram }) => ngram).join(" "),
    messages: Buffer.from(counts.buffer).toString("base64"),
    weights: Buffer.concat(kept.map(({ row }) => Buffer.from(row))).toString("base64"),
  };
  if (model.provenance.fewestMessages < fewestMessages) throw new Error("a feature of too few messages was chosen");
  return `${JSON.stringify(model, null, 1)}\n`;
}

/** Reads a model back just as the triage step does, so that what is measured is what will run. */
export function modelOf(corpus: Corpus, options?: { keepOut?: boolean; how?: Fitting }): TextModel {
  return readTextModel(buildModel(corpus, options));
}

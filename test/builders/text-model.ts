import { type ModelFile, modelFormat } from "../../shared/domain/triage/model-file.ts";
import { readTextModel, type TextModel } from "../../shared/domain/triage/text-model.ts";

/** A model file by hand: each n-gram with its weights, one a label. */
export function modelFile(
  labels: string[],
  ngrams: Record<string, number[]>,
  change: Partial<ModelFile> = {},
): ModelFile {
  const rows = Object.values(ngrams);
  return {
    format: modelFormat,
    labels,
    reading: { titleCounts: 1, damping: 1 },
    temperature: 1,
    bias: labels.map(() => 0),
    weightStep: 0.1,
    ngrams: Object.keys(ngrams).join(" "),
    messages: Buffer.from(Uint16Array.from(rows, () => 10).buffer).toString("base64"),
    weights: Buffer.from(Int8Array.from(rows.flat()).buffer).toString("base64"),
    provenance: {
      ...{ rows: 100, corrections: 0, features: rows.length, fewestMessages: 10, seed: 1 },
      heldOut: { rows: 0, accuracy: 0, macroF1: 0, mostConfident80: 0 },
    },
    ...change,
  };
}

export function textModel(...parts: Parameters<typeof modelFile>): TextModel {
  return readTextModel(JSON.stringify(modelFile(...parts)));
}

/** One message's answer beside the right one. */
export interface Answer {
  right: string;
  given: string;
  /** 0 to 1: how sure the classifier says it is. */
  confidence: number;
}

export interface LabelFigures {
  rows: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Answers by how sure they were; `confidence` and `accuracy` are the same where the classifier is honest. */
export interface ConfidenceBand {
  from: number;
  to: number;
  rows: number;
  confidence: number;
  accuracy: number;
}

export interface Figures {
  rows: number;
  accuracy: number;
  /** The plain mean of F1 over the labels that the rows bear: a rare label counts as much as a common one. */
  macroF1: number;
  perLabel: Record<string, LabelFigures>;
  /** How often which label (outer) was answered by which (inner); pairs that did not occur are left out. */
  confusion: Record<string, Record<string, number>>;
  /** `expectedError`: by how much confidence and accuracy differ, on the mean over all answers. */
  calibration: { expectedError: number; bands: ConfidenceBand[] };
  mostConfident80: { rows: number; accuracy: number; leastConfidence: number };
}

/** The figures of a set of answers; all 0 for an empty one. */
export function figuresOf(answers: readonly Answer[]): Figures {
  const confusion: Figures["confusion"] = {};
  const given = new Map<string, number>();
  for (const answer of answers) {
    let row = confusion[answer.right];
    if (!row) {
      row = {};
      confusion[answer.right] = row;
    }
    row[answer.given] = (row[answer.given] ?? 0) + 1;
    given.set(answer.given, (given.get(answer.given) ?? 0) + 1);
  }
  const labels = Object.keys(confusion).sort();
  const perLabel = Object.fromEntries(
    labels.map((label) => {
      const row = confusion[label] ?? {};
      const rows = Object.values(row).reduce((sum, n) => sum + n, 0);
      const hits = row[label] ?? 0;
      const named = given.get(label) ?? 0;
      const f1 = round((2 * hits) / (rows + named));
      return [label, { rows, precision: named === 0 ? 0 : round(hits / named), recall: round(hits / rows), f1 }];
    }),
  );
  const surest = [...answers].sort((a, b) => b.confidence - a.confidence).slice(0, Math.floor(answers.length * 0.8));
  return {
    rows: answers.length,
    accuracy: accuracyOf(answers),
    macroF1: round(labels.reduce((sum, label) => sum + (perLabel[label]?.f1 ?? 0), 0) / Math.max(labels.length, 1)),
    perLabel,
    confusion: Object.fromEntries(labels.map((label) => [label, confusion[label] ?? {}])),
    calibration: calibrationOf(answers),
    mostConfident80: {
      rows: surest.length,
      accuracy: accuracyOf(surest),
      leastConfidence: round(surest.at(-1)?.confidence ?? 0),
    },
  };
}

/** A model's answer by its scores. */
export function answerOf(
  labels: readonly string[],
  scores: ArrayLike<number>,
  right: number,
  temperature: number,
): Answer {
  const values = Array.from(scores, (score) => score / temperature);
  const highest = Math.max(...values);
  const sum = values.reduce((all, value) => all + Math.exp(value - highest), 0);
  return {
    right: labels[right] as string,
    given: labels[values.indexOf(highest)] as string,
    confidence: 1 / sum,
  };
}

function calibrationOf(answers: readonly Answer[]): Figures["calibration"] {
  const bands = Array.from({ length: 10 }, (_, index) => {
    const inside = answers.filter(({ confidence }) => Math.min(Math.floor(confidence * 10), 9) === index);
    const confidence = inside.reduce((sum, one) => sum + one.confidence, 0) / Math.max(inside.length, 1);
    return {
      ...{ from: index / 10, to: (index + 1) / 10, rows: inside.length },
      ...{ confidence: round(confidence), accuracy: accuracyOf(inside) },
    };
  }).filter(({ rows }) => rows > 0);
  const expected = bands.reduce(
    (sum, { rows, confidence, accuracy }) => sum + rows * Math.abs(confidence - accuracy),
    0,
  );
  return { expectedError: round(expected / Math.max(answers.length, 1)), bands };
}

function accuracyOf(answers: readonly Answer[]): number {
  return round(answers.filter(({ right, given }) => right === given).length / Math.max(answers.length, 1));
}

/** Four places are more than a few thousand messages can tell. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

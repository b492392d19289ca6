import type { Provenance } from "../shared/domain/triage/model-file.ts";
import type { Evaluation } from "./evaluation.ts";

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** An evaluation as a person reads it. */
export function printEvaluation(evaluation: Evaluation): string {
  const { rows, accuracy, macroF1, perLabel, calibration, mostConfident80, sentToOfficer, milliseconds } = evaluation;
  const lines = [
    `${rows} messages, read with ${evaluation.with === "both" ? "rules and model" : evaluation.with}`,
    `right            ${percent(accuracy)}`,
    `macro-F1         ${macroF1.toFixed(4)}`,
    `surest 80 %      ${percent(mostConfident80.accuracy)} right, all of at least ${mostConfident80.leastConfidence.toFixed(2)}`,
    `to the officer   ${percent(sentToOfficer)}, below ${evaluation.officerBelow}`,
    `time a message   ${milliseconds.p50.toFixed(2)} ms, 99 % within ${milliseconds.p99.toFixed(2)} ms`,
    "",
    ...table([
      ["label", "messages", "precision", "recall", "F1"],
      ...Object.entries(perLabel).map(([label, { rows: n, precision, recall, f1 }]) => {
        return [label, String(n), percent(precision), percent(recall), f1.toFixed(3)];
      }),
    ]),
    "",
    ...table([
      ["sure", "messages", "says", "is right"],
      ...calibration.bands.map(({ from, to, rows: n, confidence, accuracy: right }) => {
        return [`${from.toFixed(1)}-${to.toFixed(1)}`, String(n), percent(confidence), percent(right)];
      }),
    ]),
    `off by ${percent(calibration.expectedError)} on the mean`,
  ];
  return `${lines.join("\n")}\n`;
}

/** What a training gave, in numbers. */
export function printTraining(file: string, bytes: number, labels: readonly string[], provenance: Provenance): string {
  const { rows, corrections, features, fewestMessages, heldOut } = provenance;
  return [
    `${file}: ${bytes} bytes, ${labels.length} labels (${labels.join(", ")})`,
    `learned from ${rows} messages, ${corrections} of them corrections; ${features} n-grams, each of ${fewestMessages} messages or more`,
    `held out ${heldOut.rows}: right ${percent(heldOut.accuracy)}, macro-F1 ${heldOut.macroF1.toFixed(4)}, surest 80 % ${percent(heldOut.mostConfident80)} right`,
    "",
  ].join("\n");
}

/** Columns of equal width; a Chinese character takes two places. */
function table(rows: readonly string[][]): string[] {
  const width = (text: string) => [...text].reduce((sum, one) => sum + (/\p{Script=Han}/u.test(one) ? 2 : 1), 0);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell)))
      .join("  ")
      .trimEnd(),
  );
}

import { expect, test } from "vitest";
import { type Answer, figuresOf } from "../../training/metrics.ts";

const answers = (...list: [string, string, number][]): Answer[] =>
  list.map(([right, given, confidence]) => ({ right, given, confidence }));

test("accuracy, F1 and confusion are those of the textbook", () => {
  const figures = figuresOf(
    answers(["a", "a", 0.9], ["a", "a", 0.9], ["a", "b", 0.6], ["b", "b", 0.9], ["c", "(none)", 0.1]),
  );
  expect(figures).toMatchObject({ rows: 5, accuracy: 0.6 });
  expect(figures.perLabel.a).toEqual({ rows: 3, precision: 1, recall: 0.6667, f1: 0.8 });
  expect(figures.perLabel.b).toEqual({ rows: 1, precision: 0.5, recall: 1, f1: 0.6667 });
  expect(figures.perLabel.c).toEqual({ rows: 1, precision: 0, recall: 0, f1: 0 });
  expect(figures.macroF1).toBeCloseTo((0.8 + 0.6667 + 0) / 3, 3);
  expect(figures.confusion).toEqual({ a: { a: 2, b: 1 }, b: { b: 1 }, c: { "(none)": 1 } });
});

test("the surest four fifths leave out the least sure", () => {
  const { mostConfident80 } = figuresOf(
    answers(["a", "b", 0.1], ["a", "a", 0.5], ["a", "a", 0.6], ["a", "a", 0.7], ["a", "a", 0.8]),
  );
  expect(mostConfident80).toEqual({ rows: 4, accuracy: 1, leastConfidence: 0.5 });
});

test("calibration sets what is said beside what is right", () => {
  const { calibration } = figuresOf(answers(["a", "a", 0.95], ["a", "b", 0.95], ["a", "a", 1]));
  expect(calibration.bands).toEqual([{ from: 0.9, to: 1, rows: 3, confidence: 0.9667, accuracy: 0.6667 }]);
  expect(calibration.expectedError).toBeCloseTo(0.3, 2);
});

test("of no answers, all is nothing", () => {
  expect(figuresOf([])).toMatchObject({ rows: 0, accuracy: 0, macroF1: 0 });
});

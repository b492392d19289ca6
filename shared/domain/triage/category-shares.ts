import type { TriageRules } from "../../directory/triage-rules.ts";
import { covers } from "../region.ts";
import type { ModelReading, TextModel } from "./text-model.ts";
import { softmax } from "./text-model.ts";
import type { Evidence } from "./weighing.ts";

/** What a category is worth for a text, as read under one label of the model; no label where none speaks for it. */
export interface CategoryShare {
  category: string;
  label: string | undefined;
  share: number;
}

/** A text as shares of categories. What they lack of 1 is what nobody has words for. */
export interface CategoryShares {
  /** One entry for every category and label that speaks for it, in no order. */
  entries: readonly CategoryShare[];
  /** The labels of the model by what they are worth once the words of the rules are counted in. */
  labels: ReadonlyMap<string, number>;
}

/**
 * How words and model are weighed together: found on real appeals with labels, and on the sample's appeals for the matters
 * no label of the model speaks for.
 */
const weighing = {
  /** What one point of a rule is worth among the categories of a label, as a power of e. */
  point: 0.45,
  /** What a point of a label's best rule adds to the label, and up to how many points. */
  forLabel: 0.1,
  mostPoints: 14,
  /** What the categories that no label speaks for are worth before a word is read, and what a point of theirs adds. */
  others: 0.004,
  forOthers: 0.52,
  /** What a point of the best rule under any label takes from them: a text may be full of words for everything. */
  againstOthers: 0.3,
} as const;

/** What the usual category of a label is worth before a word is read: a little less than one that reaches the threshold. */
const usualPoints = 2.5;

/** Categories by the words of the rules alone. */
export function sharesByRules(rules: TriageRules, sums: readonly Evidence[]): CategoryShares {
  const within = withinGroup(rules, sums, undefined);
  const entries = [...within].map(([category, share]) => ({ category, label: labelsOf(rules, category)[0], share }));
  const labels = new Map<string, number>();
  for (const { label, share } of entries) if (label !== undefined) labels.set(label, (labels.get(label) ?? 0) + share);
  return { entries, labels };
}

/**
 * Categories by words and model together: the model, and a little the words, say how likely each label is; the words say
 * which of its categories it is. Categories that no label speaks for compete by their words alone.
 */
export function sharesByBoth(
  rules: TriageRules,
  sums: readonly Evidence[],
  model: TextModel,
  reading: ModelReading,
): CategoryShares {
  const groups = model.labels.map((label, index) => ({
    label: label as string | undefined,
    sums: sums.filter(({ value }) => labelsOf(rules, value).includes(label)),
    prior: Math.log(Math.max(reading.shares[index] ?? 0, 1e-9)),
    point: weighing.forLabel as number,
  }));
  const bestUnderLabels = Math.max(...groups.map(({ sums: own }) => pointsOf(own)));
  const others = sums.filter(({ value }) => !labelsOf(rules, value).some((label) => model.labels.includes(label)));
  const prior = Math.log(weighing.others) - weighing.againstOthers * bestUnderLabels;
  groups.push({ label: undefined, sums: others, prior, point: weighing.forOthers });
  const worth = softmax(groups.map(({ sums: own, prior: start, point }) => start + point * pointsOf(own)));
  const entries = groups.flatMap(({ label, sums: own }, index) =>
    [...withinGroup(rules, own, label)].map(([category, share]) => ({
      ...{ category, label },
      share: share * (worth[index] ?? 0),
    })),
  );
  const labels = groups.flatMap(({ label }, index) =>
    label === undefined ? [] : [[label, worth[index] ?? 0] as const],
  );
  return { entries, labels: new Map(labels) };
}

/**
 * The labels that speak for a category: those that name the nearest one at or above it. Under `01: A` and `01.02: B` only B
 * speaks for `01.02.03`; a category named by two labels belongs to both.
 */
export function labelsOf(rules: TriageRules, category: string): readonly string[] {
  let known = speakers.get(rules);
  if (!known) {
    known = new Map();
    speakers.set(rules, known);
  }
  let labels = known.get(category);
  if (!labels) {
    labels = findLabels(rules, category);
    known.set(category, labels);
  }
  return labels;
}

/** Directories are read once and kept, and so is what is found in them. */
const speakers = new WeakMap<TriageRules, Map<string, readonly string[]>>();

function findLabels({ model }: TriageRules, category: string): string[] {
  let nearest = 0;
  let found: string[] = [];
  for (const { label, categories } of model?.labels ?? []) {
    for (const above of categories) {
      if (above.length < nearest || !covers(above, category)) continue;
      if (above.length > nearest) found = [];
      nearest = above.length;
      if (!found.includes(label)) found.push(label);
    }
  }
  return found;
}

/** The points of the best rule, as far as they count. */
function pointsOf(sums: readonly Evidence[]): number {
  return sums.reduce((most, { score }) => Math.min(Math.max(most, score), weighing.mostPoints), 0);
}

/** The categories of one group by their words. A sum at the threshold is as good as nobody having words for it. */
function withinGroup(rules: TriageRules, sums: readonly Evidence[], label: string | undefined): Map<string, number> {
  const usual = rules.model?.labels.find((one) => one.label === label)?.usual;
  const worth = (points: number) => Math.expm1(weighing.point * Math.max(points, 0));
  const worths = sums.map(({ value, score }) => ({
    value,
    worth: worth(score) + (label !== undefined && value === usual ? worth(usualPoints) : 0),
  }));
  const all = worths.reduce((sum, one) => sum + one.worth, worth(rules.threshold));
  return new Map(worths.filter((one) => one.worth > 0).map((one) => [one.value, one.worth / all]));
}

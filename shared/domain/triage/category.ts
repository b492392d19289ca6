import type { TriageRules } from "../../directory/triage-rules.ts";
import { covers } from "../region.ts";
import { type CategoryShares, sharesByBoth, sharesByRules } from "./category-shares.ts";
import type { ModelReading, TextModel } from "./text-model.ts";
import { type Evidence, hinted, otherwise } from "./weighing.ts";

/** A category that the text may be about, and how likely. */
export interface Candidate {
  category: string;
  /** 0 to 1. All candidates together make at most 1; the rest is what nobody has words for. */
  share: number;
}

export interface CategoryChoice {
  category: string;
  confidence: number;
  candidates: Candidate[];
  evidence: Evidence[];
  shares: CategoryShares;
}

/** How many candidates a triage officer is shown. */
const mostCandidates = 5;
/** How many n-grams of the model are shown as evidence. */
const mostNgrams = 6;
/** A text without words of a rule is filed by the model alone only when it is this sure of a label. */
const sureAlone = 0.5;

/**
 * The category of a text: the likeliest by words and model together, or by words alone where there is no model. A partner's
 * category decides; an inner one leaves the choice below it to the words.
 */
export function categoryOf(
  rules: TriageRules,
  sums: readonly Evidence[],
  hint: string | undefined,
  model: TextModel | undefined,
  reading: ModelReading | undefined,
): CategoryChoice {
  const possible = hint === undefined ? sums : sums.filter(({ value }) => covers(hint, value));
  const shares =
    model && reading && rules.model ? sharesByBoth(rules, possible, model, reading) : sharesByRules(rules, possible);
  const candidates = candidatesOf(shares);
  const best = candidates.find(({ category }) => speaks(category));
  const category = best?.category ?? hint ?? rules.otherwise.category;
  const words = sums.find((sum) => sum.value === category && sum.score > 0);
  const learned = best && model && reading ? fromModel(category) : [];
  if (hint !== undefined) {
    const own = best && words ? words : hinted("category", category, sums);
    return { category, confidence: 1, candidates: [{ category, share: 1 }], evidence: [own, ...learned], shares };
  }
  if (!best) return { category, confidence: 0, candidates, evidence: [otherwise("category", category)], shares };
  return { category, confidence: best.share, candidates, evidence: words ? [words, ...learned] : learned, shares };

  /** Words at the threshold speak for a category; without them only a model that is sure, and only where no hint is. */
  function speaks(candidate: string): boolean {
    const score = possible.find(({ value }) => value === candidate)?.score ?? 0;
    if (score >= rules.threshold) return true;
    if (hint !== undefined) return false;
    const label = labelFor(shares, candidate);
    return model !== undefined && label !== undefined && (shares.labels.get(label) ?? 0) >= sureAlone;
  }

  function fromModel(chosen: string): Evidence[] {
    const label = labelFor(shares, chosen);
    const index = label === undefined ? -1 : (model?.labels.indexOf(label) ?? -1);
    if (index < 0 || !reading) return [];
    const score = Math.round((reading.shares[index] ?? 0) * 1000) / 1000;
    const rule = `triage.model.${label}`;
    return [{ field: "category", value: chosen, rule, words: reading.drivenBy(index, mostNgrams), score }];
  }
}

/** The likeliest of the labels that speak for a category; undefined when none does. */
export function labelFor({ entries, labels }: CategoryShares, category: string): string | undefined {
  const worth = (label: string | undefined) => (label === undefined ? 0 : (labels.get(label) ?? 0));
  return entries
    .filter((entry) => entry.category === category)
    .map(({ label }) => label)
    .sort((a, b) => worth(b) - worth(a))[0];
}

function candidatesOf({ entries }: CategoryShares): Candidate[] {
  const sums = new Map<string, number>();
  for (const { category, share } of entries) sums.set(category, (sums.get(category) ?? 0) + share);
  return [...sums]
    .map(([category, share]) => ({ category, share: Math.round(share * 10_000) / 10_000 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || (a.category < b.category ? -1 : 1))
    .slice(0, mostCandidates);
}

import type { Directory } from "../shared/directory/directory.ts";
import { depthOf } from "../shared/domain/region.ts";
import { labelFor } from "../shared/domain/triage/category.ts";
import { type CategoryShares, labelsOf } from "../shared/domain/triage/category-shares.ts";
import type { Triage } from "../shared/domain/triage/classify.ts";
import { InputRefused, type LabelledMessage } from "./messages.ts";

/** What a label of a message means in a directory: a label of the text model, or a category at some level of the tree. */
export type Filing = { label: string } | { category: string };

/**
 * Reads a label: first as a label of the model, then as a category's code, then as a category's name in either language,
 * where the highest category of that name is meant. Throws InputRefused for any other.
 */
export function filingOf({ categories, triage }: Directory, { label, at }: LabelledMessage): Filing {
  if (triage.model?.labels.some((one) => one.label === label)) return { label };
  if (categories.some(({ code }) => code === label)) return { category: label };
  const [named] = categories
    .filter(({ name }) => name.zh === label || name.en === label)
    .sort((a, b) => depthOf(a.code) - depthOf(b.code));
  if (named) return { category: named.code };
  const labels = triage.model?.labels.map((one) => one.label).join(", ") ?? "none";
  throw new InputRefused(
    `${at}: nobody knows the label "${label}"; use a label of triage.yaml (${labels}), or a category's code or name`,
  );
}

/**
 * The label of the model that a filing stands for, to learn from; undefined where no label or more than one speaks for the
 * category, since then the message cannot teach the model anything.
 */
export function labelToLearn({ triage }: Directory, filing: Filing): string | undefined {
  if ("label" in filing) return filing.label;
  const labels = labelsOf(triage, filing.category);
  return labels.length === 1 ? labels[0] : undefined;
}

/** What the classifier answers at the level of a filing, and how sure it is of that level. */
export function answerAt(
  filing: Filing,
  { triage, shares }: { triage: Triage; shares: CategoryShares },
): { right: string; given: string; confidence: number } {
  if ("label" in filing) {
    const given = labelFor(shares, triage.category);
    const confidence = given === undefined ? triage.confidence : (shares.labels.get(given) ?? 0);
    return { right: filing.label, given: given ?? "(none)", confidence: triage.confidence === 0 ? 0 : confidence };
  }
  const above = (category: string) => category.split(".").slice(0, depthOf(filing.category)).join(".");
  const given = above(triage.category);
  const confidence = shares.entries.reduce((sum, one) => (above(one.category) === given ? sum + one.share : sum), 0);
  return { right: filing.category, given, confidence: triage.confidence === 0 ? 0 : confidence };
}

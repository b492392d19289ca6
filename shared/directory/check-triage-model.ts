import { labelsOf } from "../domain/triage/category-shares.ts";
import type { Problem } from "./check.ts";
import { leaves } from "./check-trees.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";

/** Every label of the text model means categories that exist, and files what it cannot tell apart under one of its own. */
export function triageModelProblems({ triage, categories }: Directory): Problem[] {
  const labels = triage.model?.labels ?? [];
  const at = (index: number, ...rest: (string | number)[]) => ["triage", "model", "labels", index, ...rest];
  const known = new Set(categories.map(({ code }) => code));
  const filed = new Set(leaves(categories));
  const problems: Problem[] = repeated(labels, ({ label }) => label).map(({ index, key }) => ({
    path: at(index),
    message: `the label ${key} is listed already; join the two`,
  }));
  for (const [index, { label, categories: named, usual }] of labels.entries()) {
    for (const [place, code] of named.entries()) {
      if (known.has(code)) continue;
      const message = `there is no category ${code}; name a category of this directory`;
      problems.push({ path: at(index, "categories", place), message });
    }
    if (usual === undefined) continue;
    const path = at(index, "usual");
    if (!filed.has(usual)) {
      problems.push({ path, message: `${usual} is no category that cases are filed under; name a leaf of the tree` });
    } else if (!labelsOf(triage, usual).includes(label)) {
      problems.push({
        path,
        message: `the label ${label} does not speak for ${usual}; add it to the label's categories`,
      });
    }
  }
  return problems;
}

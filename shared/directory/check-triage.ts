import { normalise } from "../domain/normalised-text.ts";
import type { Problem } from "./check.ts";
import { leaves } from "./check-trees.ts";
import { triageModelProblems } from "./check-triage-model.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";

const groups = ["categories", "kinds", "severities", "tracks", "highRisk"] as const;

/** Triage rules decide for leaf categories that exist, one rule each, with words that can be found. */
export function triageProblems(directory: Directory): Problem[] {
  const { triage, categories } = directory;
  const filed = new Set(leaves(categories));
  const problems: Problem[] = [];
  for (const [index, { category }] of triage.categories.entries()) {
    if (!filed.has(category)) notALeaf(["triage", "categories", index, "category"], category);
  }
  if (!filed.has(triage.otherwise.category)) notALeaf(["triage", "otherwise", "category"], triage.otherwise.category);
  for (const group of groups) {
    const rules = triage[group].map((rule) => ({ name: nameOf(rule), words: rule.words }));
    for (const { index, key } of repeated(rules, ({ name }) => name)) {
      problems.push({ path: ["triage", group, index], message: `there is a rule for ${key} already; join the two` });
    }
    for (const [index, { words }] of rules.entries()) {
      for (const { index: at, key } of repeated(words, ({ word }) => normalise(word))) {
        const message = `the word "${key}" stands twice in this rule and would weigh twice; remove one`;
        problems.push({ path: ["triage", group, index, "words", at], message });
      }
      for (const [at, { word }] of words.entries()) {
        if (normalise(word) !== "") continue;
        problems.push({
          path: ["triage", group, index, "words", at],
          message: "a word of blanks is in every text; remove it",
        });
      }
    }
  }
  return [...problems, ...triageModelProblems(directory)];

  function notALeaf(path: (string | number)[], category: string): void {
    const known = categories.some(({ code }) => code === category);
    const message = known
      ? `category ${category} has categories below it; name the one that cases are filed under`
      : `there is no category ${category}; name a category of this directory`;
    problems.push({ path, message });
  }
}

function nameOf(rule: object): string {
  return Object.entries(rule)
    .filter(([field]) => field !== "words")
    .map(([, value]) => String(value))
    .join(" ");
}

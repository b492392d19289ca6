import type { TriageRules } from "../../directory/triage-rules.ts";
import { normalise } from "../normalised-text.ts";
import { lexicon } from "./lexicon.ts";

/** Why triage decided so, for a person to check: which rule, which of its words, what they weigh together. */
export interface Evidence {
  field: "kind" | "category" | "severity" | "track" | "high-risk";
  value: string;
  /**
   * `hint`, `otherwise`, or the path of the rule in the directory: `triage.categories.01.01.02`, or, for what the text model
   * says, `triage.model.<label>`; then the words are its n-grams and the score is the label's share.
   */
  rule: string;
  words: string[];
  score: number;
}

type Words = TriageRules["kinds"][number]["words"];

/** The rules of a directory made ready to be weighed against many texts. */
type Weighing = (text: string) => WeighedRules;

/** What every rule of a directory adds up to in one text. */
export interface WeighedRules {
  kinds: Evidence[];
  categories: Evidence[];
  severities: Evidence[];
  tracks: Evidence[];
  highRisk: Evidence[];
}

/** Directories are read once and kept, and so is what is made of their rules. */
const prepared = new WeakMap<TriageRules, Weighing>();

/** Adds up, for every rule, the weights of its words that occur in a normalised text. A word counts once, however often. */
export function weighRules(rules: TriageRules, text: string): WeighedRules {
  let weighing = prepared.get(rules);
  if (!weighing) {
    weighing = prepare(rules);
    prepared.set(rules, weighing);
  }
  return weighing(text);
}

function prepare(rules: TriageRules): Weighing {
  const places = new Map<string, number>();
  const placed = (words: Words) =>
    words.map(({ word, weight }) => {
      const written = normalise(word);
      const place = places.get(written) ?? places.size;
      places.set(written, place);
      return { word, weight, place };
    });
  const group = <Rule extends { words: Words }>(
    field: Evidence["field"],
    path: string,
    list: readonly Rule[],
    of: (rule: Rule) => string,
  ): Prepared[] =>
    list.map((rule) => {
      const named = { field, value: of(rule), rule: `triage.${path}.${of(rule)}` };
      return { named, words: placed(rule.words) };
    });
  const kinds = group("kind", "kinds", rules.kinds, ({ kind }) => kind);
  const categories = group("category", "categories", rules.categories, ({ category }) => category);
  const severities = group("severity", "severities", rules.severities, ({ severity }) => severity);
  const tracks = group("track", "tracks", rules.tracks, ({ track }) => track);
  const highRisk = group("high-risk", "highRisk", rules.highRisk, ({ reason }) => reason);
  const words = lexicon([...places.keys()]);
  return (text) => {
    const occurs = new Uint8Array(places.size);
    words.scan(text, (place) => {
      occurs[place] = 1;
    });
    const weigh = (prepared: Prepared) => weighed(prepared, occurs);
    return {
      kinds: kinds.map(weigh),
      categories: categories.map(weigh),
      severities: severities.map(weigh),
      tracks: tracks.map(weigh),
      highRisk: highRisk.map(weigh),
    };
  };
}

interface Prepared {
  named: Pick<Evidence, "field" | "value" | "rule">;
  /** `place` is where the lexicon has the word. */
  words: { word: string; weight: number; place: number }[];
}

function weighed({ named, words }: Prepared, occurs: Uint8Array): Evidence {
  const found: string[] = [];
  let score = 0;
  for (const { word, weight, place } of words) {
    if (occurs[place] !== 1) continue;
    found.push(word);
    score += weight;
  }
  return { ...named, words: found, score };
}

/** A value that a partner gave, with what the rules found for it. */
export function hinted(field: Evidence["field"], value: string, sums: readonly Evidence[] = []): Evidence {
  const own = sums.find((sum) => sum.value === value);
  return { field, value, rule: "hint", words: own?.words ?? [], score: own?.score ?? 0 };
}

/** What a text becomes that decides nothing. */
export function otherwise(field: Evidence["field"], value: string): Evidence {
  return { field, value, rule: "otherwise", words: [], score: 0 };
}

import { type Kind, type Severity, severities, type Track } from "../directory/names.ts";
import type { TriageRules } from "../directory/triage-rules.ts";
import { normalise } from "./normalised-text.ts";
import { covers } from "./region.ts";

/** What triage reads of a ticket. All but title and body are hints of the channel or the partner. */
export interface TicketText {
  title: string;
  body: string;
  kind?: Kind | undefined;
  /** A category of the directory; an inner node of the tree leaves the choice below it to the words. */
  category?: string | undefined;
  /** A partner raises the severity by it, never lowers it. */
  severity?: Severity | undefined;
  tracks?: readonly Track[] | undefined;
}

/** Why triage decided so, for a person to check: which rule, which of its words, what they weigh together. */
export interface Evidence {
  field: "kind" | "category" | "severity" | "track" | "high-risk";
  value: string;
  /** `hint`, `otherwise`, or the path of the rule in the directory, `triage.categories.01.01.02`. */
  rule: string;
  words: string[];
  score: number;
}

export interface Triage {
  kind: Kind;
  category: string;
  severity: Severity;
  tracks: Track[];
  /** Complex dispute, sensitive persons (复杂、人员敏感), or urgent: local unit and lead bureau both on site. */
  highRisk: boolean;
  /** 0 (nothing was recognised) to 1, the less certain of kind and category. */
  confidence: number;
  evidence: Evidence[];
}

/**
 * Reads a ticket by the rules of a directory (职责研判). Every rule adds up the weights of its words in title and body;
 * the best sum wins and a sum below the threshold decides nothing. The same rules in any order give the same answer.
 */
export function classify(rules: TriageRules, ticket: TicketText): Triage {
  const text = normalise(`${ticket.title}\n${ticket.body}`);
  const category = categoryOf(rules, text, ticket.category);
  const severity = severityOf(rules, text, ticket.severity);
  const kind = kindOf(rules, text, ticket.kind, severity.value !== "general");
  const tracks = tracksOf(rules, text, ticket.tracks ?? []);
  const risks = rules.highRisk
    .map(({ reason, words }) => weigh("high-risk", reason, `triage.highRisk.${reason}`, words, text))
    .filter(({ score }) => score >= rules.threshold);
  const value = severity.value as Severity;
  return {
    kind: kind.evidence.value as Kind,
    category: category.evidence.value,
    severity: value,
    tracks: tracks.map((one) => one.value as Track),
    highRisk: risks.length > 0 || value !== "general",
    confidence: Math.min(kind.certainty, category.certainty),
    evidence: [kind.evidence, category.evidence, severity, ...tracks, ...risks],
  };
}

interface Choice {
  evidence: Evidence;
  certainty: number;
}

/** Equal sums go to the kind that asks most of a unit, so that no complaint is passed on as praise. */
const kindRank: readonly Kind[] = ["report", "complaint", "help", "suggestion", "consultation", "praise"];

/**
 * A partner's hint decides, unless it would take something from the requester or from the public: what reads as a report
 * is followed up as one whatever it was called, and nothing that asks for help, or is grave, is closed as praise.
 */
function kindOf(rules: TriageRules, text: string, hint: Kind | undefined, grave: boolean): Choice {
  const sums = rules.kinds.map(({ kind, words }) => weigh("kind", kind, `triage.kinds.${kind}`, words, text));
  const read = () =>
    choose(rules, [...sums], "kind", (a, b) => kindRank.indexOf(a as Kind) - kindRank.indexOf(b as Kind));
  if (hint === undefined) return read();
  const { evidence, certainty } = read();
  const recognised = evidence.rule !== "otherwise";
  const isReport = recognised && evidence.value === "report";
  const isNoPraise = hint === "praise" && (grave || (recognised && evidence.value !== "praise"));
  if (isReport || (isNoPraise && evidence.value !== "praise")) return { evidence, certainty };
  if (isNoPraise) return { evidence: otherwise("kind", rules.otherwise.kind), certainty: 0 };
  return { evidence: hinted("kind", hint, sums), certainty: 1 };
}

function categoryOf(rules: TriageRules, text: string, hint: string | undefined): Choice {
  const sums = rules.categories
    .filter(({ category }) => hint === undefined || covers(hint, category))
    .map(({ category, words }) => weigh("category", category, `triage.categories.${category}`, words, text));
  const choice = choose(rules, sums, "category", (a, b) => (a < b ? -1 : 1));
  if (hint === undefined) return choice;
  if (choice.evidence.rule !== "otherwise") return { ...choice, certainty: 1 };
  return { evidence: hinted("category", hint, sums), certainty: 1 };
}

/** The gravest severity whose words reach the threshold: many words of a lesser one do not outvote it. */
function severityOf(rules: TriageRules, text: string, hint: Severity | undefined): Evidence {
  const sums = rules.severities
    .map(({ severity, words }) => weigh("severity", severity, `triage.severities.${severity}`, words, text))
    .filter(({ score }) => score >= rules.threshold)
    .sort((a, b) => gravity(b.value) - gravity(a.value));
  const found = sums[0] ?? otherwise("severity", rules.otherwise.severity);
  return hint && gravity(hint) > gravity(found.value) ? hinted("severity", hint, []) : found;
}

function gravity(severity: string): number {
  return severities.indexOf(severity as Severity);
}

function tracksOf(rules: TriageRules, text: string, hints: readonly Track[]): Evidence[] {
  const found = rules.tracks
    .map(({ track, words }) => weigh("track", track, `triage.tracks.${track}`, words, text))
    .filter(({ score }) => score >= rules.threshold);
  const given = [...new Set(hints)].filter((hint) => !found.some(({ value }) => value === hint));
  return [...found, ...given.map((hint) => hinted("track", hint, []))].sort((a, b) => (a.value < b.value ? -1 : 1));
}

function weigh(
  field: Evidence["field"],
  value: string,
  rule: string,
  words: TriageRules["kinds"][number]["words"],
  text: string,
): Evidence {
  const found = words.filter(({ word }) => text.includes(normalise(word)));
  return {
    field,
    value,
    rule,
    words: found.map(({ word }) => word),
    score: found.reduce((sum, { weight }) => sum + weight, 0),
  };
}

function choose(
  rules: TriageRules,
  sums: Evidence[],
  field: "kind" | "category",
  settle: (a: string, b: string) => number,
): Choice {
  const [best, next] = sums.sort((a, b) => b.score - a.score || settle(a.value, b.value));
  if (!best || best.score < rules.threshold) {
    return { evidence: otherwise(field, rules.otherwise[field]), certainty: 0 };
  }
  // Certain when much was recognised and little of it speaks for anything else.
  const rival = Math.max(next?.score ?? 0, 0);
  return { evidence: best, certainty: (best.score / (best.score + rules.threshold)) * (1 - rival / (2 * best.score)) };
}

function hinted(field: Evidence["field"], value: string, sums: Evidence[]): Evidence {
  const own = sums.find((sum) => sum.value === value);
  return { field, value, rule: "hint", words: own?.words ?? [], score: own?.score ?? 0 };
}

function otherwise(field: Evidence["field"], value: string): Evidence {
  return { field, value, rule: "otherwise", words: [], score: 0 };
}

import { type Kind, type Severity, severities, type Track } from "../../directory/names.ts";
import type { TriageRules } from "../../directory/triage-rules.ts";
import { normalise } from "../normalised-text.ts";
import { type Candidate, categoryOf } from "./category.ts";
import type { CategoryShares } from "./category-shares.ts";
import { kindOf } from "./kind.ts";
import type { TextModel } from "./text-model.ts";
import { type Evidence, hinted, otherwise, weighRules } from "./weighing.ts";

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

export interface Triage {
  kind: Kind;
  category: string;
  severity: Severity;
  tracks: Track[];
  /** Complex dispute, sensitive persons (复杂、人员敏感), or urgent: local unit and lead bureau both on site. */
  highRisk: boolean;
  /** How likely the category is the right one, 0 (nothing was recognised) to 1 (the partner said so). */
  confidence: number;
  /** The likeliest categories, the best first, at most five. */
  candidates: Candidate[];
  evidence: Evidence[];
  /** The version of the text model that was asked; none where the rules read alone. */
  model?: string;
}

/**
 * Reads a ticket (职责研判). Kind, severity, tracks and risks are decided by the rules of a directory: every rule adds up the
 * weights of its words in title and body, and a sum below the threshold decides nothing. The category is chosen by the
 * rules and the text model together, by the rules alone where there is no model. The same rules in any order give the same
 * answer. It takes any text and never throws.
 */
export function classify(rules: TriageRules, ticket: TicketText, model?: TextModel): Triage {
  return readTicket(rules, ticket, model).triage;
}

/** As `classify`, with the shares of all categories and labels, by which the classifier is measured. */
export function readTicket(
  rules: TriageRules,
  ticket: TicketText,
  model?: TextModel,
): { triage: Triage; shares: CategoryShares } {
  const sums = weighRules(rules, normalise(`${ticket.title}\n${ticket.body}`));
  const asked = rules.model ? model : undefined;
  const { shares, ...category } = categoryOf(
    rules,
    sums.categories,
    ticket.category,
    asked,
    asked?.read(ticket.title, ticket.body),
  );
  const severity = severityOf(rules, sums.severities, ticket.severity);
  const value = severity.value as Severity;
  const kind = kindOf(rules, sums.kinds, ticket.kind, value !== "general");
  const tracks = tracksOf(rules, sums.tracks, ticket.tracks ?? []);
  const risks = sums.highRisk.filter(({ score }) => score >= rules.threshold);
  const triage: Triage = {
    kind: kind.value as Kind,
    category: category.category,
    severity: value,
    tracks: tracks.map((one) => one.value as Track),
    highRisk: risks.length > 0 || value !== "general",
    confidence: category.confidence,
    candidates: category.candidates,
    evidence: [kind, ...category.evidence, severity, ...tracks, ...risks],
    ...(asked && { model: asked.version }),
  };
  return { triage, shares };
}

/** The gravest severity whose words reach the threshold: many words of a lesser one do not outvote it. */
function severityOf(rules: TriageRules, sums: readonly Evidence[], hint: Severity | undefined): Evidence {
  const [gravest] = sums
    .filter(({ score }) => score >= rules.threshold)
    .sort((a, b) => gravity(b.value) - gravity(a.value));
  const found = gravest ?? otherwise("severity", rules.otherwise.severity);
  return hint && gravity(hint) > gravity(found.value) ? hinted("severity", hint) : found;
}

function gravity(severity: string): number {
  return severities.indexOf(severity as Severity);
}

function tracksOf(rules: TriageRules, sums: readonly Evidence[], hints: readonly Track[]): Evidence[] {
  const found = sums.filter(({ score }) => score >= rules.threshold);
  const given = [...new Set(hints)].filter((hint) => !found.some(({ value }) => value === hint));
  return [...found, ...given.map((hint) => hinted("track", hint))].sort((a, b) => (a.value < b.value ? -1 : 1));
}

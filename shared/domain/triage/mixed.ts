import type { TriageRules } from "../../directory/triage-rules.ts";
import { normalise } from "../normalised-text.ts";
import type { TicketText } from "./classify.ts";
import { weighRules } from "./weighing.ts";

/** Said in one breath, the two words are a set phrase and name no second matter. */
const setPhrase = /投诉[、，和与及或/]?举报|举报[、，和与及或/]?投诉/g;

/**
 * Whether a ticket holds a complaint and a report (既投诉又举报): both are read above the threshold, each in words of its own, and
 * the partner has not said which it is. Such a ticket becomes two cases.
 */
export function mixesComplaintAndReport(rules: TriageRules, { title, body, kind }: TicketText): boolean {
  if (kind !== undefined) return false;
  const { kinds } = weighRules(rules, normalise(`${title}\n${body}`).replace(setPhrase, " "));
  return (["complaint", "report"] as const).every((wanted) =>
    kinds.some(({ value, score }) => value === wanted && score >= rules.threshold),
  );
}

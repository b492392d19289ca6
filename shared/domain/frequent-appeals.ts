import type { Policy } from "../directory/policy.ts";
import { addMillis, type Instant } from "./instant.ts";
import { likeness } from "./matter/likeness.ts";
import type { Appeal } from "./matter/related.ts";

type Rules = Policy["abnormalList"]["candidates"];

const day = 86_400_000;

/** Appeals that count here, in the days before a moment; what was split off came with another one. */
function counted(appeals: readonly Appeal[], { withinDays, kinds }: Rules, until: Instant): Appeal[] {
  const since = addMillis(until, -withinDays * day);
  return appeals.filter(
    ({ kind, receivedAt, splitFrom }) =>
      splitFrom === undefined && kinds.includes(kind) && receivedAt > since && receivedAt <= until,
  );
}

/** Whether a requester has appealed so often of late that the weekly job looks at them. */
export function appealsOften(appeals: readonly Appeal[], rules: Rules, now: Instant): boolean {
  return counted(appeals, rules, now).length >= rules.claims;
}

export interface Pattern {
  claims: number;
  alike: number;
  respondents: number;
  /** The cases on the pattern, the latest first, as many as an entry holds. */
  cases: string[];
}

/** An entry holds so many cases as its evidence. */
const mostCases = 20;

/**
 * 职业索赔的样子: many appeals, most of them on one pattern, about many respondents; undefined unless all of that holds of the
 * days before `until`. One neighbour's noise complained of every night is no pattern: it has one respondent.
 */
export function patternIn(appeals: readonly Appeal[], rules: Rules, until: Instant): Pattern | undefined {
  const claims = counted(appeals, rules, until);
  if (claims.length < rules.claims) return undefined;
  const patterns = claims.map((one) => claims.filter((other) => sameWords(one, other, rules)));
  const [most = []] = patterns.sort((a, b) => b.length - a.length);
  const named: Appeal[] = [];
  for (const one of most) if (namesSomebodyNew(one, named)) named.push(one);
  if (most.length < rules.alike || named.length < rules.respondents) return undefined;
  const latest = [...most].sort((a, b) => (a.receivedAt > b.receivedAt ? -1 : 1)).slice(0, mostCases);
  return {
    claims: claims.length,
    alike: most.length,
    respondents: named.length,
    cases: latest.map(({ caseId }) => caseId),
  };
}

function sameWords(one: Appeal, other: Appeal, { alikeFrom }: Rules): boolean {
  return one === other || likeness(one.sketch, other.sketch).parts.text >= alikeFrom;
}

/** Who names no respondent names nobody new; two writings of one name are one. */
function namesSomebodyNew({ sketch }: Appeal, known: readonly Appeal[]): boolean {
  if (sketch.respondent.length === 0) return false;
  return known.every((other) => (likeness(sketch, other.sketch).parts.respondent ?? 0) < 0.5);
}

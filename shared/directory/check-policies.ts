import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { type ClockName, clockNames } from "./names.ts";
import type { MilestonePlan, Policy } from "./policy.ts";
import { repeated } from "./repeated.ts";

/**
 * At every moment from the first policy on there is exactly one in force (dates are half-open: `effectiveTo` is the first
 * day no longer under it), each counts in a calendar that exists, and its milestones stand in the order they fall due.
 */
export function policyProblems({ policies, calendars }: Directory): Problem[] {
  const problems: Problem[] = [];
  for (const { index, key } of repeated(policies, ({ id }) => id)) {
    problems.push({
      path: ["policies", index, "id"],
      message: `policy ${key} is listed twice; give each version an id`,
    });
  }
  for (const [index, policy] of policies.entries()) {
    if (!calendars.some(({ version }) => version === policy.calendar)) {
      const known = calendars.map(({ version }) => version).join(", ");
      const message = `there is no calendar ${policy.calendar}; name one of ${known}`;
      problems.push({ path: ["policies", index, "calendar"], message });
    }
    for (const [track, special] of Object.entries(policy.tracks)) {
      for (const [clock, instead] of Object.entries(limitedElsewhere)) {
        if (!(clock in special.limits)) continue;
        const message = `track ${track} cannot limit ${clock}: ${instead}`;
        problems.push({ path: ["policies", index, "tracks", track, "limits", clock], message });
      }
    }
    for (const clock of clockNames) {
      for (const length of ["long", "short"] as const) {
        const fault = planFault(policy.milestones[clock][length], length);
        if (fault)
          problems.push({
            path: ["policies", index, "milestones", clock, length, "milestones", fault.at],
            message: fault.message,
          });
      }
    }
  }
  return [...problems, ...timeProblems(policies)];
}

/** Clocks whose limit follows from something else: a track that names one would say nothing. */
const limitedElsewhere: Partial<Record<ClockName, string>> = {
  assignment: "it has the limit of resolve; write that",
  "at-once": "each step of a project brings its own limit; leave it out",
};

function timeProblems(policies: readonly Policy[]): Problem[] {
  const ordered = [...policies.entries()].sort(([, a], [, b]) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return ordered.flatMap(([index, policy], position) => {
    const next = ordered[position + 1]?.[1];
    const at = ["policies", index, "effectiveTo"];
    const { id, effectiveFrom, effectiveTo } = policy;
    if (effectiveTo !== undefined && effectiveTo <= effectiveFrom) {
      return [{ path: at, message: `policy ${id} ends before it begins; correct the dates` }];
    }
    if (next && (effectiveTo === undefined || effectiveTo > next.effectiveFrom)) {
      return [{ path: at, message: `policy ${id} overlaps ${next.id}; end it on ${next.effectiveFrom}` }];
    }
    if (next && effectiveTo !== undefined && effectiveTo < next.effectiveFrom) {
      return [
        {
          path: at,
          message: `no policy from ${effectiveTo} until ${next.id} begins; end ${id} on ${next.effectiveFrom}`,
        },
      ];
    }
    if (!next && effectiveTo !== undefined) {
      return [{ path: at, message: `no policy after ${effectiveTo}; add the next one, or leave effectiveTo out` }];
    }
    return [];
  });
}

type At = MilestonePlan["milestones"][number]["at"];

/** Working days of the shortest and of a very long budget of a long plan: in between positions are linear. */
const budgets = [2, 1000];

function planFault(
  { milestones }: MilestonePlan,
  length: "long" | "short",
): { at: number; message: string } | undefined {
  const [twice] = repeated(milestones, ({ key }) => key);
  if (twice) return { at: twice.index, message: `milestone ${twice.key} is named twice; each fires once, by its key` };
  for (const [index, { key, at }] of milestones.entries()) {
    if (length === "short" && ("workingDaysBefore" in at || "workingDaysAfter" in at)) {
      return { at: index, message: `a short plan has no working days; write ${key} as a fraction of the budget` };
    }
    const before = milestones[index - 1];
    for (const budget of budgets) {
      const position = positionOf(at, budget);
      if (position < 0)
        return {
          at: index,
          message: `milestone ${key} falls before its clock starts on a short budget; bring it nearer to the deadline`,
        };
      if (before && position < positionOf(before.at, budget)) {
        return { at: index, message: `milestone ${key} can fall due before ${before.key}; put them in order of time` };
      }
    }
  }
  if (milestones.filter(({ at }) => "due" in at).length !== 1) {
    return { at: 0, message: "a plan has exactly one milestone at the deadline itself; write at: { due: true }" };
  }
  return undefined;
}

/** Working days after the start of a budget of so many. */
function positionOf(at: At, budget: number): number {
  if ("fraction" in at) return at.fraction * budget;
  if ("workingDaysBefore" in at) return budget - at.workingDaysBefore;
  if ("workingDaysAfter" in at) return budget + at.workingDaysAfter;
  return budget;
}

import { type ClockName, type Severity, severities, type Track } from "../directory/names.ts";
import type { Policy } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Case } from "./case.ts";
import { type ClockTerms, clockTerms } from "./case-clock.ts";
import { type Context, calendarOf, policyOf } from "./decision.ts";
import type { Instant } from "./instant.ts";

type Graded = Pick<Case, "kind" | "severity" | "tracks">;

/** How long an act may take, and the track that says so where it is not the case's kind and severity. */
export interface Limit {
  budget: Budget;
  track?: Track;
}

/**
 * How long an act may take, by the policy's table and by each of the case's tracks: the earliest deadline counts. A unit's
 * own assignment has the limits of the case's resolution.
 */
export function limitsOf(policy: Policy, clock: ClockName, graded: Graded): Limit[] {
  const limits: Limit[] = [{ budget: gradedLimit(policy, clock, graded) }];
  for (const track of graded.tracks) {
    const special = policy.tracks[track];
    if (special === undefined) continue;
    const budget = special.limits[clock === "assignment" ? "resolve" : clock];
    if (budget !== undefined) limits.push({ budget, track });
    // Who must hear of a case above depends on what has happened, not on who appeals.
    if (special.as !== undefined && clock !== "report-up" && isLess(graded.severity, special.as)) {
      limits.push({ budget: gradedLimit(policy, clock, { ...graded, severity: special.as }), track });
    }
  }
  return limits;
}

function gradedLimit(policy: Policy, clock: ClockName, { kind, severity }: Omit<Graded, "tracks">): Budget {
  switch (clock) {
    case "resolve":
    case "assignment":
      return severity === "general" ? policy.limits.resolve.general[kind] : policy.limits.resolve[severity];
    case "report-up":
      if (severity === "general") throw new RangeError("a general case is not reported to the level above");
      return policy.limits["report-up"][severity];
    case "at-once":
      throw new RangeError("the limit of a step is in its project's plan");
    case "withdrawal":
      return policy.limits.callback[severity];
    default:
      return policy.limits[clock][severity];
  }
}

function isLess(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) < severities.indexOf(b);
}

/**
 * The terms of a clock that starts at a moment under the case's policy: of several limits the one that ends first. Throws
 * CalendarNotPublished.
 */
export function starting(
  clock: ClockName,
  subject: Graded & Pick<Case, "policy">,
  { directory }: Context,
  startAt: Instant,
  limits: Limit[] = limitsOf(policyOf(directory, subject), clock, subject),
): ClockTerms {
  const calendar = calendarOf(directory, subject);
  const terms = limits.map(({ budget, track }) => ({
    ...clockTerms(clock, startAt, budget, calendar),
    ...(track === undefined ? {} : { track }),
  }));
  const [first, ...others] = terms;
  if (first === undefined) throw new RangeError(`nothing limits clock ${clock}`);
  return others.reduce((least, one) => (one.dueAt < least.dueAt ? one : least), first);
}

/** A share of a budget, not less than `atLeast` where both count working days (rework: half, at least one day). */
export function shareOf(budget: Budget, fraction: number, atLeast: Budget): Budget {
  if ("workingDays" in budget) {
    const least = "workingDays" in atLeast ? atLeast.workingDays : 1;
    return { workingDays: Math.max(least, Math.ceil(budget.workingDays * fraction)) };
  }
  if ("workingHours" in budget) return { workingHours: budget.workingHours * fraction };
  if ("hours" in budget) return { hours: budget.hours * fraction };
  if ("minutes" in budget) return { minutes: budget.minutes * fraction };
  return budget;
}

import type { ClockName } from "../directory/names.ts";
import type { Policy } from "../directory/policy.ts";
import type { Budget } from "./calendar/budget.ts";
import type { Case } from "./case.ts";
import { type ClockTerms, clockTerms } from "./case-clock.ts";
import { type Context, calendarOf, policyOf } from "./decision.ts";
import type { Instant } from "./instant.ts";

type Graded = Pick<Case, "kind" | "severity">;

/** How long an act may take, by the policy's table. A unit's own assignment has the limit of the case's resolution. */
export function limitOf(policy: Policy, clock: ClockName, { kind, severity }: Graded): Budget {
  switch (clock) {
    case "resolve":
    case "assignment":
      return severity === "general" ? policy.limits.resolve.general[kind] : policy.limits.resolve[severity];
    case "report-up":
      if (severity === "general") throw new RangeError("a general case is not reported to the level above");
      return policy.limits["report-up"][severity];
    case "withdrawal":
      return policy.limits.callback[severity];
    default:
      return policy.limits[clock][severity];
  }
}

/** The terms of a clock that starts at a moment under the case's policy. Throws CalendarNotPublished. */
export function starting(
  clock: ClockName,
  subject: Graded & Pick<Case, "policy">,
  { directory }: Context,
  startAt: Instant,
  budget: Budget = limitOf(policyOf(directory, subject), clock, subject),
): ClockTerms {
  return clockTerms(clock, startAt, budget, calendarOf(directory, subject));
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

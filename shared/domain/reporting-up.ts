import type { Severity } from "../directory/names.ts";
import type { Case, Stage } from "./case.ts";
import type { ClockTerms } from "./case-clock.ts";
import type { Context } from "./decision.ts";
import { starting } from "./limits.ts";

/** While a unit is looked for or works; a case that waits for a review or a callback is settled for those above. */
const worked: readonly Stage[] = ["routing", "dispatch", "acceptance", "resolution"];

/**
 * The clock of the next report to the level above (信息报送) for a case that is, or has just become, urgent or major: none
 * for others, and none when it runs already and is due sooner.
 */
export function startedReporting(
  subject: Case,
  context: Context,
  { severity = subject.severity, stage = subject.stage }: { severity?: Severity; stage?: Stage } = {},
): ClockTerms[] {
  if (severity === "general" || !worked.includes(stage)) return [];
  const running = subject.clocks.find(({ clock }) => clock === "report-up");
  const terms = starting("report-up", { ...subject, severity }, context, context.now);
  return running === undefined || terms.dueAt < running.dueAt ? [terms] : [];
}

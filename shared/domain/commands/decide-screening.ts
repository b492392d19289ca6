import type { Case } from "../case.ts";
import type { ClockTerms } from "../case-clock.ts";
import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { close, running } from "../dispatching.ts";
import { afterTriage } from "../evolve.ts";
import { starting } from "../limits.ts";
import { notNow } from "../refusal.ts";

export type ScreeningDecision = "accepted" | "not-accepted" | "returned" | "referred";

/**
 * A person decides whether the ticket of a listed requester is accepted; every refusal carries its reason and the remedy,
 * which are told to the requester. Accepted: the case is routed, its clocks have been running all the time.
 */
export function decideScreening(
  subject: WrittenCase,
  { decision, reason, remedy }: { decision: ScreeningDecision; reason: string; remedy?: string | undefined },
  context: Context,
): Decision {
  if (subject.stage !== "screening")
    throw notNow("NotInScreening", `the case is in stage ${subject.stage}: nothing is to be screened`);
  return decide(subject, context, (draft) => {
    const stopped = running(draft, "screening");
    const started = decision === "accepted" ? startedAfterScreening(subject, context) : [];
    draft.emit(
      "ScreeningDecided",
      { decision, by: "person" },
      { clocks: { stopped, started }, said: { reason, remedy } },
    );
    if (decision !== "accepted") close(draft, decision);
  });
}

/** What an accepted case waits for next: an officer where triage was unsure, whose clock runs already, else routing. */
export function startedAfterScreening(subject: Case, context: Context): ClockTerms[] {
  const unsure = subject.clocks.some(({ clock }) => clock === "triage-check");
  const { stage } = afterTriage(subject, unsure);
  return stage === "routing" ? [starting("routing", subject, context, context.now)] : [];
}

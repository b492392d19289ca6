import {
  decideResponse,
  type ResponseContext,
  type ResponseDecision,
  type ResponseDraft,
  sensitivePolicyOf,
} from "./decide-response.ts";
import { lagsBehind } from "./follow-case.ts";
import { escalateApproval } from "./publish-draft.ts";
import type { SensitiveResponse } from "./response.ts";
import { nextResponseMilestone, type ResponseClock } from "./response-clock.ts";

/** A transaction holds 100 items; what is still due after this many milestones is applied by the next one. */
const mostAtOnce = 20;

/**
 * Applies whatever is due in a response, earliest first, each milestone once, and what its case has told meanwhile. Late is
 * fine. Undefined when there is nothing to apply.
 */
export function applyDueOfResponse(subject: SensitiveResponse, context: ResponseContext): ResponseDecision | undefined {
  if (subject.stage === "settled") return undefined;
  if (!lagsBehind(subject, context) && nextDue(subject, context) === undefined) return undefined;
  return decideResponse(subject, context, (draft) => {
    for (let applied = 0; applied < mostAtOnce; applied += 1) {
      const due = nextDue(draft.response, context);
      if (due === undefined) return;
      const { id, clock, next } = due;
      const { since, dueAt } = clock;
      draft.emit("ResponseMilestoneReached", { ...id, since, milestone: next.key, dueAt, reachedAt: next.at });
      for (const effect of next.effects) {
        if (effect === "escalate") escalate(draft, clock);
        if (effect === "escalate-approval" && escalateApproval(draft, context) === "at-the-top") escalate(draft, clock);
      }
    }
  });
}

function nextDue(subject: SensitiveResponse, { directory, now }: ResponseContext) {
  const policy = sensitivePolicyOf(directory, subject);
  const [first] = subject.clocks
    .map((clock) => ({ id: idOf(clock), clock, next: nextResponseMilestone(policy, clock) }))
    .filter(({ next }) => next.at <= now)
    .sort((a, b) => (a.next.at < b.next.at ? -1 : a.next.at > b.next.at ? 1 : 0));
  return first;
}

/** Silence: the joint office has to see to it. */
function escalate(draft: ResponseDraft, clock: ResponseClock): void {
  const unit = whoIsSilent(draft.response, clock);
  draft.emit("ResponseEscalated", { ...idOf(clock), ...(unit === undefined ? {} : { unit }) });
}

function whoIsSilent({ tasks }: SensitiveResponse, { clock, of }: ResponseClock): string | undefined {
  if (clock === "acknowledge") return of;
  return clock === "task" ? tasks.find(({ task }) => task === of)?.unit : undefined;
}

function idOf({ clock, of }: ResponseClock) {
  return { clock, ...(of === undefined ? {} : { of }) };
}

import { isOwnWork } from "../access.ts";
import { type Context, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import { close, running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { notAllowed, notNow, notSo } from "../refusal.ts";
import { startedReporting } from "../reporting-up.ts";
import { orderRework } from "../reworking.ts";

export type ReviewDecision = "approve" | "send-back" | "rework-again" | "close-with-explanation";

/**
 * A reviewer decides: on a resolution, to approve it or send it back; on a case whose rework has failed again, to have it
 * worked once more or to close it with an explanation. Nobody of the handling unit decides on its own work.
 */
export function decideReview(
  subject: WrittenCase,
  { decision, reasons }: { decision: ReviewDecision; reasons: string },
  context: Context,
): Decision {
  if (subject.stage !== "review")
    throw notNow("NotUnderReview", `the case is in stage ${subject.stage}: nothing is to be reviewed`);
  if (isOwnWork(context.actor, subject))
    throw notAllowed("OwnWork", "nobody reviews their own work or that of their unit");
  const possible: ReviewDecision[] =
    subject.subject === "resolution" ? ["approve", "send-back"] : ["rework-again", "close-with-explanation"];
  if (!possible.includes(decision)) {
    throw notSo("DecisionNotPossible", `here you decide ${possible.join(" or ")}`, "/decision");
  }
  return decide(subject, context, (draft) => decisions[decision](draft, context, { reasons }));
}

const decisions: Record<ReviewDecision, (draft: Draft, context: Context, said: { reasons: string }) => void> = {
  approve(draft, context, said) {
    const { kind } = draft.case;
    const stopped = running(draft, "review", "resolve", "assignment");
    const started = [starting("callback", draft.case, context, context.now)];
    draft.emit("ReviewDecided", { decision: "approved" }, { clocks: { stopped, started }, said });
    if (kind === "praise") close(draft, "praise-passed-on");
  },
  "send-back"(draft, context, said) {
    const sentBack = running(draft, "resolve", "assignment");
    draft.emit(
      "ReviewDecided",
      { decision: "sent-back" },
      {
        clocks: {
          stopped: running(draft, "review"),
          sentBack,
          started: startedReporting(draft.case, context, { stage: "resolution" }),
        },
        said,
      },
    );
  },
  "rework-again"(draft, context, said) {
    draft.emit("ReviewDecided", { decision: "rework-again" }, { said });
    orderRework(draft, context);
  },
  "close-with-explanation"(draft, _context, said) {
    draft.emit("ReviewDecided", { decision: "closed-with-explanation" }, { said });
    close(draft, "explained");
  },
};

import type { ClockName, Effect, Level } from "../../directory/policy.ts";
import { ladder } from "../../directory/policy.ts";
import { leadOf } from "../case.ts";
import { type CaseClock, type NextMilestone, nextMilestone } from "../case-clock.ts";
import {
  type Context,
  calendarOf,
  type Decision,
  type Draft,
  decide,
  policyOf,
  type WrittenCase,
} from "../decision.ts";
import { dispatchLead, running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { listInLedger } from "../listing.ts";
import { levelAbove } from "../reworking.ts";
import { answerableAt, defaultRow, jointOffice } from "../routing.ts";

/** A transaction holds 100 items; what is still due after this many milestones is applied by the next one. */
const mostAtOnce = 20;

/**
 * Applies whatever is due, earliest first, each milestone once: a milestone is the next one of its clock only until it
 * has fired. Late is fine, early never happens. Undefined when nothing is due: somebody else has applied it.
 * Throws CalendarNotPublished when a milestone's moment lies beyond the published calendar.
 */
export function applyDueMilestones(subject: WrittenCase, context: Context): Decision | undefined {
  if (nextDue(subject, context) === undefined) return undefined;
  return decide(subject, context, (draft) => {
    for (let applied = 0; applied < mostAtOnce; applied += 1) {
      const due = nextDue(draft.case, context);
      if (due === undefined) return;
      const { clock, next } = due;
      draft.emit("MilestoneReached", {
        clock: clock.clock,
        since: clock.since,
        milestone: next.milestone.key,
        dueAt: clock.dueAt,
        reachedAt: next.at,
        unit: leadOf(draft.case)?.unit,
      });
      for (const effect of next.milestone.effects) effects[effect](draft, context, clock.clock);
    }
  });
}

function nextDue(
  subject: Draft["case"],
  { directory, now }: Context,
): { clock: CaseClock; next: NextMilestone } | undefined {
  if (subject.stage === "closed") return undefined;
  const policy = policyOf(directory, subject);
  const calendar = calendarOf(directory, subject);
  return subject.clocks
    .filter(({ submittedAt }) => submittedAt === undefined)
    .map((clock) => ({ clock, next: nextMilestone(policy, calendar, clock) }))
    .filter(({ next }) => next.at <= now)
    .sort((a, b) => (a.next.at < b.next.at ? -1 : 1))[0];
}

type Apply = (draft: Draft, context: Context, clock: ClockName) => void;

/** Effects look at the stage first: a milestone that fires late may find that its reason is gone. */
const effects: Record<Effect, Apply> = {
  // The event itself is the reminder: subscribers tell the people concerned.
  remind() {},
  "yellow-card": (draft, _context, clock) => issueCard(draft, "yellow", clock),
  "red-card": (draft, _context, clock) => issueCard(draft, "red", clock),
  "supervision-order": (draft) =>
    draft.emit("SupervisionOrdered", { unit: leadOf(draft.case)?.unit, cause: "overdue" }),
  "escalate-one-level": (draft, context, clock) => escalate(draft, context, levelAbove(draft.case.level), clock),
  "escalate-to-city-bureau": (draft, context, clock) => escalate(draft, context, "city-bureau", clock),
  "escalate-to-joint-office": (draft, context, clock) => escalate(draft, context, "joint-office", clock),
  "escalate-review": (draft, context, clock) => escalate(draft, context, levelAbove(draft.case.level), clock),
  "list-in-ledger": (draft, context) => listInLedger(draft, context, "overdue"),
  "accept-by-silence"(draft) {
    if (draft.case.stage !== "acceptance") return;
    const { unit } = draft.case.lead;
    const answerable = draft.case.firstReceiver ?? unit;
    draft.emit(
      "AssignmentAccepted",
      { slot: "lead", unit, by: "silence", answerable },
      { clocks: { stopped: running(draft, "accept") } },
    );
  },
  "accept-screening"(draft, context) {
    if (draft.case.stage !== "screening") return;
    const started = [starting("routing", draft.case, context, context.now)];
    draft.emit(
      "ScreeningDecided",
      { decision: "accepted", by: "silence" },
      { clocks: { stopped: running(draft, "screening"), started } },
    );
  },
  "designate-first-receiver"(draft, context) {
    if (draft.case.stage !== "dispatch") return;
    const unit = draft.case.firstReceiver ?? jointOffice(context.directory);
    dispatchLead(draft, context, { unit, by: "first-receiver", binding: true });
  },
  "dispatch-by-default-row"(draft, context) {
    if (draft.case.stage !== "dispatch") return;
    const { row, lead, guides, supervises } = defaultRow(context.directory, draft.case);
    dispatchLead(draft, context, { unit: lead, by: "default-row", row, guides, supervises, binding: false });
  },
};

function issueCard(draft: Draft, colour: "yellow" | "red", clock: ClockName): void {
  const slot = leadOf(draft.case);
  if (slot !== undefined) draft.emit("CardIssued", { slot: "lead", unit: slot.unit, colour, clock });
}

/** Raises the level if that is a step up; the new level names who is answerable. */
function escalate(draft: Draft, { directory }: Context, toLevel: Level, clock: ClockName): void {
  const { level: fromLevel } = draft.case;
  if (ladder.indexOf(toLevel) <= ladder.indexOf(fromLevel)) return;
  const slot = leadOf(draft.case);
  const answerable = slot === undefined ? jointOffice(directory) : answerableAt(directory, slot.unit, toLevel);
  draft.emit("CaseEscalated", { fromLevel, toLevel, answerable, clock });
}

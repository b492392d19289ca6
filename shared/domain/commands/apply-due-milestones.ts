import type { Effect } from "../../directory/policy.ts";
import { CalendarNotPublished } from "../calendar/published-year.ts";
import { localTime } from "../calendar/working-days.ts";
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
import { escalate } from "../escalating.ts";
import { listInLedger } from "../listing.ts";
import { awaitedOf } from "../project.ts";
import { levelAbove } from "../reworking.ts";
import { defaultRow, jointOffice } from "../routing.ts";
import { confirm } from "./check-triage.ts";
import { startedAfterScreening } from "./decide-screening.ts";

/** A transaction holds 100 items; what is still due after this many milestones is applied by the next one. */
const mostAtOnce = 20;

/**
 * Applies whatever is due, earliest first, each milestone once: a milestone is the next one of its clock only until it
 * has fired. Late is fine, early never happens. Undefined when nothing is due: somebody else has applied it.
 * Throws CalendarNotPublished when nothing else is due and a year has begun that a clock needs and nobody published.
 */
export function applyDueMilestones(subject: WrittenCase, context: Context): Decision | undefined {
  const first = nextDue(subject, context);
  if (first instanceof CalendarNotPublished) throw first;
  if (first === undefined) return undefined;
  return decide(subject, context, (draft) => {
    for (let applied = 0; applied < mostAtOnce; applied += 1) {
      const due = nextDue(draft.case, context);
      if (due === undefined || due instanceof CalendarNotPublished) return;
      const { clock, next } = due;
      draft.emit("MilestoneReached", {
        clock: clock.clock,
        since: clock.since,
        milestone: next.milestone.key,
        dueAt: clock.dueAt,
        reachedAt: next.at,
        unit: leadOf(draft.case)?.unit,
      });
      for (const effect of next.milestone.effects) effects[effect](draft, context, clock);
    }
  });
}

interface Due {
  clock: CaseClock;
  next: NextMilestone;
}

/** What is due first; when nothing is, why something that may be due cannot be known. */
function nextDue(subject: Draft["case"], { directory, now }: Context): Due | CalendarNotPublished | undefined {
  if (subject.stage === "closed") return undefined;
  const policy = policyOf(directory, subject);
  const calendar = calendarOf(directory, subject);
  const due: Due[] = [];
  let unpublished: CalendarNotPublished | undefined;
  for (const clock of subject.clocks.filter(({ submittedAt }) => submittedAt === undefined)) {
    try {
      const next = nextMilestone(policy, calendar, clock);
      if (next.at <= now) due.push({ clock, next });
    } catch (error) {
      if (!(error instanceof CalendarNotPublished)) throw error;
      // One clock that reaches into an unpublished year must not hold up the others.
      if (now >= localTime(calendar, `${error.year}-01-01`, "00:00")) unpublished = error;
    }
  }
  return due.sort((a, b) => (a.next.at < b.next.at ? -1 : 1))[0] ?? unpublished;
}

type Apply = (draft: Draft, context: Context, clock: CaseClock) => void;

/** Effects look at the stage first: a milestone that fires late may find that its reason is gone. */
const effects: Record<Effect, Apply> = {
  // The event itself is the reminder: subscribers tell the people concerned.
  remind() {},
  "yellow-card": (draft, _context, clock) => issueCard(draft, "yellow", clock),
  "red-card": (draft, _context, clock) => issueCard(draft, "red", clock),
  "supervision-order": (draft) =>
    draft.emit("SupervisionOrdered", { unit: leadOf(draft.case)?.unit, cause: "overdue" }),
  "escalate-one-level": (draft, context, { clock }) => escalate(draft, context, levelAbove(draft.case.level), clock),
  "escalate-to-city-bureau": (draft, context, { clock }) => escalate(draft, context, "city-bureau", clock),
  "escalate-to-joint-office": (draft, context, { clock }) => escalate(draft, context, "joint-office", clock),
  /** The reviewers' delay takes the review to those of the next level; the unit has done its part and goes up no ladder. */
  "escalate-review"(draft) {
    if (draft.case.stage !== "review") return;
    const fromLevel = draft.case.reviewLevel;
    const toLevel = levelAbove(fromLevel);
    if (toLevel !== fromLevel) draft.emit("ReviewEscalated", { fromLevel, toLevel });
  },
  /** 马上就办: nobody begins, finishes or signs by silence; the history says who keeps the project waiting. */
  "name-who-is-late"(draft) {
    const waiting = awaitedOf(draft.case);
    if (waiting !== undefined) draft.emit("StepOverdue", waiting);
  },
  "list-in-ledger": (draft, context) => listInLedger(draft, context, "overdue"),
  /** 默认签收: silence binds, and earns a card. */
  "accept-by-silence"(draft, _context, clock) {
    if (draft.case.stage !== "acceptance") return;
    const { unit } = draft.case.lead;
    // Nobody has taken the case over: the first receiver stays answerable, or who stands above it after an escalation.
    const answerable = draft.case.answerable ?? unit;
    draft.emit(
      "AssignmentAccepted",
      { slot: "lead", unit, by: "silence", answerable },
      { clocks: { stopped: running(draft, "accept") } },
    );
    issueCard(draft, "yellow", clock);
  },
  /** Nobody has looked in time: the best candidate stands (研判). */
  "take-best-candidate": (draft, context) => confirm(draft, context, "silence"),
  "refuse-lowering"(draft) {
    if (draft.case.lowering === undefined) return;
    const { to } = draft.case.lowering;
    draft.emit(
      "SeverityLoweringDecided",
      { to, decision: "refused", by: "silence" },
      { clocks: { stopped: running(draft, "lowering") } },
    );
  },
  "accept-screening"(draft, context) {
    if (draft.case.stage !== "screening") return;
    const started = startedAfterScreening(draft.case, context);
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

/** No card for a unit that was given the case when the clock had run out already: cards follow a unit's own time. */
function issueCard(draft: Draft, colour: "yellow" | "red", { clock, dueAt }: CaseClock): void {
  const slot = leadOf(draft.case);
  if (slot === undefined || slot.dispatchedAt >= dueAt) return;
  draft.emit("CardIssued", { slot: "lead", unit: slot.unit, colour, clock });
}

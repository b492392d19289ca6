import * as fc from "fast-check";
import { severities, type Track } from "../../shared/directory/names.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import type { Slot } from "../../shared/domain/case.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { decideWithdrawal, recordAttempt, recordResult } from "../../shared/domain/commands/call-back.ts";
import { changeSeverity, decideLowering } from "../../shared/domain/commands/change-severity.ts";
import { confirmTriage, correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { decideReview } from "../../shared/domain/commands/decide-review.ts";
import { decideScreening } from "../../shared/domain/commands/decide-screening.ts";
import { designateUnit } from "../../shared/domain/commands/designate-unit.ts";
import { listAtCloseOut } from "../../shared/domain/commands/list-at-close-out.ts";
import { mergeCases } from "../../shared/domain/commands/merge-cases.ts";
import { markStalled, redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { reopenCase } from "../../shared/domain/commands/reopen-case.ts";
import { reportUp } from "../../shared/domain/commands/report-up.ts";
import { resolveAssignment } from "../../shared/domain/commands/resolve-assignment.ts";
import { finishStep, planProject, signHandOver, startStep } from "../../shared/domain/commands/run-project.ts";
import { flagRepeat, linkTo } from "../../shared/domain/commands/settle-matter.ts";
import { splitCase } from "../../shared/domain/commands/split-case.ts";
import { supplementCase, supplementMerged } from "../../shared/domain/commands/supplement-case.ts";
import { tellPreliminaryResult } from "../../shared/domain/commands/tell-preliminary-result.ts";
import { unmergeCase } from "../../shared/domain/commands/unmerge-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { giveFirstResponse, reportProgress } from "../../shared/domain/commands/work-assignment.ts";
import { decide, type WrittenCase } from "../../shared/domain/decision.ts";
import { likeness } from "../../shared/domain/matter/likeness.ts";
import type { Match } from "../../shared/domain/matter/related.ts";
import { sketchOf } from "../../shared/domain/matter/sketch.ts";
import { currentStep } from "../../shared/domain/project.ts";
import { Refusal } from "../../shared/domain/refusal.ts";
import { caller, city, food, jointOffice, noise, operator, partner, reviewer, screener, unit, water } from "./city.ts";
import { day, giveBack, hour, leadOf, minute, onTracks, resolution, route, type Story, triaged } from "./story.ts";
import { namedTicket, secrets } from "./ticket.ts";

const text = secrets.words;
/** The city, with an officer who looks at whatever was not told outright. */
const careful = { ...city, triage: { ...city.triage, officerBelow: 0.9 } };
const officer: Actor = { kind: "triage-officer", id: "officer-1" };

/** Everything that anybody can do to a case; `n` chooses among variants. What the domain refuses has not happened. */
const moves: Record<string, (story: Story, n: number) => unknown> = {
  "milestones are applied": (story) => story.by(workflow("milestones"), applyDueMilestones),
  "the workflow routes": (story) => route(story),
  "the unit accepts": (story) => story.by(leadOf(story), acceptAssignment),
  "the unit returns it": (story) => giveBack(story),
  "the unit responds": (story) =>
    story.by(leadOf(story), (state, context) => giveFirstResponse(state, { how: "phone", summary: text }, context)),
  "the unit tells of progress": (story) =>
    story.by(leadOf(story), (state, context) => reportProgress(state, { note: text }, context)),
  "the enterprise is told what is likely": (story) => tellPreliminary(story),
  "the unit resolves": (story, n) => {
    // Whoever forgets to tell an enterprise first is refused.
    if (n < 9) tolerant(() => tellPreliminary(story));
    return story.by(leadOf(story), (state, context) =>
      resolveAssignment(state, { ...resolution(story), replyText: text }, context),
    );
  },
  "the case comes onto other tracks": (story, n) => onTracks(story, ...(trackSets[n % trackSets.length] ?? [])),
  "the at-once project goes on": (story, n) => moveProject(story, n),
  "a reviewer decides": (story, n) =>
    story.by(reviewer, (state, context) => {
      const decision =
        (["approve", "rework-again", "send-back", "close-with-explanation"] as const)[n % 4] ?? "approve";
      return decideReview(state, { decision, reasons: text }, context);
    }),
  "the joint office designates": (story, n) =>
    story.by(jointOffice, (state, context) => {
      const chosen = ["harbour", "north", "bureau", "water"][n % 4] ?? "water";
      return designateUnit(state, { unit: chosen, reason: text }, context);
    }),
  "a screener decides": (story, n) =>
    story.by(screener, (state, context) => {
      const decision = (["accepted", "accepted", "referred", "not-accepted"] as const)[n % 4] ?? "accepted";
      const referTo = decision === "referred" ? "litigation" : undefined;
      const leadInto = decision === "not-accepted" && n > 5 ? "lead" : undefined;
      return decideScreening(state, { decision, reason: text, remedy: text, referTo, leadInto }, context);
    }),
  "a triage officer looks": (story, n) =>
    story.by(officer, (state, context) => {
      if (n % 2 === 0) return confirmTriage(state, context);
      const { category } = [food, water, noise][n % 3] ?? food;
      return correctTriage(state, { category, kind: n > 6 ? "consultation" : undefined, reason: text }, context);
    }),
  "the severity is changed": (story, n) =>
    story.by(n % 2 === 0 ? reviewer : officer, (state, context) => {
      if (n > 7) return decideLowering(state, { decision: n > 8 ? "approve" : "refuse", reason: text }, context);
      const severity = severities[n % 3] ?? "urgent";
      return changeSeverity(state, { severity, reason: text }, context);
    }),
  "the case is reported up": (story, n) =>
    story.by(n % 2 === 0 ? leadOf(story) : jointOffice, (state, context) =>
      reportUp(state, { to: "duty room", text }, context),
    ),
  "nobody answers the call": (story, n) =>
    story.by(caller, (state, context) => {
      const outcome = (["no-answer", "busy", "call-later"] as const)[n % 3] ?? "busy";
      return recordAttempt(state, roundOf(story, n), { outcome, note: text }, context);
    }),
  "the requester answers": (story, n) =>
    story.by(caller, (state, context) => {
      const level = n % 3 === 0 ? 5 : 2;
      const answer = {
        resolved: "yes",
        satisfiedWithHandling: level,
        satisfiedWithResult: level,
        words: text,
      } as const;
      return recordResult(state, roundOf(story, 0), answer, context);
    }),
  "the requester wants to withdraw": (story) =>
    story.by(partner, (state, context) => requestWithdrawal(state, { reason: text }, context)),
  "the withdrawal is decided": (story, n) =>
    story.by(caller, (state, context) =>
      decideWithdrawal(state, roundOf(story, 1), n % 3 === 0 ? "confirmed" : "denied", text, context),
    ),
  "the requester reopens it": (story) =>
    story.by(partner, (state, context) => reopenCase(state, { reason: text }, context)),
  "the partner sends more": (story, n) =>
    story.by(partner, (state, context) => supplementCase(state, `ticket-${n}`, namedTicket(), context)),
  "the execution dies": (story, n) =>
    story.by(workflow("recovery"), (state, context) => markStalled(state, state.epoch - (n % 2), "gone", context)),
  "the operator redrives": (story, n) =>
    story.by(operator, (state, context) => redriveCase(state, state.epoch - (n % 2), "by-hand", context)),
  "the case goes on under the next directory": (story, n) => {
    story.directory = { ...story.directory, version: `version-${n}` };
    return story.by(partner, (state, context) => supplementCase(state, `t-${n}`, namedTicket(), context));
  },
  "a case is merged into it, by mistake when n is even": (story, n) => {
    story.by(reviewer, (state, context) => {
      const receivedAt = new Date(Date.parse(state.receivedAt) - n * hour).toISOString();
      const other = { ...twinOf(state, `twin-${n}`), receivedAt, severity: severities[n % 3] ?? "urgent" };
      const tickets = [{ ticketId: `twins-${story.state.seq}`, content: namedTicket() }];
      return mergeCases({ subject: other, context, tickets }, { subject: state, context }, text)[1];
    });
    if (n % 2 === 0) undoMerge(story);
  },
  "a merge into it is undone": (story) => undoMerge(story),
  "more comes for a case that was merged into it": (story) =>
    story.by(partner, (state, context) => {
      const merged = {
        ...twinOf(state, state.mergedFrom?.[0]?.caseId ?? "none"),
        ...mergedInto(state.caseId, story.now),
      };
      if (state.mergedFrom === undefined) return undefined;
      const ticketId = `more-${state.seq}`;
      return supplementMerged({ subject: merged, context }, { subject: state, context }, ticketId, namedTicket())[1];
    }),
  // Seldom, as little else happens to it then.
  "it is merged into another case": (story, n) =>
    n < 2 &&
    story.by(reviewer, (state, context) => {
      const tickets = [{ ticketId: "own", content: namedTicket() }];
      const other = { subject: twinOf(state, "other"), context };
      return mergeCases({ subject: state, context, tickets }, other, text)[0];
    }),
  "its own merge is undone": (story) =>
    story.by(reviewer, (state, context) => {
      const mergedFrom = [{ caseId: state.caseId, partner: "hotline", tickets: ["own"] }];
      const holder = { ...twinOf(state, state.mergedInto ?? "none"), mergedFrom };
      return unmergeCase({ subject: state, context }, { subject: holder, context }, text)[0];
    }),
  "it is linked, and flagged as a repeat": (story, n) =>
    story.by(workflow("triage"), (state, context) =>
      decide(state, context, (draft) => {
        linkTo(draft, likeCase(`other-${n}`));
        flagRepeat(draft, ["first", "second"]);
      }),
    ),
  "it is split": (story, n) =>
    story.by(officer, (state, context) => {
      const kind = n % 2 === 0 ? "report" : "complaint";
      return splitCase(
        state,
        { kind, reason: text, into: "split" },
        [{ ticketId: "own", content: namedTicket() }],
        context,
      )[0];
    }),
  "the day of the event is closed out": (story, n) =>
    story.by(workflow("close-out"), (state, context) => {
      const date = story.now.slice(0, 10);
      return listAtCloseOut(state, { event: "fair", date, last: date > "2026-10-31" || n > 9 }, context);
    }),
  "the desk asks on the spot": (story, n) =>
    story.by(partner, (state, context) => {
      const level = n % 3 === 0 ? 5 : 2;
      const answer = {
        resolved: "yes",
        satisfiedWithHandling: level,
        satisfiedWithResult: level,
        words: text,
      } as const;
      return recordResult(state, roundOf(story, 0), answer, context);
    }),
  "another unit meddles": (story) => story.by(unit("beach"), acceptAssignment),
};

const trackSets: Track[][] = [
  ["enterprise"],
  ["enterprise", "green-channel"],
  ["enterprise", "event"],
  ["sensitive"],
  ["event"],
  [],
];

const tellPreliminary = (story: Story) =>
  story.by(leadOf(story), (state, context) => tellPreliminaryResult(state, { how: "phone", result: text }, context));

/** Whoever the project waits for does their part; where there is none, one is planned. */
function moveProject(story: Story, n: number): unknown {
  const { project, lead } = { lead: undefined, ...story.state } as WrittenCase & { lead?: Slot };
  const current = currentStep(project);
  if (current === undefined) {
    const steps = [
      { title: text, unit: "harbour", person: secrets.name, limit: { hours: 1 + n } },
      { title: text, ...(n % 2 === 0 ? { unit: "water" } : {}), limit: { workingDays: 1 + (n % 3) } },
    ];
    return story.by(leadOf(story), (state, context) => planProject(state, steps, context));
  }
  const { number, step } = current;
  const owner = unit(step.unit ?? "nobody");
  if (step.state === "ready") {
    return story.by(owner, (state, context) => startStep(state, number, { person: secrets.name }, context));
  }
  if (step.state === "running") {
    return story.by(owner, (state, context) => finishStep(state, number, { note: text }, context));
  }
  const decision = n % 4 === 3 ? "send-back" : "sign";
  const next = n % 3 === 0 ? {} : { next: { unit: "hill", person: secrets.name } };
  return story.by(unit(lead?.supervises ?? "nobody"), (state, context) =>
    signHandOver(state, number, { decision, note: text, ...next }, context),
  );
}

function undoMerge(story: Story) {
  return story.by(reviewer, (state, context) => {
    const { caseId = "none" } = state.mergedFrom?.[0] ?? {};
    const merged = { ...twinOf(state, caseId), ...mergedInto(state.caseId, story.now) };
    return unmergeCase({ subject: merged, context }, { subject: state, context }, text)[1];
  });
}

/** Another case that is where this one is. */
function twinOf(state: WrittenCase, caseId: string): WrittenCase {
  const { mergedFrom: _from, mergedInto: _into, withdrawal: _withdrawal, ...rest } = state;
  return { ...rest, caseId } as WrittenCase;
}

const mergedInto = (into: string, closedAt: string) => ({
  stage: "closed" as const,
  outcome: "merged" as const,
  closedAt,
  clocks: [],
  nextDueAt: undefined,
  mergedInto: into,
});

function likeCase(caseId: string): Match {
  const sketch = sketchOf({ ...namedTicket(), category: food.category });
  const appeal = { caseId, receivedAt: "2026-03-01T00:00:00.000Z", kind: "complaint", sketch } as const;
  return { appeal, likeness: likeness(sketch, sketch), sameRequester: true };
}

const calls = new Set(["nobody answers the call", "the requester answers", "the withdrawal is decided"]);

/** Now, or eleven o'clock of the next morning. */
function nextCallHour(now: string): string {
  const utcHour = Number(now.slice(11, 13));
  if (utcHour >= 1 && utcHour < 12) return now;
  const morning = `${now.slice(0, 10)}T03:00:00.000Z`;
  return morning >= now ? morning : new Date(Date.parse(morning) + day).toISOString();
}

/** What would happen next if everybody did their work. */
const natural: Record<string, string> = {
  "triage-check": "a triage officer looks",
  screening: "a screener decides",
  routing: "the workflow routes",
  dispatch: "the joint office designates",
  acceptance: "the unit accepts",
  resolution: "the unit resolves",
  review: "a reviewer decides",
  callback: "the requester answers",
  closed: "the requester reopens it",
};

/** A matter of an enterprise now and then becomes a project, which is then gone through to its end. */
function naturalMove({ state }: Story, n: number): string | undefined {
  if (state.mergedInto !== undefined) return "its own merge is undone";
  // A unit finds that it is an enterprise who appeals.
  if (n === 6 && (state.stage === "acceptance" || state.stage === "resolution"))
    return "the case comes onto other tracks";
  const isKey = state.stage === "resolution" && state.tracks.includes("enterprise") && n < 4;
  return isKey || currentStep(state.project) !== undefined ? "the at-once project goes on" : natural[state.stage];
}

export interface Walk {
  parts: NonNullable<Parameters<typeof triaged>[0]>;
  listed: boolean;
  /** The ticket says nothing that a rule knows. */
  vague: boolean;
  /** An enterprise appeals. */
  enterprise: boolean;
  /** At the desk of an event. */
  atDesk: boolean;
  start: number;
  steps: { move: string; n: number; wait: number; attentive: boolean }[];
}

export const walks: fc.Arbitrary<Walk> = fc.record({
  parts: fc
    .record({
      kind: fc.constantFrom("consultation", "help", "complaint", "complaint", "report", "praise"),
      severity: fc.constantFrom("general", "general", "urgent", "major"),
      place: fc.constantFrom(food, food, water, noise),
    })
    .map(({ place, ...grade }) => ({ ...grade, ...place })),
  listed: fc.boolean(),
  vague: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  enterprise: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  atDesk: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  start: fc.integer({ min: Date.parse("2026-03-01T00:00:00Z"), max: Date.parse("2026-12-20T00:00:00Z") }),
  steps: fc.array(
    fc.record({
      move: fc.oneof(
        { weight: 4, arbitrary: fc.constant("natural") },
        { weight: 3, arbitrary: fc.constantFrom(...Object.keys(moves)) },
      ),
      n: fc.nat(11),
      /** Minutes until then: mostly hours, sometimes days. */
      wait: fc.oneof(fc.nat(30), fc.nat(600), fc.nat(4 * 1440)),
      /** Whether the workflow applies every milestone in time meanwhile. */
      attentive: fc.boolean(),
    }),
    { minLength: 5, maxLength: 40 },
  ),
});

/** Goes the walk. `notice` sees the story after every step. */
export function go(
  { parts, listed, vague, enterprise, atDesk, start, steps }: Walk,
  notice: (story: Story) => void = () => undefined,
): Story {
  const desk = atDesk ? { channel: "event-desk" } : {};
  const told = vague ? { ...parts, kind: undefined, category: undefined, ...desk } : { ...parts, ...desk };
  const named = namedTicketParts(enterprise ? { ...told, body: `我公司：${namedTicket().body}` } : told);
  const story = triaged(named, { at: new Date(start).toISOString(), listed, directory: careful });
  for (const { move, n, wait, attentive } of steps) {
    const then = new Date(Date.parse(story.now) + wait * minute).toISOString();
    tolerant(() => attentive && story.until(then));
    if (then > story.now) story.at(then);
    const chosen = move === "natural" ? naturalMove(story, n) : move;
    // Nine of ten calls are made when people may be called.
    if (chosen !== undefined && calls.has(chosen) && n < 10) story.at(nextCallHour(story.now));
    tolerant(() => moves[chosen ?? ""]?.(story, n));
    notice(story);
  }
  return story;
}

function namedTicketParts(parts: Walk["parts"]) {
  const { title: _title, ...named } = namedTicket(parts);
  return named;
}

/** The open round about satisfaction when `n` is even, about a withdrawal when it is odd. */
function roundOf({ state }: Story, n: number): number {
  if (n % 2 === 1) return state.withdrawal?.round ?? 0;
  return state.stage === "callback" ? state.callback.round : 0;
}

function tolerant(step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof CalendarNotPublished)) throw error;
  }
}

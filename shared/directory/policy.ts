import * as z from "zod";
import { Budget } from "../domain/calendar/budget.ts";
import { TimeOfDay } from "../domain/calendar/time-of-day.ts";
import { ClockName, Id, Kind, Name, ReferTo, Severity, Track, timelinessMarks } from "./names.ts";
import { SensitivePolicy } from "./sensitive.ts";
import { Telephone } from "./telephone.ts";

/** What happens when a milestone is reached. Every effect is applied once, by the step that fires the milestone. */
export const Effect = z.union([
  z.enum([
    "remind",
    "yellow-card",
    "red-card",
    "supervision-order",
    "escalate-one-level",
    "escalate-to-city-bureau",
    "escalate-to-joint-office",
    "list-in-ledger",
    "accept-by-silence",
    "take-best-candidate",
    "refuse-lowering",
    "accept-screening",
    "designate-first-receiver",
    "dispatch-by-default-row",
    "escalate-review",
    "name-who-is-late",
  ]),
]);
export type Effect = z.infer<typeof Effect>;

/** When a milestone is due, relative to its clock: a part of the budget, or working days before or after the deadline. */
export const MilestoneAt = z.union([
  z.strictObject({ fraction: z.number().positive().max(10) }),
  z.strictObject({ workingDaysBefore: z.int().positive() }),
  z.strictObject({ due: z.literal(true) }),
  z.strictObject({ workingDaysAfter: z.int().positive() }),
]);

export const Milestone = z.strictObject({ key: Id, at: MilestoneAt, effects: z.array(Effect) });
export type Milestone = z.infer<typeof Milestone>;

/** Milestones in the order in which they fall due; after the last one `every` repeats, so that no open case sleeps forever. */
export const MilestonePlan = z.strictObject({
  milestones: z.array(Milestone).min(1),
  every: z.strictObject({ budget: Budget, effects: z.array(Effect) }),
});
export type MilestonePlan = z.infer<typeof MilestonePlan>;

const BySeverity = z.strictObject({ general: Budget, urgent: Budget, major: Budget });

/** What a track (专线) changes of the limits. It only ever brings a deadline forward: the earlier one counts. */
export const TrackLimits = z.strictObject({
  /** Limits as of this severity, where the case itself is less grave. */
  as: Severity.optional(),
  limits: z.partialRecord(ClockName, Budget).default({}),
});
export type TrackLimits = z.infer<typeof TrackLimits>;

export const Policy = z.strictObject({
  id: Id,
  name: Name,
  /** The instant from which cases are received under this policy, and the one from which they no longer are. */
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().optional(),
  /** Name of the calendar version its deadlines are counted in. */
  calendar: z.string(),
  limits: z.strictObject({
    triage: BySeverity,
    "triage-check": BySeverity,
    screening: BySeverity,
    routing: BySeverity,
    dispatch: BySeverity,
    designation: BySeverity,
    accept: BySeverity,
    "first-response": BySeverity,
    resolve: z.strictObject({ general: z.record(Kind, Budget), urgent: Budget, major: Budget }),
    /** Within which a second person decides whether a severity is lowered; silence refuses. */
    lowering: BySeverity,
    /** Until the first report to the level above (信息报送); general cases are not reported. */
    "report-up": z.strictObject({ urgent: Budget, major: Budget }),
    review: BySeverity,
    callback: BySeverity,
    /** 马上就办: until a step of a project is begun once it can be, and signed for once it is done. */
    "hand-over": BySeverity,
  }),
  tracks: z.partialRecord(Track, TrackLimits).default({}),
  events: z.strictObject({
    timeliness: z.record(z.enum(timelinessMarks), Budget),
    /** 日结: the local time at which each day of an event is closed out. */
    closeOutAt: TimeOfDay,
  }),
  /** `long` plans are for budgets of two working days or more, `short` ones for the rest. */
  milestones: z.record(ClockName, z.strictObject({ long: MilestonePlan, short: MilestonePlan })),
  returns: z.strictObject({
    reasons: z.array(z.strictObject({ id: Id, name: Name })).min(1),
    /** How many returns of one slot before the joint office designates. */
    beforeDispute: z.int().positive(),
  }),
  review: z.strictObject({ severities: z.array(Severity), sensitive: z.boolean(), rework: z.boolean() }),
  callback: z.strictObject({
    attempts: z.int().positive(),
    /** Local hours in which people may be called, `from` included, `to` not. */
    window: z.strictObject({ from: z.iso.time({ precision: -1 }), to: z.iso.time({ precision: -1 }) }),
    /** Limit for each attempt after the first. */
    nextAttempt: Budget,
    /** Satisfaction levels, 5 best, from which a requester counts as satisfied. */
    satisfiedFrom: z.int().min(1).max(5),
  }),
  rework: z.strictObject({
    fraction: z.number().positive().max(1),
    atLeast: Budget,
    beforeDecision: z.int().positive(),
  }),
  /** How long after one report to the level above the next is due, until the unit reports done. */
  reportUp: z.strictObject({ every: Budget }),
  reopening: z.strictObject({ withinDays: z.int().positive() }),
  sensitive: SensitivePolicy,
  /** 引导: where requesters are sent, as they are told it. */
  referrals: z.record(ReferTo, z.strictObject({ name: Name, address: Name, phone: Telephone.optional() })),
  /** 异常名录: how long people may take, and who is worth a proposal. */
  abnormalList: z.strictObject({
    /** A proposal that nobody has decided on by then is refused. */
    decideProposal: Budget,
    /** An appeal that nobody has decided on by then lifts the entry. */
    decideAppeal: Budget,
    /** How long an entry counts that the weekly job has proposed, in months. */
    months: z.int().min(1).max(12),
    /** Whom the weekly job proposes: all of it must hold of somebody's appeals within so many days. */
    candidates: z.strictObject({
      withinDays: z.int().min(7).max(90),
      kinds: z.array(Kind).min(1),
      /** So many appeals; triage looks back on twenty. */
      claims: z.int().min(2).max(20),
      /** So many of them on one pattern: texts that are alike from this share on. */
      alike: z.int().min(2),
      alikeFrom: z.number().positive().max(1),
      /** About so many respondents. */
      respondents: z.int().min(1),
    }),
  }),
});
export type Policy = z.infer<typeof Policy>;

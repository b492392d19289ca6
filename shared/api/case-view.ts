import * as z from "zod";
import { ClockName, Kind, Level, ReferTo, Severity, Track } from "../directory/names.ts";
import { CaseId, type Requester } from "./ticket.ts";

// Views are lazy: they describe answers in the API document, and no function should spend its start on building them.

const At = z.iso.datetime();

export const stages = [
  "triage",
  "triage-check",
  "screening",
  "routing",
  "dispatch",
  "acceptance",
  "resolution",
  "review",
  "callback",
  "closed",
] as const;

/** As the actor may see it: masked, a phone number is none. */
const ShownRequester = z.strictObject({
  name: z.string().optional(),
  phone: z.string().optional(),
  idNumber: z.string().optional(),
  enterprise: z.string().optional(),
} satisfies Record<keyof z.infer<typeof Requester>, z.ZodType>);

const Round = z.strictObject({ round: z.int(), attempts: z.array(z.iso.date()) });

/** A case as the API shows it. What an actor may not see is left out or masked. */
export const CaseView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      version: z.int(),
      epoch: z.int(),
      stage: z.enum(stages),
      channel: z.string(),
      externalRef: z.string().optional(),
      kind: Kind,
      category: z.string(),
      severity: Severity,
      highRisk: z.boolean(),
      tracks: z.array(Track),
      region: z.string().optional(),
      /** The event that it belongs to. */
      event: z.string().optional(),
      /** The last day of the event on which it was listed as open; `tail`: the joint office has taken it over. */
      closeOut: z.strictObject({ date: z.iso.date(), tail: z.boolean() }).optional(),
      receivedAt: At,
      openedAt: At,
      /** When somebody must look at the case next. Absent when closed. */
      nextDueAt: At.optional(),
      overdue: z.boolean(),
      level: Level,
      answerable: z.string().optional(),
      lead: z
        .strictObject({
          unit: z.string(),
          state: z.enum(["dispatched", "accepted", "resolved"]),
          by: z.string(),
          row: z.string().optional(),
          guides: z.string().optional(),
          supervises: z.string().optional(),
          binding: z.boolean(),
          dispatchedAt: At,
          acceptedBy: z.enum(["person", "silence"]).optional(),
        })
        .optional(),
      clocks: z.array(z.strictObject({ clock: ClockName, startAt: At, dueAt: At })),
      cards: z.strictObject({ yellow: z.int(), red: z.int() }),
      reworks: z.int(),
      returnedBy: z.array(z.string()),
      firstResponseAt: At.optional(),
      resolvedAt: At.optional(),
      /** What a review is about, and whose reviewers decide. */
      review: z.strictObject({ subject: z.enum(["resolution", "failed-rework"]), level: Level }).optional(),
      /** 甄别: whether the appeal is screened first, and the entry of the abnormal list for which it is. */
      screening: z.enum(["pending", "accepted", "refused"]).optional(),
      listing: z.strictObject({ entryId: z.string().optional(), until: z.string(), appealTo: z.string() }).optional(),
      /** 引导: where the requester was sent. */
      referredTo: ReferTo.optional(),
      callback: Round.optional(),
      /** Who must attend besides the lead; absent where the local unit does alone. */
      attendance: z
        .strictObject({
          mode: z.enum(["local", "joint-on-site", "joint-enforcement"]),
          onSite: z.array(z.string()),
          coordinates: z.string().optional(),
          informs: z.array(z.string()),
        })
        .optional(),
      /** When the enterprise was told the preliminary result. */
      preliminaryToldAt: At.optional(),
      /** 马上就办: the steps of the last project, in order. What they are is in the timeline. */
      project: z
        .array(
          z.strictObject({
            unit: z.string().optional(),
            limit: z.record(z.string(), z.union([z.number(), z.string()])),
            state: z.enum(["planned", "ready", "running", "done", "signed"]),
          }),
        )
        .optional(),
      /** How often the case has been reported to the level above. */
      reportsUp: z.int().optional(),
      withdrawal: Round.optional(),
      /** A proposal to lower the severity, until a second person has decided on it. */
      lowering: z.strictObject({ to: Severity }).optional(),
      /** The group of cases on this matter: see the case's links. */
      group: CaseId.optional(),
      /** How many appeals of this requester on this matter there were when the last one came. */
      repeat: z.int().optional(),
      /** The case in which this one's tickets are worked. */
      mergedInto: CaseId.optional(),
      mergedFrom: z.array(z.strictObject({ caseId: CaseId, tickets: z.array(z.string()) })).optional(),
      /** The other case that the same ticket led to. */
      splitFrom: CaseId.optional(),
      splitInto: CaseId.optional(),
      /** A sensitive response was opened for it: see its own call. */
      response: z.boolean().optional(),
      /** The sensitive case that this rumour is about. */
      rumourOf: CaseId.optional(),
      outcome: z.string().optional(),
      closedAt: At.optional(),
      stalled: z.strictObject({ at: At, cause: z.string() }).optional(),
      tickets: z
        .array(
          z.strictObject({
            ticketId: z.string(),
            title: z.string(),
            body: z.string(),
            address: z.string().optional(),
            respondent: z.string().optional(),
            requester: ShownRequester.optional(),
          }),
        )
        .optional(),
    }),
  )
  .meta({ id: "Case" });
export type CaseView = z.infer<typeof CaseView>;

export const TimelineView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      events: z.array(
        z.strictObject({
          seq: z.int(),
          at: At,
          type: z.string(),
          actor: z.strictObject({ kind: z.string(), id: z.string().optional() }),
          data: z.record(z.string(), z.unknown()),
          /** What was said at it: a reply, reasons, words. For those who work on the case. */
          said: z.record(z.string(), z.unknown()).optional(),
          hash: z.string(),
        }),
      ),
      /** There are more: ask with `after` set to this. */
      next: z.int().optional(),
      /** Whether every event chains to the one before; otherwise where it breaks. */
      chain: z.strictObject({ whole: z.boolean(), brokenAt: z.int().optional() }),
    }),
  )
  .meta({ id: "Timeline" });

export const DeadlinesView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      clocks: z.array(
        z.strictObject({
          clock: ClockName,
          state: z.enum(["running", "under-review", "stopped", "restarted"]),
          startAt: At,
          startedBySeq: z.int(),
          /** What the clock allows, in its own kind of time. */
          budget: z.record(z.string(), z.union([z.number(), z.string()])),
          /** Name of the calendar version the deadline is counted in. */
          calendar: z.string(),
          dueAt: At,
          /** The track whose limit this is, where it is not the one of kind and severity. */
          track: Track.optional(),
          stoppedAt: At.optional(),
          /** How it ended, seen from the deadline. */
          kept: z.boolean().optional(),
          milestones: z.array(z.strictObject({ key: z.string(), reachedAt: At.optional(), dueAt: At.optional() })),
          explanation: z.strictObject({ en: z.string(), zh: z.string() }),
        }),
      ),
    }),
  )
  .meta({ id: "Deadlines" });
export type DeadlinesView = z.infer<typeof DeadlinesView>;

export const WorkView = z
  .lazy(() =>
    z.strictObject({
      items: z.array(
        z.strictObject({
          caseId: CaseId,
          task: z.string(),
          slot: z.string().optional(),
          kind: Kind,
          severity: Severity,
          category: z.string(),
          dueAt: At,
          since: At,
        }),
      ),
      cursor: z.string().optional(),
    }),
  )
  .meta({ id: "Work" });

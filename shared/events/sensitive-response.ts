import * as z from "zod";
import { CategoryCode, Id, Kind, Level, RegionCode, Severity } from "../directory/names.ts";
import { ResponseClockName, ResponseTaskName, Span } from "../directory/response-names.ts";

const At = z.iso.datetime();
/** SHA-256 of the record kept beside the event. */
const recordHash = z.string().length(64).optional();

/** What an event does to the clocks of a response: replaying these alone gives every deadline again. */
const clocks = z
  .strictObject({
    started: z
      .array(
        z.strictObject({ clock: ResponseClockName, of: z.string().optional(), startAt: At, budget: Span, dueAt: At }),
      )
      .optional(),
    stopped: z.array(z.strictObject({ clock: ResponseClockName, of: z.string().optional() })).optional(),
  })
  .optional();
const SignalBecause = z.enum(["duty", "handling", "joint-office"]);
const draft = z.int().positive();
const number = z.int().positive();

/** The events of a sensitive response (敏感轨道), one for each case on that track. */
export const sensitiveResponse = {
  ResponseOpened: z.strictObject({
    directoryVersion: z.string(),
    policy: Id,
    kind: Kind,
    severity: Severity,
    category: CategoryCode,
    region: RegionCode.optional(),
    tasks: z.array(z.strictObject({ task: ResponseTaskName, unit: Id, follows: z.boolean() })),
    signals: z.array(z.strictObject({ unit: Id, because: SignalBecause })),
    clocks,
  }),
  /** A unit has a task: by the joint office, or because the case has gone to it. */
  ResponseTaskAssigned: z.strictObject({
    task: ResponseTaskName,
    unit: Id,
    by: z.enum(["joint-office", "case"]),
    clocks,
    recordHash,
  }),
  /** A person of the unit answers for the task. */
  ResponseTaskTaken: z.strictObject({ task: ResponseTaskName, unit: Id }),
  ResponseTaskReported: z.strictObject({ task: ResponseTaskName, unit: Id, number, clocks, recordHash }),
  ResponseTaskCompleted: z.strictObject({
    task: ResponseTaskName,
    unit: Id,
    by: z.enum(["person", "case"]),
    clocks,
    recordHash,
  }),
  /** 风险上报 */
  RiskReported: z.strictObject({ number, unit: Id.optional(), clocks, recordHash }),
  PublicationDecided: z.strictObject({ decision: z.enum(["publish", "withhold"]), clocks, recordHash }),
  DraftSubmitted: z.strictObject({ draft, unit: Id, level: Level, clocks, recordHash }),
  DraftDecided: z.strictObject({
    draft,
    level: Level,
    decision: z.enum(["approved", "refused"]),
    /** Who decides next; none after a refusal or the last level's approval. */
    next: Level.optional(),
    clocks,
    recordHash,
  }),
  /** Nobody has decided in time: the next level does. */
  DraftEscalated: z.strictObject({ draft, fromLevel: Level, toLevel: Level, clocks }),
  DraftPublished: z.strictObject({ draft, unit: Id, clocks, recordHash }),
  /** 敏感信息: a unit is told of the matter, and has to say that it knows. */
  SignalSent: z.strictObject({ unit: Id, because: SignalBecause, clocks, recordHash }),
  SignalAcknowledged: z.strictObject({ unit: Id, clocks }),
  SignalsFollowed: z.strictObject({ number, clocks, recordHash }),
  /** A rumour has become a case of the police. */
  RumourReported: z.strictObject({ number, policeCase: z.string(), recordHash }),
  ResponseMilestoneReached: z.strictObject({
    clock: ResponseClockName,
    of: z.string().optional(),
    /** Number of the event that started the clock: with the milestone it happens once. */
    since: number,
    milestone: z.string(),
    dueAt: At,
    reachedAt: At,
  }),
  /** Silence: the joint office has to see to it. */
  ResponseEscalated: z.strictObject({ clock: ResponseClockName, of: z.string().optional(), unit: Id.optional() }),
  /** The joint office ends the response; the units that never answered their signal are named. */
  ResponseSettled: z.strictObject({ unacknowledged: z.array(Id), clocks, recordHash }),
  /** The case was reopened after the settlement: what it needs is done again. */
  ResponseReopened: z.strictObject({ epoch: number, clocks }),
  ResponseStalled: z.strictObject({ epoch: number, cause: z.string() }),
  ResponseRedriven: z.strictObject({ epoch: number, reason: z.enum(["by-hand", "sweeper", "restart"]) }),
} as const;

export type ResponseClockChanges = NonNullable<z.infer<typeof clocks>>;

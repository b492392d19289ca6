import * as z from "zod";
import { ClockName, Id, Kind, Level, ReferTo, RegionCode, Severity, Track } from "../directory/names.ts";
import { Budget } from "../domain/calendar/budget.ts";

const At = z.iso.datetime();
const Slot = z.literal("lead");
/** SHA-256 of the record kept beside the event: what was said, without being in the event. */
const recordHash = z.string().length(64).optional();
const Grade = { kind: Kind, category: z.string(), severity: Severity, highRisk: z.boolean(), tracks: z.array(Track) };
/** What a person can correct of what triage found. The severity has its own events. */
const Facts = {
  kind: Kind,
  category: z.string(),
  highRisk: z.boolean(),
  tracks: z.array(Track),
  region: RegionCode.optional(),
};
const StepNumber = z.int().positive();
/** 异常名录: what a requester is told of the entry for which an appeal is screened; in the directory's list it has no id. */
const Listing = z.strictObject({ entryId: z.string().optional(), until: z.iso.date(), appealTo: Id });
const SatisfactionLevel = z.int().min(1).max(5);

const share = z.number().min(0).max(1);
/** How far two matters are the same, and what that is made of. */
const Likeness = {
  score: share,
  parts: z.strictObject({
    text: share,
    category: share,
    place: share.optional(),
    names: share.optional(),
    respondent: share.optional(),
    address: share.optional(),
    numbers: share.optional(),
  }),
};
const MaybeLikeness = { score: Likeness.score.optional(), parts: Likeness.parts.optional() };
const MergedBy = z.enum(["triage", "person", "supplement"]);

export const DispatchReason = z.enum([
  "matrix",
  "joint-office",
  "default-row",
  "first-receiver",
  "rework",
  "reopening",
]);

/**
 * The history events of a case and what each tells, without personal data. They are the history in the table, the
 * detail types on the bus, and the catalogue for subscribers. A schema only grows.
 */
export const catalogue = {
  CaseOpened: z.strictObject({
    ...Grade,
    ticketId: z.string(),
    partner: Id,
    channel: Id,
    externalRef: z.string().optional(),
    /** The case whose ticket held this matter as well. */
    splitFrom: z.string().optional(),
    /** The sensitive case that this rumour is about. */
    rumourOf: z.string().optional(),
    region: RegionCode.optional(),
    /** The event that it belongs to (重大活动). */
    event: Id.optional(),
    receivedAt: At,
    directoryVersion: z.string(),
    policy: Id,
    recordHash,
  }),
  /** The case goes on under another directory version: its own has no calendar for a year that has come. */
  DirectoryAdopted: z.strictObject({ directoryVersion: z.string() }),
  SupplementAdded: z.strictObject({ ticketId: z.string(), recordHash }),
  CaseTriaged: z.strictObject({
    ...Grade,
    region: RegionCode.optional(),
    /** The event that its words speak of. */
    event: Id.optional(),
    confidence: z.number(),
    evidence: z.array(
      z.strictObject({
        field: z.string(),
        value: z.string(),
        rule: z.string(),
        words: z.array(z.string()),
        score: z.number(),
      }),
    ),
    /** The categories that came next, the best first, with their shares of certainty. */
    candidates: z.array(z.strictObject({ category: z.string(), share: z.number() })).optional(),
    /** The version of the text model that helped; none where the rules read alone. */
    model: z.string().optional(),
    /** Triage was unsure: a triage officer looks at it. */
    check: z.boolean().optional(),
    screening: z.boolean(),
    /** The entry of the abnormal list for which it is screened, the last day before it ends, and who hears an appeal. */
    listing: Listing.optional(),
  }),
  /** 归组: another case is about the same matter; both stay cases of their own. */
  CaseLinked: z.strictObject({ group: z.string(), other: z.string(), sameRequester: z.boolean(), ...Likeness }),
  /** 重复诉求: so many appeals of this requester on this matter, and the cases they led to. */
  RepeatFlagged: z.strictObject({ count: z.int().min(2), cases: z.array(z.string()) }),
  /** 并件: this case's tickets are worked in another one from now on. `by` a person: without a likeness, with a reason. */
  CaseMerged: z.strictObject({ into: z.string(), by: MergedBy, ...MaybeLikeness, recordHash }),
  /** One ticket of a case that was merged into this one; the record is a copy of it. */
  TicketMerged: z.strictObject({
    ticketId: z.string(),
    from: z.string(),
    partner: Id,
    receivedAt: At,
    highRisk: z.boolean(),
    by: MergedBy,
    ...MaybeLikeness,
    recordHash,
  }),
  /** 撤销并件: the case goes its own way again, under its own clocks. */
  CaseUnmerged: z.strictObject({ from: z.string(), epoch: z.int().positive(), recordHash }),
  /** A ticket went back to its own case; its copy here is gone. */
  TicketUnmerged: z.strictObject({ ticketId: z.string(), from: z.string() }),
  /** 拆件: the ticket holds another matter of another kind, which is a case of its own now. */
  CaseSplit: z.strictObject({
    into: z.string(),
    kind: Kind,
    by: z.enum(["triage", "person", "screening"]),
    recordHash,
  }),
  /** What triage found stands: an officer says so, or nobody has said otherwise in time. */
  TriageConfirmed: z.strictObject({ by: z.enum(["person", "silence"]) }),
  /** A person knows better: what the case is from now on, and what it was taken for. */
  TriageCorrected: z.strictObject({
    ...Facts,
    from: z.strictObject(Facts),
    /** The event that it belongs to from now on. */
    event: Id.optional(),
    /** It goes to the unit of the corrected matrix row. */
    rerouted: z.boolean(),
    recordHash,
  }),
  SeverityChanged: z.strictObject({
    from: Severity,
    to: Severity,
    cause: z.enum(["person", "supplement", "merge", "track"]),
    recordHash,
  }),
  /** Lowering takes a second person. */
  SeverityLoweringProposed: z.strictObject({ to: Severity, recordHash }),
  SeverityLoweringDecided: z.strictObject({
    to: Severity,
    decision: z.enum(["approved", "refused"]),
    by: z.enum(["person", "silence"]),
    recordHash,
  }),
  ScreeningDecided: z.strictObject({
    decision: z.enum(["accepted", "not-accepted", "returned", "referred"]),
    by: z.enum(["person", "silence"]),
    /** 引导: where the requester is sent. Callback staff then ask whether they got there. */
    referTo: ReferTo.optional(),
    recordHash,
  }),
  DispatchRequested: z.strictObject({ question: z.enum(["no-row", "dispute"]) }),
  AssignmentDispatched: z.strictObject({
    slot: Slot,
    unit: Id,
    by: DispatchReason,
    /** Where the unit stands on the ladder. */
    level: Level,
    row: Id.optional(),
    guides: Id.optional(),
    supervises: Id.optional(),
    binding: z.boolean(),
    /** Who is answerable from now on, where there is nothing to accept. */
    answerable: Id.optional(),
    recordHash,
  }),
  /** Who must attend besides the lead, by grade and risk. */
  AttendanceSet: z.strictObject({
    mode: z.enum(["local", "joint-on-site", "joint-enforcement"]),
    onSite: z.array(Id),
    coordinates: Id.optional(),
    informs: z.array(Id),
  }),
  /** An urgent or major case reaches the officer on duty at any hour; who that is, the directory says. */
  DutyOfficerCalled: z.strictObject({
    unit: Id,
    /** The unit whose officers answer: another one where the unit itself has nobody on duty. */
    answers: Id,
    officers: z.int().nonnegative(),
  }),
  ReportedUp: z.strictObject({ number: z.int().positive(), unit: Id.optional(), recordHash }),
  AssignmentAccepted: z.strictObject({ slot: Slot, unit: Id, by: z.enum(["person", "silence"]), answerable: Id }),
  AssignmentReturned: z.strictObject({ slot: Slot, unit: Id, reason: Id, recordHash }),
  FirstResponseGiven: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  ProgressReported: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  AssignmentResolved: z.strictObject({
    slot: Slot,
    unit: Id,
    result: z.enum(["solved", "partly-solved", "explained", "not-in-power"]),
    reviewDue: z.boolean(),
    /** When the requester was told. */
    toldAt: At.optional(),
    recordHash,
  }),
  /** 预办结果告知: the enterprise has heard what is likely to come of it, before the resolution. */
  PreliminaryResultTold: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  /** A case turned out to be an enterprise's, which always has a supervising unit. */
  SupervisorNamed: z.strictObject({ slot: Slot, unit: Id }),
  /** 马上就办: ordered steps, each with its owner, where that is known yet, and its limit; what they are is in the record. */
  ProjectPlanned: z.strictObject({
    steps: z.array(z.strictObject({ unit: Id.optional(), limit: Budget })).min(1),
    recordHash,
  }),
  /** A person of the owner has begun the step; steps count from 1. */
  StepStarted: z.strictObject({ step: StepNumber, unit: Id, recordHash }),
  StepFinished: z.strictObject({ step: StepNumber, unit: Id, recordHash }),
  /** 承办、督办衔接: the supervising unit has signed for a step, or wants more done. `next` owns the step that follows. */
  HandOverSigned: z.strictObject({
    step: StepNumber,
    unit: Id,
    decision: z.enum(["signed", "sent-back"]),
    next: Id.optional(),
    recordHash,
  }),
  /** Who keeps a project waiting beyond the limit: to begin a step, to finish it, or to sign for it. */
  StepOverdue: z.strictObject({ step: StepNumber, unit: Id, waitsFor: z.enum(["start", "finish", "signature"]) }),
  ReviewEscalated: z.strictObject({ fromLevel: Level, toLevel: Level }),
  ReviewRequested: z.strictObject({ subject: z.enum(["failed-rework"]) }),
  ReviewDecided: z.strictObject({
    decision: z.enum(["approved", "sent-back", "rework-again", "closed-with-explanation"]),
    recordHash,
  }),
  CallbackAttempted: z.strictObject({
    round: z.int().positive(),
    purpose: z.enum(["satisfaction", "withdrawal"]),
    attempt: z.int().positive(),
    outcome: z.enum(["no-answer", "busy", "wrong-number", "call-later"]),
    localDate: z.iso.date(),
    recordHash,
  }),
  CallbackCompleted: z.strictObject({
    round: z.int().positive(),
    resolved: z.enum(["yes", "partly", "no"]),
    satisfiedWithHandling: SatisfactionLevel,
    satisfiedWithResult: SatisfactionLevel,
    satisfied: z.boolean(),
    recordHash,
  }),
  ReworkOrdered: z.strictObject({ times: z.int().positive(), fromLevel: Level, toLevel: Level }),
  LedgerEntryListed: z.strictObject({
    entryId: z.string(),
    cause: z.enum(["unsatisfied", "unresolved", "overdue"]),
    unit: Id.optional(),
    month: z.string(),
  }),
  MilestoneReached: z.strictObject({
    clock: ClockName,
    /** Number of the event that started the clock: clock, since and milestone together happen once. */
    since: z.int().positive(),
    milestone: z.string(),
    dueAt: At,
    /** When the milestone was due; `at` says when it was applied. */
    reachedAt: At,
    unit: Id.optional(),
  }),
  CardIssued: z.strictObject({ slot: Slot, unit: Id, colour: z.enum(["yellow", "red"]), clock: ClockName }),
  SupervisionOrdered: z.strictObject({ unit: Id.optional(), cause: z.enum(["overdue"]) }),
  CaseEscalated: z.strictObject({
    fromLevel: Level,
    toLevel: Level,
    answerable: Id,
    /** The clock that has run out; none where an event's close-out takes the case up. */
    clock: ClockName.optional(),
  }),
  /** 日结: open at the cut-off of a day of its event. `tail`: the event ends, and the joint office takes it over (不留尾巴). */
  CloseOutListed: z.strictObject({ event: Id, date: z.iso.date(), tail: z.boolean() }),
  WithdrawalRequested: z.strictObject({ round: z.int().positive(), recordHash }),
  WithdrawalDecided: z.strictObject({
    round: z.int().positive(),
    decision: z.enum(["confirmed", "denied", "unreached"]),
    recordHash,
  }),
  CaseClosed: z.strictObject({
    outcome: z.enum([
      "satisfied",
      "unreached",
      "withdrawn",
      "explained",
      "praise-passed-on",
      "not-accepted",
      "returned",
      "referred",
      "merged",
    ]),
  }),
  CaseReopened: z.strictObject({ epoch: z.int().positive(), round: z.int().nonnegative(), recordHash }),
  CaseStalled: z.strictObject({ epoch: z.int().positive(), cause: z.string() }),
  CaseRedriven: z.strictObject({ epoch: z.int().positive(), reason: z.enum(["by-hand", "sweeper", "restart"]) }),
} as const;

export type EventType = keyof typeof catalogue;
export type EventData<Type extends EventType = EventType> = z.infer<(typeof catalogue)[Type]>;

const ClockTerms = z.strictObject({
  clock: ClockName,
  startAt: At,
  budget: Budget,
  calendar: z.string(),
  dueAt: At,
  /** The track whose limit this is. */
  track: Track.optional(),
});

/** What an event does to the case's clocks: replaying these alone gives every deadline again. */
export const ClockChanges = z.strictObject({
  started: z.array(ClockTerms).optional(),
  stopped: z.array(ClockName).optional(),
  /** A resolution is under review: the clock shows the time of submission and fires nothing. */
  submitted: z.array(ClockName).optional(),
  /** It was sent back: the clock never stopped. */
  sentBack: z.array(ClockName).optional(),
});
export type ClockChanges = z.infer<typeof ClockChanges>;

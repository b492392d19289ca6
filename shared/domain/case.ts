import type { Kind, Level, ReferTo, Severity, Track } from "../directory/names.ts";
import type { Attendance } from "./attending.ts";
import type { CaseClock } from "./case-clock.ts";
import type { Instant } from "./instant.ts";
import type { ProjectStep } from "./project.ts";

/** What every case has, whatever its stage. Free text and personal data live in the tickets and records, never here. */
export interface CaseCore {
  caseId: string;
  /** Guards every write: a transaction conditions on it and adds one. */
  version: number;
  /**
   * Goes up only when the workflow must look: stage, slots or epoch changed, a withdrawal was asked for or decided, or
   * `nextDueAt` moved earlier.
   */
  turn: number;
  /** The fence between two drivers: redrive, reopening and migration add one. */
  epoch: number;
  /** Number and hash of the last history event. */
  seq: number;
  headHash: string;

  /** The directory version the case is handled under, and the policy profile in it. */
  directoryVersion: string;
  policy: string;

  partner: string;
  channel: string;
  externalRef?: string;
  receivedAt: Instant;
  openedAt: Instant;

  kind: Kind;
  category: string;
  severity: Severity;
  highRisk: boolean;
  tracks: Track[];
  region?: string;
  /** The event that the case belongs to. */
  event?: string;
  /** 日结: the last day of the event on which it was listed as open; `tail`: the joint office has taken it over. */
  closeOut?: { date: string; tail: boolean };

  /** 归组: the case after which the group of cases on this matter is named. */
  group?: string;
  /** 重复诉求: how many appeals of this requester on this matter there were when the last one came. */
  repeat?: number;
  /** 并件: where this case's tickets are worked. It is closed then, with outcome `merged`. */
  mergedInto?: string;
  /** The cases whose tickets are worked here. */
  mergedFrom?: { caseId: string; partner: string; tickets: string[] }[];
  /** 拆件: the case whose ticket held this matter as well, and the one that this case's ticket led to besides. */
  splitFrom?: string;
  splitInto?: string;
  /** 敏感轨道: it has got onto the sensitive track, and its response was opened. That goes on whatever becomes of the track. */
  response?: boolean;
  /** 谣言: the sensitive case that this rumour is about; its response is that one. */
  rumourOf?: string;

  /** 甄别: whether a person has to look at it first, or has. Absent where nobody does. */
  screening?: "pending" | "accepted" | "refused";
  /** Who has refused it: reopened, it is screened by somebody else. */
  refusedBy?: string;
  /** The entry of the abnormal list for which it is screened. */
  listing?: { entryId?: string | undefined; until: string; appealTo: string };
  /** 引导: where screening has sent the requester. */
  referredTo?: ReferTo;

  clocks: CaseClock[];
  /** The level of the ladder the case has reached, and the unit answerable there. */
  level: Level;
  answerable?: string;
  /** 首接负责: the first unit the case was sent to; it stays answerable until a person of another unit has accepted. */
  firstReceiver?: string;
  /** Units that have given the lead back, in order. */
  returnedBy: string[];
  cards: { yellow: number; red: number };
  overdue: boolean;
  firstResponseAt?: Instant;
  resolvedAt?: Instant;
  /** The person who reported the last resolution: nobody decides on their own work. */
  resolvedBy?: string;
  /** When the enterprise was told the preliminary result; again for each rework. */
  preliminaryToldAt?: Instant;
  /** 马上就办: the steps of the last project, in order. */
  project?: ProjectStep[];
  reworks: number;
  supplements: number;
  /** How often the case has been reported to the level above. */
  reportsUp: number;
  /** Who must attend besides the lead; absent where the local unit does alone. */
  attendance?: Attendance;
  callbackRounds: number;
  ledgerEntries: number;
  /** It was taken for a report before a person corrected that: it cannot be withdrawn for being called something else. */
  wasReport?: true;
  /** Somebody wants the severity lowered; a second person decides. */
  lowering?: { to: Severity; proposedBy: string };
  /** The requester asked to withdraw; callback staff must confirm it. Meanwhile the work and all clocks go on. */
  withdrawal?: CallbackRound;
  /** Set while no workflow drives the case although it should. */
  stalled?: { at: Instant; cause: string };
  /** How often the case stalled in this stage: the sweeper waits longer each time before it drives it again. */
  stalls: number;
}

/** One unit's share of a case. The lead is the only slot of a case so far. */
export interface Slot {
  unit: string;
  /** Why this unit: the matrix row, or who or what decided instead. */
  by: DispatchReason;
  row?: string;
  guides?: string;
  supervises?: string;
  /** A designation cannot be returned. */
  binding: boolean;
  state: "dispatched" | "accepted" | "resolved";
  dispatchedAt: Instant;
  acceptedBy?: "person" | "silence";
}

export type DispatchReason = "matrix" | "joint-office" | "default-row" | "first-receiver" | "rework" | "reopening";

/** One round of asking the requester: how the handling went, or whether the appeal is really withdrawn. */
export interface CallbackRound {
  /** Counts the rounds of a case from 1. */
  round: number;
  /** Local dates of the attempts that reached nobody. */
  attempts: string[];
}

export type Outcome =
  | "satisfied"
  | "unreached"
  | "withdrawn"
  | "explained"
  | "praise-passed-on"
  | "not-accepted"
  | "returned"
  | "referred"
  | "merged";

export type TriageStage = { stage: "triage" };
/** Triage was unsure, and nothing is so urgent that it could not wait for a triage officer (研判复核). */
export type TriageCheckStage = { stage: "triage-check" };
export type ScreeningStage = { stage: "screening" };
export type RoutingStage = { stage: "routing" };
/** The joint office must choose: no row matches, or the units do not agree. */
export type DispatchStage = { stage: "dispatch"; question: "no-row" | "dispute" };
export type AcceptanceStage = { stage: "acceptance"; lead: Slot };
export type ResolutionStage = { stage: "resolution"; lead: Slot };
export type ReviewStage = {
  stage: "review";
  lead: Slot;
  subject: "resolution" | "failed-rework";
  /** Whose reviewers decide: silence takes the review up a level, and not the case. */
  reviewLevel: Level;
};
/** Without a lead the requester was referred elsewhere, and is asked whether they got there. */
export type CallbackStage = { stage: "callback"; lead?: Slot; callback: CallbackRound };
export type ClosedStage = { stage: "closed"; outcome: Outcome; closedAt: Instant; lead?: Slot };

export type StageState =
  | TriageStage
  | TriageCheckStage
  | ScreeningStage
  | RoutingStage
  | DispatchStage
  | AcceptanceStage
  | ResolutionStage
  | ReviewStage
  | CallbackStage
  | ClosedStage;

export type Stage = StageState["stage"];

/** 诉求件: the matter being worked, as a union on its stage. */
export type Case = CaseCore & StageState;

/** 不予受理、退件、引导: a screening officer ended the case before any unit had it. */
export function refusedByScreening(outcome: Outcome): boolean {
  return outcome === "not-accepted" || outcome === "returned" || outcome === "referred";
}

/** 引导 is called back: the requester was sent elsewhere, and no unit has the case. */
export function isReferral(state: Case): boolean {
  return state.stage === "callback" && state.lead === undefined;
}

/** Whether a reopened case is screened again: reopening and withdrawing are no way around it. */
export function awaitsScreening({ screening, severity, kind }: CaseCore, outcome: Outcome): boolean {
  const refused = refusedByScreening(outcome) || (screening !== undefined && screening !== "accepted");
  return refused && severity === "general" && kind !== "report";
}

/** The lead's assignment, where the case has one. */
export function leadOf(state: StageState): Slot | undefined {
  return "lead" in state ? state.lead : undefined;
}

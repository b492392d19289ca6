import * as z from "zod";
import { Id, Level, Severity } from "../directory/names.ts";
import { sensitiveResponse } from "./sensitive-response.ts";

const At = z.iso.datetime();
/** SHA-256 of the record kept beside the event: what was said, without being in the event. */
const recordHash = z.string().length(64).optional();

/**
 * What has a history of its own beside the cases (案卷), and the events each tells, without personal data. They are on
 * the bus beside those of the cases. A schema only grows.
 */
export const dossiers = {
  /** 异常名录: one entry of one requester, who is named nowhere in it. */
  "abnormal-entry": {
    ListingProposed: z.strictObject({
      /** The cases that are the evidence. */
      cases: z.array(z.string()).min(1),
      by: z.enum(["person", "weekly-job"]),
      months: z.int().min(1).max(12),
      /** A proposal that nobody has decided on by then is refused. */
      decideBy: At,
      /** What the weekly job has counted, in the week that began on this day. */
      found: z
        .strictObject({
          week: z.iso.date(),
          claims: z.int(),
          alike: z.int(),
          respondents: z.int(),
        })
        .optional(),
      recordHash,
    }),
    ListingDecided: z.strictObject({
      decision: z.enum(["listed", "refused"]),
      by: z.enum(["person", "silence"]),
      /** Only when listed: from then until then, at most twelve months. */
      from: At.optional(),
      until: At.optional(),
      recordHash,
    }),
    /** `caseId` is the case in which the requester was told of the entry. */
    ListingAppealed: z.strictObject({
      caseId: z.string(),
      partner: Id.optional(),
      /** An appeal that nobody has decided on by then lifts the entry. */
      decideBy: At,
      recordHash,
    }),
    ListingAppealDecided: z.strictObject({
      decision: z.enum(["upheld", "lifted"]),
      by: z.enum(["person", "silence"]),
      recordHash,
    }),
    /** Before its time, without an appeal. */
    ListingLifted: z.strictObject({ recordHash }),
    /** Its time is up. */
    ListingExpired: z.strictObject({ until: At }),
  },
  /** 敏感轨道: what is done about one sensitive case beside its handling. */
  "sensitive-response": sensitiveResponse,
  /** 走访: a visit of a contact point to an enterprise, whose name is in the record. */
  visit: {
    VisitLogged: z.strictObject({
      partner: Id,
      contactPoint: Id,
      date: z.iso.date(),
      /** Each need became a case; what the needs are is in its ticket. */
      needs: z.array(z.strictObject({ caseId: z.string(), ticketId: z.string() })).min(1),
      bodyHash: z.string(),
      recordHash,
    }),
  },
  /** 日结日清: what was open at the cut-off of one day of one event. */
  "close-out": {
    CloseOutBegun: z.strictObject({ event: Id, date: z.iso.date(), cutOffAt: At, last: z.boolean() }),
    /** The next of the open cases, in the order in which they came: with whom each lies, and what for. */
    CloseOutPage: z.strictObject({
      cases: z.array(
        z.strictObject({
          caseId: z.string(),
          stage: z.string(),
          level: Level,
          severity: Severity,
          unit: Id.optional(),
          answerable: Id.optional(),
          dueAt: At.optional(),
          overdue: z.boolean(),
        }),
      ),
      /** Where the next page begins. */
      after: z.string(),
    }),
    CloseOutDone: z.strictObject({ open: z.int().nonnegative() }),
  },
} as const;

export type DossierKind = keyof typeof dossiers;
export type DossierEventType<Kind extends DossierKind> = keyof (typeof dossiers)[Kind] & string;
export type DossierEventData<Kind extends DossierKind, Type extends DossierEventType<Kind>> =
  (typeof dossiers)[Kind][Type] extends z.ZodType<infer Data> ? Data : never;

/** One entry of a dossier's history: like a case's, chained and never changed. */
export type DossierEvent<Kind extends DossierKind = DossierKind> = {
  [One in Kind]: {
    [Type in DossierEventType<One>]: {
      dossier: One;
      dossierId: string;
      /** Counts a dossier's events from 1 without a gap. */
      seq: number;
      at: string;
      type: Type;
      actor: { kind: string; id: string };
      data: DossierEventData<One, Type>;
      previousHash: string;
      hash: string;
    };
  }[DossierEventType<One>];
}[Kind];

/** Whether a dossier of this kind knows events of this type. */
export function isDossierEvent(kind: unknown, type: unknown): boolean {
  return typeof kind === "string" && kind in dossiers && String(type) in dossiers[kind as DossierKind];
}

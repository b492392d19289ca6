import * as z from "zod";
import { Id } from "../directory/names.ts";

const At = z.iso.datetime();
/** SHA-256 of the record kept beside the event: what was said, without being in the event. */
const recordHash = z.string().length(64).optional();

/**
 * What has a history of its own beside the cases (案卷), and the events each tells, without personal data. They are on
 * the bus beside those of the cases. A schema only grows.
 */
export const dossiers = {
  /** 异常名录: one entry of one requester. */
  "abnormal-entry": {
    ListingProposed: z.strictObject({
      /** The cases that are the evidence. */
      cases: z.array(z.string()).min(1),
      by: z.enum(["person", "weekly-job"]),
      months: z.int().min(1).max(12),
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
    ListingAppealed: z.strictObject({ partner: Id.optional(), recordHash }),
    ListingAppealDecided: z.strictObject({
      decision: z.enum(["upheld", "lifted"]),
      by: z.enum(["person", "silence"]),
      recordHash,
    }),
    ListingLifted: z.strictObject({ recordHash }),
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

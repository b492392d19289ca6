import * as z from "zod";
import { Name } from "../directory/names.ts";
import { CaseId } from "./ticket.ts";

// Lazy, as all views: they describe answers in the API document. None of them says who the requester is.

const At = z.iso.datetime();
const stage = z.enum(["proposed", "refused", "listed", "appealed", "lifted", "expired"]);

const Facts = {
  entryId: CaseId,
  stage,
  /** The cases that are the evidence. */
  cases: z.array(CaseId),
  months: z.int(),
  by: z.enum(["person", "weekly-job"]),
  /** What the weekly job has counted. */
  found: z.strictObject({ week: z.iso.date(), claims: z.int(), alike: z.int(), respondents: z.int() }).optional(),
  proposedBy: z.string(),
  proposedAt: At,
  approvedBy: z.string().optional(),
  from: At.optional(),
  until: At.optional(),
  appeals: z.int(),
  /** When it moves on without anybody: silence refuses, silence lifts, or its time is up. */
  due: At.optional(),
};

/** An entry as a list shows it. */
export const EntryPageView = z
  .lazy(() => z.strictObject({ items: z.array(z.strictObject(Facts)), cursor: z.string().optional() }))
  .meta({ id: "AbnormalList" });

/** An entry with its history and what was said, without names and numbers. */
export const EntryView = z
  .lazy(() =>
    z.strictObject({
      ...Facts,
      history: z.array(
        z.strictObject({
          seq: z.int(),
          at: At,
          type: z.string(),
          actor: z.strictObject({ kind: z.string(), id: z.string() }),
          data: z.record(z.string(), z.unknown()),
          said: z.record(z.string(), z.unknown()).optional(),
          hash: z.string(),
        }),
      ),
      chain: z.strictObject({ whole: z.boolean(), brokenAt: z.int().optional() }),
    }),
  )
  .meta({ id: "AbnormalEntry" });
export type EntryView = z.infer<typeof EntryView>;

/** What a requester is told: whether, why and until when their appeals are screened first, and how they appeal. */
export const ListingNotice = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      /** Whether the requester is on the list now. */
      listed: z.boolean(),
      entryId: CaseId.optional(),
      stage: stage.optional(),
      from: At.optional(),
      until: At.optional(),
      /** Why: what was said when the entry was proposed and decided on. */
      evidence: z.string().optional(),
      reason: z.string().optional(),
      found: z.strictObject({ claims: z.int(), alike: z.int(), respondents: z.int() }).optional(),
      /** How one appeals, and how the last appeal stands. */
      appeal: z
        .strictObject({
          to: z.strictObject({ unit: z.string(), name: Name }),
          how: Name,
          decideBy: At.optional(),
          decision: z.enum(["upheld", "lifted"]).optional(),
          reason: z.string().optional(),
        })
        .optional(),
    }),
  )
  .meta({ id: "ListingNotice" });
export type ListingNotice = z.infer<typeof ListingNotice>;

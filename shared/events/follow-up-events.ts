import * as z from "zod";
import { Id, Level } from "../directory/names.ts";
import { recordHash } from "./parts.ts";

const SatisfactionLevel = z.int().min(1).max(5);

/** What follows when a unit reports done (审核、回访、重办、结案). */
export const followUpEvents = {
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
} as const;

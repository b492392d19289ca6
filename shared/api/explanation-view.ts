import * as z from "zod";
import { Kind, Name, Severity, Track } from "../directory/names.ts";
import { CaseId } from "./ticket.ts";

// Lazy, as all views: they describe answers in the API document.

const At = z.iso.datetime();
const Step = { seq: z.int(), at: At, explanation: Name };

/** Why a case is what it is taken for. */
export const TriageView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      now: z.strictObject({
        kind: Kind,
        category: z.string(),
        categoryName: Name,
        severity: Severity,
        highRisk: z.boolean(),
        tracks: z.array(Track),
      }),
      /** 0 to 1; absent until triage has run. */
      confidence: z.number().optional(),
      evidence: z.array(
        z.strictObject({
          field: z.string(),
          value: z.string(),
          rule: z.string(),
          words: z.array(z.string()),
          score: z.number(),
          explanation: Name,
        }),
      ),
      candidates: z.array(z.strictObject({ category: z.string(), name: Name, share: z.number() })),
      steps: z.array(z.strictObject({ ...Step, type: z.string(), by: z.string() })),
    }),
  )
  .meta({ id: "TriageExplanation" });

/** Why a case went to its units. */
export const RoutingView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      /** The directory version whose matrix was asked. */
      directoryVersion: z.string(),
      steps: z.array(
        z.strictObject({
          ...Step,
          by: z.string(),
          unit: z.string().optional(),
          row: z.string().optional(),
          /** Every row that matched, the most specific first. */
          competitors: z.array(
            z.strictObject({
              row: z.string(),
              lead: z.string(),
              names: z.strictObject({
                track: Track.optional(),
                category: z.string().optional(),
                region: z.string().optional(),
                kinds: z.array(Kind).optional(),
              }),
              specificity: z.number(),
              outcome: z.enum(["chosen", "less-specific", "gave-it-back", "overruled"]),
            }),
          ),
        }),
      ),
    }),
  )
  .meta({ id: "RoutingExplanation" });

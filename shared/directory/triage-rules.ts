import * as z from "zod";
import { CategoryCode, Kind, Severity, Track } from "./names.ts";

const Words = z.array(z.strictObject({ word: z.string().min(1), weight: z.number() })).min(1);

/**
 * How texts are read: each rule adds the weights of its words that occur in the text; the best sum wins. A sum below
 * `threshold` decides nothing. Words are matched after normalisation (NFKC, lower case).
 */
export const TriageRules = z.strictObject({
  threshold: z.number().positive(),
  /** A triage officer looks at a reading that is less certain than this, 0 (never) to 1. */
  officerBelow: z.number().min(0).max(1).default(0),
  categories: z.array(z.strictObject({ category: CategoryCode, words: Words })).min(1),
  kinds: z.array(z.strictObject({ kind: Kind, words: Words })).min(1),
  severities: z.array(z.strictObject({ severity: Severity, words: Words })).min(1),
  tracks: z.array(z.strictObject({ track: Track, words: Words })),
  /** What makes a matter high-risk (高风险) besides its severity: a complex dispute (复杂), or sensitive persons (人员敏感). */
  highRisk: z.array(z.strictObject({ reason: z.enum(["complex-dispute", "sensitive-persons"]), words: Words })),
  /** What a text that decides nothing becomes. */
  otherwise: z.strictObject({ kind: Kind, category: CategoryCode, severity: Severity }),
  /** What the labels of the text model mean here; without it the rules read alone. */
  model: z
    .strictObject({
      labels: z
        .array(
          z.strictObject({
            label: z.string().min(1),
            /** The categories it speaks for, with all below them but those that another label names more closely. */
            categories: z.array(CategoryCode).min(1),
            /** The leaf that a text is filed under which speaks for the label, but for none of its leaves. */
            usual: CategoryCode.optional(),
          }),
        )
        .min(1),
    })
    .optional(),
});
export type TriageRules = z.infer<typeof TriageRules>;

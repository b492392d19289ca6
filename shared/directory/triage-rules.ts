import * as z from "zod";
import { CategoryCode, Kind, Severity, Track } from "./names.ts";

const Words = z.array(z.strictObject({ word: z.string().min(1), weight: z.number() })).min(1);

/** From which likeness, 0 to 1, two appeals are taken for one matter (同一事项), and how far back triage looks. */
export const Duplicates = z.strictObject({
  /** The same requester's: merged into the open case. A wrong merge loses a citizen: rather too high than too low. */
  mergeFrom: z.number().positive().max(1).default(0.65),
  /** Anybody's: linked as a group. */
  linkFrom: z.number().positive().max(1).default(0.5),
  /** How long after an appeal another one may be merged into its case. */
  withinDays: z.int().positive().default(30),
  /** A number under which so many appeals come in a day is no one person's: theirs are linked, never merged. */
  sharedFrom: z.int().min(2).default(10),
  /** This many appeals of one requester on one matter within so many days are a repeat (重复诉求). */
  repeat: z
    .strictObject({ count: z.int().min(2), withinDays: z.int().positive().max(90) })
    .default({ count: 3, withinDays: 90 }),
});
export type Duplicates = z.infer<typeof Duplicates>;

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
  /** When appeals are duplicates, a group, a repeat. */
  duplicates: Duplicates.default(Duplicates.parse({})),
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

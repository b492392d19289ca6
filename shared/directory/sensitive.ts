import * as z from "zod";
import { CategoryCode, Id, Level } from "./names.ts";
import { ResponseClockName, ResponseTaskName, Span } from "./response-names.ts";

/** What a milestone of a response does: nothing but be seen, call the joint office, or take a draft one level up. */
export const ResponseEffect = z.enum(["remind", "escalate", "escalate-approval"]);
export type ResponseEffect = z.infer<typeof ResponseEffect>;

const Plan = z.strictObject({
  /** In the order in which they fall due; `at` is the share of the limit that has passed then. */
  milestones: z
    .array(z.strictObject({ key: Id, at: z.number().positive().max(10), effects: z.array(ResponseEffect) }))
    .min(1),
  /** After the last one this repeats, so that no open response sleeps for ever. */
  every: z.strictObject({ budget: Span, effects: z.array(ResponseEffect) }),
});
export type ResponsePlan = z.infer<typeof Plan>;

/** The unit that leads the case, the local unit, or one by its id. */
export const ResponseOwner = z.union([z.enum(["lead", "local-station", "local-district"]), Id]);
export type ResponseOwner = z.infer<typeof ResponseOwner>;

/** 敏感轨道: how a sensitive matter is responded to. */
export const SensitivePolicy = z.strictObject({
  /** Who owns each task unless the joint office says otherwise, and until when the first report on it is due. */
  tasks: z.record(ResponseTaskName, z.strictObject({ owner: ResponseOwner, firstReport: Span })),
  /** Until the next report on a task, and so on until it is done. */
  nextReport: Span,
  /** Until the risk is reported to the level above (风险上报). */
  riskReport: Span,
  /** Until it is decided whether anything is published. */
  publicationDecision: Span,
  /** Who approves what is published, from the first level to the last, and how long each has. */
  approval: z.strictObject({ levels: z.array(Level).min(1), limit: Span }),
  /** 敏感信息: which units are told, by duty and by place; all lines that cover the case's category count. */
  signals: z.strictObject({
    to: z.array(z.strictObject({ category: CategoryCode.optional(), units: z.array(ResponseOwner).min(1) })).min(1),
    acknowledge: Span,
    /** How often the joint office follows them until it settles them. */
    followUp: Span,
  }),
  /** 谣言: as what a rumour comes to the police. */
  rumours: z.strictObject({ partner: Id, channel: Id, category: CategoryCode }),
  milestones: z.record(ResponseClockName, Plan),
});
export type SensitivePolicy = z.infer<typeof SensitivePolicy>;

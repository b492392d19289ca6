import * as z from "zod";

/** 三同步: what is done in step about a sensitive matter: 舆情监测, 依法处置, 社会面管控, 舆论引导. */
export const responseTasks = ["opinion-watch", "lawful-handling", "social-control", "public-guidance"] as const;
export const ResponseTaskName = z.enum(responseTasks);
export type ResponseTaskName = z.infer<typeof ResponseTaskName>;

/** Every clock of a sensitive response. `task` runs once for each open task, `acknowledge` for each silent unit. */
export const responseClocks = [
  "task",
  "acknowledge",
  "risk-report",
  "publication-decision",
  "approval",
  "follow-up",
] as const;
export const ResponseClockName = z.enum(responseClocks);
export type ResponseClockName = z.infer<typeof ResponseClockName>;

/** A sensitive matter does not wait for office hours: every limit of a response is clock time. */
export const Span = z.union([
  z.strictObject({ hours: z.number().positive() }),
  z.strictObject({ minutes: z.number().positive() }),
]);
export type Span = z.infer<typeof Span>;

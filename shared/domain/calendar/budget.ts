import * as z from "zod";
import { TimeOfDay } from "./time-of-day.ts";

/** A budget that runs in working time only: working days end at closing hour, the start day does not count. */
export const WorkingTime = z.union([
  z.strictObject({ workingDays: z.int().positive() }),
  z.strictObject({ workingHours: z.number().positive() }),
]);
export type WorkingTime = z.infer<typeof WorkingTime>;

/**
 * A budget that runs day and night. `sameDayUntil` is a local time of day: the next such moment after the start, so
 * what arrives at or after the cut-off has until the cut-off of the next day and is never born overdue.
 */
export const ClockTime = z.union([
  z.strictObject({ hours: z.number().positive() }),
  z.strictObject({ minutes: z.number().positive() }),
  z.strictObject({ sameDayUntil: TimeOfDay }),
]);
export type ClockTime = z.infer<typeof ClockTime>;

/** What a clock allows. The two kinds are different types, never converted into one another. */
export const Budget = z.union([WorkingTime, ClockTime]);
export type Budget = z.infer<typeof Budget>;

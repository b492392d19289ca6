import * as z from "zod";
import { ClockName, Id, Level } from "../directory/names.ts";
import { At, Slot } from "./parts.ts";

/** What time and the machinery do (时限、升级、停滞). */
export const clockEvents = {
  MilestoneReached: z.strictObject({
    clock: ClockName,
    /** Number of the event that started the clock: clock, since and milestone together happen once. */
    since: z.int().positive(),
    milestone: z.string(),
    dueAt: At,
    /** When the milestone was due; `at` says when it was applied. */
    reachedAt: At,
    unit: Id.optional(),
  }),
  CardIssued: z.strictObject({ slot: Slot, unit: Id, colour: z.enum(["yellow", "red"]), clock: ClockName }),
  SupervisionOrdered: z.strictObject({ unit: Id.optional(), cause: z.enum(["overdue"]) }),
  CaseEscalated: z.strictObject({
    fromLevel: Level,
    toLevel: Level,
    answerable: Id,
    /** The clock that has run out; none where an event's close-out takes the case up. */
    clock: ClockName.optional(),
  }),
  /** 日结: open at the cut-off of a day of its event. `tail`: the event ends, and the joint office takes it over (不留尾巴). */
  CloseOutListed: z.strictObject({ event: Id, date: z.iso.date(), tail: z.boolean() }),
  CaseStalled: z.strictObject({ epoch: z.int().positive(), cause: z.string() }),
  CaseRedriven: z.strictObject({ epoch: z.int().positive(), reason: z.enum(["by-hand", "sweeper", "restart"]) }),
} as const;

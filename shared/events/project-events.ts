import * as z from "zod";
import { Id } from "../directory/names.ts";
import { Budget } from "../domain/calendar/budget.ts";
import { recordHash } from "./parts.ts";

const StepNumber = z.int().positive();

/** 马上就办: the steps of an at-once project. */
export const projectEvents = {
  /** 马上就办: ordered steps, each with its owner, where that is known yet, and its limit; what they are is in the record. */
  ProjectPlanned: z.strictObject({
    steps: z.array(z.strictObject({ unit: Id.optional(), limit: Budget })).min(1),
    recordHash,
  }),
  /** A person of the owner has begun the step; steps count from 1. */
  StepStarted: z.strictObject({ step: StepNumber, unit: Id, recordHash }),
  StepFinished: z.strictObject({ step: StepNumber, unit: Id, recordHash }),
  /** 承办、督办衔接: the supervising unit has signed for a step, or wants more done. `next` owns the step that follows. */
  HandOverSigned: z.strictObject({
    step: StepNumber,
    unit: Id,
    decision: z.enum(["signed", "sent-back"]),
    next: Id.optional(),
    recordHash,
  }),
  /** Who keeps a project waiting beyond the limit: to begin a step, to finish it, or to sign for it. */
  StepOverdue: z.strictObject({ step: StepNumber, unit: Id, waitsFor: z.enum(["start", "finish", "signature"]) }),
} as const;

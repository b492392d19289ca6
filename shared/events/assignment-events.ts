import * as z from "zod";
import { Id, Level } from "../directory/names.ts";
import { At, recordHash, Slot } from "./parts.ts";

export const DispatchReason = z.enum([
  "matrix",
  "joint-office",
  "default-row",
  "first-receiver",
  "rework",
  "reopening",
]);

/** Which unit has a case, and what it does (分派、签收、办理). */
export const assignmentEvents = {
  DispatchRequested: z.strictObject({ question: z.enum(["no-row", "dispute"]) }),
  AssignmentDispatched: z.strictObject({
    slot: Slot,
    unit: Id,
    by: DispatchReason,
    /** Where the unit stands on the ladder. */
    level: Level,
    row: Id.optional(),
    guides: Id.optional(),
    supervises: Id.optional(),
    binding: z.boolean(),
    /** Who is answerable from now on, where there is nothing to accept. */
    answerable: Id.optional(),
    recordHash,
  }),
  /** A case turned out to be an enterprise's, which always has a supervising unit. */
  SupervisorNamed: z.strictObject({ slot: Slot, unit: Id }),
  /** Who must attend besides the lead, by grade and risk. */
  AttendanceSet: z.strictObject({
    mode: z.enum(["local", "joint-on-site", "joint-enforcement"]),
    onSite: z.array(Id),
    coordinates: Id.optional(),
    informs: z.array(Id),
  }),
  /** An urgent or major case reaches the officer on duty at any hour; who that is, the directory says. */
  DutyOfficerCalled: z.strictObject({
    unit: Id,
    /** The unit whose officers answer: another one where the unit itself has nobody on duty. */
    answers: Id,
    officers: z.int().nonnegative(),
  }),
  ReportedUp: z.strictObject({ number: z.int().positive(), unit: Id.optional(), recordHash }),
  AssignmentAccepted: z.strictObject({ slot: Slot, unit: Id, by: z.enum(["person", "silence"]), answerable: Id }),
  AssignmentReturned: z.strictObject({ slot: Slot, unit: Id, reason: Id, recordHash }),
  FirstResponseGiven: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  ProgressReported: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  /** 预办结果告知: the enterprise has heard what is likely to come of it, before the resolution. */
  PreliminaryResultTold: z.strictObject({ slot: Slot, unit: Id, recordHash }),
  AssignmentResolved: z.strictObject({
    slot: Slot,
    unit: Id,
    result: z.enum(["solved", "partly-solved", "explained", "not-in-power"]),
    reviewDue: z.boolean(),
    /** When the requester was told. */
    toldAt: At.optional(),
    recordHash,
  }),
} as const;

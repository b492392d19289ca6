import * as z from "zod";
import { Id, RegionCode } from "../directory/names.ts";
import { At, Grade, recordHash } from "./parts.ts";

/** How a case comes in, and what its requester wants of it later (接收). */
export const intakeEvents = {
  CaseOpened: z.strictObject({
    ...Grade,
    ticketId: z.string(),
    partner: Id,
    channel: Id,
    externalRef: z.string().optional(),
    /** The case whose ticket held this matter as well. */
    splitFrom: z.string().optional(),
    /** The sensitive case that this rumour is about. */
    rumourOf: z.string().optional(),
    region: RegionCode.optional(),
    /** The event that it belongs to (重大活动). */
    event: Id.optional(),
    receivedAt: At,
    directoryVersion: z.string(),
    policy: Id,
    recordHash,
  }),
  /** The case goes on under another directory version: its own has no calendar for a year that has come. */
  DirectoryAdopted: z.strictObject({ directoryVersion: z.string() }),
  SupplementAdded: z.strictObject({ ticketId: z.string(), recordHash }),
  WithdrawalRequested: z.strictObject({ round: z.int().positive(), recordHash }),
  WithdrawalDecided: z.strictObject({
    round: z.int().positive(),
    decision: z.enum(["confirmed", "denied", "unreached"]),
    recordHash,
  }),
  CaseReopened: z.strictObject({ epoch: z.int().positive(), round: z.int().nonnegative(), recordHash }),
} as const;

import * as z from "zod";
import { Kind, Severity, Track } from "../directory/names.ts";

// What the schemas of several events are made of.

export const At = z.iso.datetime();

export const Slot = z.literal("lead");

/** SHA-256 of the record kept beside the event: what was said, without being in the event. */
export const recordHash = z.string().length(64).optional();

/** What a case is taken for. */
export const Grade = {
  kind: Kind,
  category: z.string(),
  severity: Severity,
  highRisk: z.boolean(),
  tracks: z.array(Track),
};

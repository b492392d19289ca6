import * as z from "zod";
import { Calendar } from "../domain/calendar/calendar.ts";
import { Category, Channel, MatrixRow, Region, Unit } from "./places-and-people.ts";
import { Policy } from "./policy.ts";
import { TriageRules } from "./triage-rules.ts";

/**
 * Everything a city decides for itself, as one immutable version. A case keeps the version it was opened under.
 * `abnormalList` holds requester hashes (异常名录) whose tickets a person screens first.
 */
export const Directory = z.strictObject({
  version: z.string().min(1),
  units: z.array(Unit).min(1),
  regions: z.array(Region).min(1),
  categories: z.array(Category).min(1),
  matrix: z.array(MatrixRow).min(1),
  channels: z.array(Channel).min(1),
  policies: z.array(Policy).min(1),
  calendars: z.array(Calendar).min(1),
  triage: TriageRules,
  abnormalList: z.array(z.string()).default([]),
});
export type Directory = z.infer<typeof Directory>;

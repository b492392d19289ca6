import * as z from "zod";
import { Calendar } from "../domain/calendar/calendar.ts";
import { AbnormalEntry } from "./abnormal-list.ts";
import { CityEvent } from "./city-event.ts";
import { Category, Channel, MatrixRow, Region, Unit } from "./places-and-people.ts";
import { Policy } from "./policy.ts";
import { ReplyTemplate } from "./reply-template.ts";
import { Roster } from "./roster.ts";
import { TriageRules } from "./triage-rules.ts";

/** Everything a city decides for itself, as one immutable version. A case keeps the version it was opened under. */
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
  roster: Roster.default(Roster.parse({})),
  events: z.array(CityEvent).default([]),
  replyTemplates: z.array(ReplyTemplate).default([]),
  abnormalList: z.array(AbnormalEntry).default([]),
});
export type Directory = z.infer<typeof Directory>;

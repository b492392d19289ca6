import * as z from "zod";
import { TimeOfDay } from "../domain/calendar/time-of-day.ts";
import { Id, Name } from "./names.ts";
import { Telephone } from "./telephone.ts";

/** A day of every year, `07-01`. */
const DayOfYear = z.stringFormat("day of the year", (text) =>
  /^\d{2}-\d{2}$/.test(text) ? z.iso.date().safeParse(`2000-${text}`).success : false,
);

/** A named season of every year, both days included; it may run over New Year. */
const Season = z.strictObject({ id: Id, name: Name, from: DayOfYear, to: DayOfYear });

/** Hours of a duty. A shift that ends no later than it begins ends on the next day; `00:00` to `00:00` is a whole day. */
const Shift = z.strictObject({ id: Id, from: TimeOfDay, to: TimeOfDay });
export type Shift = z.infer<typeof Shift>;

/** The days on which a rule speaks: every day, a season, the holidays of the calendar, the days of one or of every event. */
const Days = z.union([
  z.literal("everyday"),
  z.literal("holidays"),
  z.literal("events"),
  z.strictObject({ season: Id }),
  z.strictObject({ event: Id }),
]);
export type Days = z.infer<typeof Days>;

/** 值班规则: on these days these units must have somebody on duty in these hours. */
const RosterRule = z.strictObject({
  id: Id,
  name: Name,
  days: Days,
  /** Units by id, or all members of the joint duty desk (联合值班). */
  units: z.union([z.literal("members"), z.array(Id).min(1)]),
  shifts: z.array(Shift).min(1),
});
export type RosterRule = z.infer<typeof RosterRule>;

/** 值班人员: who takes the shifts of a unit. Whatever is left out does not narrow: every shift, weekday, date. */
export const DutyOfficer = z.strictObject({
  id: Id,
  unit: Id,
  /** A person, in the letters they use themselves. */
  name: z.string().min(1),
  phone: Telephone,
  shifts: z.array(Id).min(1).optional(),
  /** By ISO 8601 number: Monday is 1, Sunday is 7; a shift belongs to the day on which it begins. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** Away, both days included. */
  leave: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date() })).default([]),
});
export type DutyOfficer = z.infer<typeof DutyOfficer>;

/** 值班表: who must be on duty when, and who is. */
export const Roster = z.strictObject({
  members: z.array(Id).default([]),
  seasons: z.array(Season).default([]),
  rules: z.array(RosterRule).default([]),
  officers: z.array(DutyOfficer).default([]),
});
export type Roster = z.infer<typeof Roster>;

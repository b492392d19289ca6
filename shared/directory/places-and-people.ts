import * as z from "zod";
import { Calendar } from "../domain/calendar/calendar.ts";
import { Area } from "./area.ts";
import { CategoryCode, Id, Kind, Name, RegionCode, Track } from "./names.ts";
import { Question } from "./question.ts";
import { Telephone } from "./telephone.ts";

/** 承办单位: who handles. `parent` is the unit one level up the ladder; the joint office has none. */
export const Unit = z.strictObject({
  id: Id,
  name: Name,
  kind: z.enum(["station", "district", "bureau", "department", "utility", "joint-office"]),
  parent: Id.optional(),
  /** The area a station or district answers for. */
  region: RegionCode.optional(),
  /** Working hours, where they differ from the calendar's. */
  hours: Calendar.shape.hours.optional(),
  /** Where the unit is reached in its hours. */
  contacts: z.array(z.strictObject({ name: Name, phone: Telephone })).optional(),
});
export type Unit = z.infer<typeof Unit>;

export const Region = z.strictObject({
  code: RegionCode,
  name: Name,
  /** Words of an address that tell this region: streets, quarters, landmarks. */
  words: z.array(z.string().min(2)).default([]),
  /** Where it lies; it covers its children's areas. */
  area: Area.optional(),
});
export type Region = z.infer<typeof Region>;

export const Category = z.strictObject({
  code: CategoryCode,
  name: Name,
  questions: z.array(Question).optional(),
});
export type Category = z.infer<typeof Category>;

/**
 * Whom a matrix row names: a unit by id, or the station or district of the case's own region, so that one row serves
 * every area.
 */
export const UnitOrLocal = z.union([z.enum(["local-station", "local-district"]), Id]);
export type UnitOrLocal = z.infer<typeof UnitOrLocal>;

/** A row of the responsibility matrix (职责清单). What a row leaves out matches everything; the most specific row wins. */
export const MatrixRow = z.strictObject({
  id: Id,
  category: CategoryCode.optional(),
  region: RegionCode.optional(),
  kinds: z.array(Kind).min(1).optional(),
  track: Track.optional(),
  lead: UnitOrLocal,
  /** The bureau that guides a general case on record (主责部门指导). */
  guides: Id.optional(),
  /** 协办: units that each handle a share of their own, beside the lead. */
  assists: z.array(Id).min(1).optional(),
  /** Sees everything, handles nothing. */
  supervises: UnitOrLocal.optional(),
});
export type MatrixRow = z.infer<typeof MatrixRow>;

export const requiredFields = [
  "externalRef",
  "title",
  "requester",
  "requester.phone",
  "region",
  "receivedAt",
  "enterprise",
] as const;

export const Channel = z.strictObject({
  code: Id,
  name: Name,
  requires: z.array(z.enum(requiredFields)).default([]),
  /** How the requester is answered. */
  replyPath: z.enum(["phone", "platform", "letter", "app", "on-site", "superior", "contact-point"]),
  /** The tracks that every ticket of it is on. */
  tracks: z.array(Track).default([]),
  /** When clocks start: when the sender received the ticket, where it says so (`sender`), or when it came to us (`us`). */
  clockStarts: z.enum(["sender", "us"]).default("sender"),
});
export type Channel = z.infer<typeof Channel>;

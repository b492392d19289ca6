import * as z from "zod";

/** What people read exists in Chinese and English. */
export const Name = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Name = z.infer<typeof Name>;

/** Short lower-case identifiers of directory entries: they appear in keys, paths and tokens. */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, "use lower-case letters, digits and hyphens");

export const kinds = ["consultation", "help", "suggestion", "complaint", "report", "praise"] as const;
export const Kind = z.enum(kinds);
/** 咨询 求助 建议 投诉 举报 表扬 */
export type Kind = z.infer<typeof Kind>;

export const severities = ["general", "urgent", "major"] as const;
export const Severity = z.enum(severities);
/** The three grades of a case (三级): general 一般, urgent 紧急, major 重大. */
export type Severity = z.infer<typeof Severity>;

export const tracks = ["enterprise", "sensitive", "event", "green-channel"] as const;
export const Track = z.enum(tracks);
export type Track = z.infer<typeof Track>;

/** A node of the category tree: two digits a level, `03`, `03.02`, `03.02.05`. */
export const CategoryCode = z.string().regex(/^\d{2}(\.\d{2}){0,3}$/, "use two digits a level, for example 03.02.05");

/** A node of the region tree: two digits a level, `01` a district, `01.02` a station's area. */
export const RegionCode = z.string().regex(/^\d{2}(\.\d{2}){0,3}$/, "use two digits a level, for example 01.02");

/** Every clock of a case. `assignment` is the unit's own; the others are the case's. */
export const clockNames = [
  "triage",
  "triage-check",
  "screening",
  "routing",
  "dispatch",
  "designation",
  "accept",
  "first-response",
  "resolve",
  "assignment",
  "review",
  "callback",
  "withdrawal",
  "lowering",
  "report-up",
  "at-once",
  "hand-over",
] as const;
export const ClockName = z.enum(clockNames);
export type ClockName = z.infer<typeof ClockName>;

/** 三级 and above: station → district → city bureau → joint office. */
export const ladder = ["station", "district", "city-bureau", "joint-office"] as const;
export const Level = z.enum(ladder);
export type Level = z.infer<typeof Level>;

/** 引导的去处: where a refused requester is sent. */
export const ReferTo = z.enum(["arbitration", "litigation", "reconsideration", "petition-office"]);
export type ReferTo = z.infer<typeof ReferTo>;

/** 五及时: received 及时接诉, accepted 及时受理, passed on 及时转办, handled 及时办理, answered 及时反馈. */
export const timelinessMarks = ["received", "accepted", "passed-on", "handled", "answered"] as const;
export type TimelinessMark = (typeof timelinessMarks)[number];

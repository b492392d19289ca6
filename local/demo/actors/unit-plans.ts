import { between, pick } from "../chance.ts";
import type { City } from "../city.ts";
import { hour, minute } from "../local-hours.ts";
import type { Work } from "../work.ts";
import type { Character } from "./characters.ts";

/** What a unit means to do about a task, and when. */
export interface Plan {
  what: "accept" | "return" | "silence" | "resolve";
  at: number;
  /** When it reports progress before. */
  progressAt?: number;
}

/** Whether a unit accepts an assignment, returns it, or lets the limit pass. */
export function planAcceptance(
  { chance, casebook, hours, diary }: City,
  { returns, silent }: Character,
  { caseId, severity, since }: Work,
): Plan {
  const number = casebook.numberOf(caseId);
  const what = pick(chance("accepts", number, since), {
    return: returns,
    silence: silent,
    accept: 1 - returns - silent,
  });
  if (what === "silence") return { what, at: Number.POSITIVE_INFINITY };
  const wait = between(chance("accepts-after", number, since), ...waits[severity]);
  // Most of the general ones are taken up when they are first seen.
  if (severity === "general" && chance("accepts-at-once", number, since) < 0.7) return { what, at: diary.now() };
  const at = severity === "general" ? hours.officeTime(Date.parse(since), wait) : Date.parse(since) + wait;
  return { what, at };
}

/** In working time for general cases, in clock time for the others; major ones have half an hour. */
const waits: Record<Work["severity"], [least: number, most: number]> = {
  general: [hour, 10 * hour],
  urgent: [5 * minute, 80 * minute],
  major: [2 * minute, 20 * minute],
};

/** When a unit resolves what it has accepted: in time, late, or never. `round` counts its earlier resolutions. */
export function planResolution(
  { chance, casebook, hours, diary }: City,
  { late, never }: Character,
  { caseId, severity, since, dueAt }: Work,
  round: number,
): Plan {
  const number = casebook.numberOf(caseId);
  const what = pick(chance("resolves", number, since, round), { inTime: 1 - late - never, late, never });
  const draw = chance("resolves-after", number, since, round);
  if (what === "never") return { what: "resolve", at: Number.POSITIVE_INFINITY };
  const share = what === "late" ? between(draw, 1.1, 2.8) : between(draw, 0.15, 0.9);
  const [from, to] = [Date.parse(since), Date.parse(dueAt)];
  const at = severity === "general" ? hours.officeShare(from, to, share) : from + (to - from) * share;
  // Sent back, or found late: it takes some hours all the same.
  const soonest = hours.officeTime(diary.now(), between(draw, hour, 6 * hour));
  const earliest = severity === "general" ? soonest : diary.now() + between(draw, 20 * minute, 3 * hour);
  const progress =
    chance("progress", number, round) < 0.3
      ? { progressAt: diary.now() + (Math.max(at, earliest) - diary.now()) / 2 }
      : {};
  return { what: "resolve", at: Math.max(at, earliest), ...progress };
}

import type { CityEvent } from "../directory/city-event.ts";
import type { Name } from "../directory/names.ts";
import type { DossierEvent, DossierEventData } from "../events/dossiers.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { localDate, localTime } from "./calendar/working-days.ts";
import { dateOf, dayOf } from "./calendar/zone.ts";
import { leadOf } from "./case.ts";
import type { WrittenCase } from "./decision.ts";
import type { DossierCore } from "./dossier.ts";
import type { Instant } from "./instant.ts";

/** 日结: what an event's close-out of one day has found, as a dossier; the open cases are in its pages. */
export interface CloseOut extends DossierCore {
  event: string;
  date: string;
  cutOffAt: Instant;
  /** The event's last day, or one after it. */
  last: boolean;
  takenAt: Instant;
  /** Cases listed so far, and where in the event's list the next page begins. */
  open: number;
  after?: string | undefined;
  done: boolean;
}

export type OpenCase = DossierEventData<"close-out", "CloseOutPage">["cases"][number];

export const closeOutId = (event: string, date: string) => `${event}.${date}`;

/** What an event makes of a close-out. */
export function closeOutAfter(
  before: CloseOut | undefined,
  happened: DossierEvent<"close-out">,
): Omit<CloseOut, keyof DossierCore> {
  if (happened.type === "CloseOutBegun") {
    return { ...happened.data, takenAt: happened.at, open: 0, done: false };
  }
  if (before === undefined) throw new Error("a close-out begins with CloseOutBegun");
  if (happened.type === "CloseOutDone") return { ...before, done: true };
  const { cases, after } = happened.data;
  return { ...before, open: before.open + cases.length, after };
}

/** The last local day whose cut-off, `HH:MM`, has passed, and that moment. */
export function lastCutOff(calendar: Calendar, time: string, now: Instant): { date: string; at: Instant } {
  const today = localDate(calendar, now);
  const at = localTime(calendar, today, time);
  if (at <= now) return { date: today, at };
  const yesterday = dateOf(dayOf(today) - 1);
  return { date: yesterday, at: localTime(calendar, yesterday, time) };
}

/** Whether a day's close-out is one of the event's: from its first day on, without an end while cases are open. */
export function hasBegun({ from }: CityEvent, date: string): boolean {
  return from <= date;
}

/**
 * A case that is open at the cut-off: with whom it lies, and what for. What was due by then is overdue, whether or not its
 * milestone, which falls due at the same moment, has been applied yet.
 */
export function openCaseOf(state: WrittenCase, cutOffAt: Instant): OpenCase {
  const { caseId, stage, level, answerable, severity } = state;
  const overdue = state.overdue || state.clocks.some(({ clock, dueAt }) => clock === "resolve" && dueAt <= cutOffAt);
  const unit = leadOf(state)?.unit;
  const due = state.clocks.map(({ dueAt }) => dueAt).sort()[0];
  return {
    ...{ caseId, stage, level, severity, overdue },
    ...(unit === undefined ? {} : { unit }),
    ...(answerable === undefined ? {} : { answerable }),
    ...(due === undefined ? {} : { dueAt: due }),
  };
}

/** Why a case is open, in words. */
export function whyOpen({ stage, unit, overdue }: OpenCase): Name {
  const { zh, en } = waits[stage] ?? { zh: "待处理", en: "waits to be dealt with" };
  const who = unit === undefined ? { zh: "", en: "" } : { zh: `（${unit}）`, en: ` (${unit})` };
  return { zh: `${zh}${who.zh}${overdue ? "，已超时" : ""}`, en: `${en}${who.en}${overdue ? ", past its limit" : ""}` };
}

const waits: Record<string, Name> = {
  triage: { zh: "待研判", en: "waits for triage" },
  "triage-check": { zh: "待研判员复核", en: "waits for a triage officer" },
  screening: { zh: "待甄别", en: "waits for a screening officer" },
  routing: { zh: "待分派", en: "waits to be routed" },
  dispatch: { zh: "待联席办指定承办单位", en: "waits for the joint office to choose a unit" },
  acceptance: { zh: "承办单位尚未签收", en: "the unit has not accepted it yet" },
  resolution: { zh: "承办单位正在办理", en: "the unit is working on it" },
  review: { zh: "待审核", en: "waits for a review" },
  callback: { zh: "待现场回访诉求人", en: "the requester has not been asked yet" },
};

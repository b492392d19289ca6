import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";
import type { Clock, Millis, Timer } from "./clock.ts";
import type { Collection } from "./store.ts";

/** When a schedule began and last fired. */
export interface ScheduleState {
  began: Millis;
  lastFire?: Millis;
}

export interface TimetableEntry {
  name: string;
  /** `rate(5 minutes)`, `cron(0 18 ? * MON-FRI *)` or `at(2030-01-01T08:00:00)`. */
  expression: string;
  /** IANA zone of `cron` and `at`. Default UTC. */
  timeZone?: string;
  /** No fire before or after. */
  from?: Millis;
  until?: Millis;
}

export interface Timetable {
  /** Fires at each of its moments, telling which one it is. Throws a RangeError for an unknown expression. */
  add(entry: TimetableEntry, fire: (at: Millis) => void): void;
  /** The next moment of each entry, the earliest first. */
  upcoming(): { name: string; expression: string; at: Millis }[];
  stop(): void;
}

/**
 * Fires schedules on the clock. The last fire is kept: a restart goes on after it, without repeating it and without
 * making up for what was missed meanwhile.
 */
export function createTimetable(clock: Clock, kept: Collection<ScheduleState>): Timetable {
  const next = new Map<string, { expression: string; at: Millis; timer: Timer }>();
  return {
    add(entry, fire) {
      const state = kept.get(entry.name) ?? { began: entry.from ?? clock.now() };
      kept.put(entry.name, state);
      const moments = parseSchedule(entry.expression, entry.timeZone ?? "UTC", state.began);
      arm(entry, moments, Math.max(clock.now(), state.lastFire ?? 0, (entry.from ?? 0) - 1), fire);
    },
    upcoming: () =>
      [...next].map(([name, { expression, at }]) => ({ name, expression, at })).sort((a, b) => a.at - b.at),
    stop() {
      for (const { timer } of next.values()) timer.cancel();
      next.clear();
    },
  };

  function arm(entry: TimetableEntry, moments: Moments, after: Millis, fire: (at: Millis) => void): void {
    const { name, expression, until = Number.POSITIVE_INFINITY } = entry;
    next.get(name)?.timer.cancel();
    next.delete(name);
    const at = moments(after);
    if (at === undefined || at > until) return;
    const timer = clock.at(at, () => {
      fire(at);
      kept.put(name, { began: kept.get(name)?.began ?? at, lastFire: at });
      arm(entry, moments, at, fire);
    });
    next.set(name, { expression, at, timer });
  }
}

/** The first moment of a schedule after another, undefined when there is none any more. */
export type Moments = (after: Millis) => Millis | undefined;

/** Reads a schedule expression; a rate counts from `began`. Throws a RangeError that names the expression. */
export function parseSchedule(expression: string, timeZone: string, began: Millis): Moments {
  const [, kind, argument = ""] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === "rate") return rateMoments(expression, argument, began);
  if (kind === "cron") return cronMoments(expression, argument, timeZone);
  if (kind === "at") return onceAt(expression, argument, timeZone);
  throw new RangeError(`${expression} is no schedule: use rate(…), cron(…) or at(…)`);
}

const unitMillis = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function rateMoments(expression: string, argument: string, began: Millis): Moments {
  const [, count, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(argument) ?? [];
  if (count === undefined || (count === "1") !== (plural === "")) {
    throw new RangeError(`${expression} is no rate: use for example rate(1 hour) or rate(5 minutes)`);
  }
  const every = Number(count) * unitMillis[unit as keyof typeof unitMillis];
  return (after) => began + (Math.floor(Math.max(after - began, 0) / every) + 1) * every;
}

/** AWS's six fields: minutes, hours, day of month, month, day of week (1 is Sunday), year. */
function cronMoments(expression: string, argument: string, timeZone: string): Moments {
  const fields = argument.trim().split(/\s+/);
  const [minutes, hours, day = "", month, weekday = "", year] = fields;
  if (fields.length !== 6 || (day !== "?") === (weekday !== "?")) {
    throw new RangeError(`${expression} needs six fields, with ? for either the day of month or the day of week`);
  }
  const pattern = [0, minutes, hours, asterisk(day), month, lastWeekday(asterisk(weekday)), year].join(" ");
  try {
    const cron = new Cron(pattern, {
      mode: "7-part",
      timezone: timeZone,
      alternativeWeekdays: true,
      sloppyRanges: true,
    });
    cron.nextRun(new Date(0));
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch (error) {
    throw new RangeError(`${expression} in ${timeZone}: ${error instanceof Error ? error.message : error}`);
  }
}

function asterisk(field: string): string {
  return field === "?" ? "*" : field;
}

/** `6L`, the last Friday, is `6#L` for croner. */
function lastWeekday(field: string): string {
  return field.replace(/^(\w+)L$/, "$1#L");
}

function onceAt(expression: string, argument: string, timeZone: string): Moments {
  try {
    const at = Temporal.PlainDateTime.from(argument).toZonedDateTime(timeZone).epochMilliseconds;
    return (after) => (at > after ? at : undefined);
  } catch {
    throw new RangeError(`${expression} is no moment: use for example at(2030-01-01T08:00:00)`);
  }
}

import { Temporal } from "temporal-polyfill";

/** Milliseconds since 1970, as `toMillis` gives them. */
type Millis = number;
/** A date as the number of days since 1970-01-01. */
export type Day = number;

export const dayLength = 86_400_000;
const nanosPerMilli = 1e6;

/** A stretch of time in which a zone keeps one offset: local time = UTC + offset. All in milliseconds. */
interface Stretch {
  from: Millis;
  until: Millis;
  offset: Millis;
}

/** Asking a zone for its transitions is the slow part, and a zone's past and future are the same for every calendar. */
const known = new Map<string, Stretch[]>();

/** The local date at a moment. */
export function localDay(zone: string, at: Millis): Day {
  const stretches = stretchesAround(zone, at);
  const stretch = stretches.find(({ until }) => at < until);
  return Math.floor((at + (stretch?.offset ?? 0)) / dayLength);
}

/**
 * The moment at which clocks in the zone first show `minutes` after midnight of `day`, or pass it, where they are set
 * forward over it. So a later local time never gives an earlier moment, and hours that do not exist have no length.
 */
export function momentOf(zone: string, day: Day, minutes: number): Millis {
  const local = day * dayLength + minutes * 60_000;
  for (const { from, until, offset } of stretchesAround(zone, local)) {
    const at = Math.max(from, local - offset);
    if (at < until) return at;
  }
  throw new RangeError(`${zone} has no time ${minutes} min into ${dateOf(day)}`);
}

/** Minutes after midnight of a time of day: `09:30` → 570. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Throws a RangeError unless `date` is a real date written `YYYY-MM-DD`. */
export function dayOf(date: string): Day {
  const day = Date.parse(`${date}T00:00:00.000Z`) / dayLength;
  if (Number.isNaN(day) || dateOf(day) !== date) throw new RangeError(`${date} is not a date: write YYYY-MM-DD`);
  return day;
}

export function dateOf(day: Day): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

export function yearOf(day: Day): number {
  return new Date(day * dayLength).getUTCFullYear();
}

/** The stretches of the UTC year of a moment and three days on both sides: enough for any local time of that year. */
function stretchesAround(zone: string, at: Millis): Stretch[] {
  const year = new Date(at).getUTCFullYear();
  const key = `${zone} ${year}`;
  const cached = known.get(key);
  if (cached) return cached;
  const end = Date.UTC(year + 1, 0, 4);
  const stretches: Stretch[] = [];
  let from = Date.UTC(year, 0, -2);
  while (from < end) {
    const here = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    const until = here.getTimeZoneTransition("next")?.epochMilliseconds ?? end;
    stretches.push({ from, until: Math.min(until, end), offset: here.offsetNanoseconds / nanosPerMilli });
    from = until;
  }
  known.set(key, stretches);
  return stretches;
}

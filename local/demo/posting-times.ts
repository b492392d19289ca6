import type { Appeal } from "./appeals.ts";
import { between, type Chance } from "./chance.ts";
import { day, type LocalHours, minute } from "./local-hours.ts";

/** Platforms hand over what has come in every five minutes. */
const handOver = 5 * minute;

/** The share of appeals that come in while offices are open, or nearly so. */
const byDay = 0.75;

export interface Period {
  from: number;
  until: number;
}

/**
 * When each appeal is sent: at its own time where that lies in the period, else spread over the period's first five days,
 * most of them between half past eight and six, the rest at any hour.
 */
export function postingTimes(
  appeals: Appeal[],
  { from, until }: Period,
  { chance, hours }: { chance: Chance; hours: LocalHours },
): number[] {
  const days = Math.max(1, Math.min(5, Math.floor((until - from) / day / 2)));
  const midnight = hours.moment(hours.date(from), "00:00");
  const [opens, closes] = ["08:30", "18:00"].map((time) => hours.moment(hours.date(from), time) - midnight);
  return appeals.map(({ number, at }) => {
    if (at !== undefined && at >= from && at < until) return at;
    const inTheDay = chance("by-day", number) < byDay;
    const draw = chance("time-of-day", number);
    const time = inTheDay ? between(draw, opens ?? 0, closes ?? day) : draw * day;
    const moment = midnight + Math.floor(chance("day", number) * days) * day + time;
    // What would have come in before the demo began comes a day later.
    return Math.ceil((moment < from ? moment + day : moment) / handOver) * handOver;
  });
}

import type { CityEvent } from "../directory/city-event.ts";
import type { Directory } from "../directory/directory.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { localDate } from "./calendar/working-days.ts";
import type { Instant } from "./instant.ts";
import { covers } from "./region.ts";

/** Where and when an appeal was made, as far as that says to which event it belongs. */
interface Made {
  channel: string;
  region?: string | undefined;
  at: Instant;
}

/**
 * The event whose desk this channel is, on the event's days: the one at the place first, where a desk serves several.
 * Undefined for any other channel, and on other days.
 */
export function eventOfDesk(directory: Directory, calendar: Calendar, { channel, region, at }: Made) {
  const running = runningEvents(directory, calendar, at).filter(({ desk }) => desk === channel);
  return running.find((event) => isAt(event, region)) ?? running[0];
}

/** The event that an appeal is about whose words speak of one: one that runs there on that day. Undefined for none. */
export function eventAt(directory: Directory, calendar: Calendar, { region, at }: Omit<Made, "channel">) {
  const running = runningEvents(directory, calendar, at);
  return region === undefined ? running[0] : running.find((event) => isAt(event, region));
}

function runningEvents({ events }: Directory, calendar: Calendar, at: Instant): CityEvent[] {
  const today = localDate(calendar, at);
  return events.filter(({ from, to }) => from <= today && today <= to);
}

function isAt(event: CityEvent, region: string | undefined): boolean {
  return region !== undefined && (covers(event.region, region) || covers(region, event.region));
}

/** A moment: RFC 3339 in UTC with milliseconds, `2026-09-30T08:00:00.000Z`. In this one form, text order is time order. */
export type Instant = string;

/** Milliseconds since 1970. Throws a RangeError for anything but the one form of an `Instant`. */
export function toMillis(instant: Instant): number {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis) || fromMillis(millis) !== instant) {
    throw new RangeError(
      `${instant} is not an instant: write RFC 3339 in UTC with milliseconds, 2026-09-30T08:00:00.000Z`,
    );
  }
  return millis;
}

/** The instant `millis` milliseconds after 1970 began; fractions of a millisecond are dropped. */
export function fromMillis(millis: number): Instant {
  return new Date(millis).toISOString();
}

/** The first of some instants, for example of the clocks of a case. */
export function earliest(first: Instant, ...others: Instant[]): Instant {
  let least = first;
  for (const other of others) if (other < least) least = other;
  return least;
}

/** The last of some instants. */
export function latest(first: Instant, ...others: Instant[]): Instant {
  let greatest = first;
  for (const other of others) if (other > greatest) greatest = other;
  return greatest;
}

/** The instant `millis` milliseconds of clock time after (before, when negative) another. */
export function addMillis(instant: Instant, millis: number): Instant {
  return fromMillis(toMillis(instant) + millis);
}

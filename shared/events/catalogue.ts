import * as z from "zod";
import { ClockName, Track } from "../directory/names.ts";
import { Budget } from "../domain/calendar/budget.ts";
import { assignmentEvents } from "./assignment-events.ts";
import { clockEvents } from "./clock-events.ts";
import { followUpEvents } from "./follow-up-events.ts";
import { intakeEvents } from "./intake-events.ts";
import { matterEvents } from "./matter-events.ts";
import { At } from "./parts.ts";
import { projectEvents } from "./project-events.ts";
import { triageEvents } from "./triage-events.ts";

/**
 * The history events of a case and what each tells, without personal data. They are the history in the table, the
 * detail types on the bus, and the catalogue for subscribers. A schema only grows.
 */
export const catalogue = {
  ...intakeEvents,
  ...triageEvents,
  ...matterEvents,
  ...assignmentEvents,
  ...projectEvents,
  ...followUpEvents,
  ...clockEvents,
} as const;

export type EventType = keyof typeof catalogue;
export type EventData<Type extends EventType = EventType> = z.infer<(typeof catalogue)[Type]>;

const ClockTerms = z.strictObject({
  clock: ClockName,
  startAt: At,
  budget: Budget,
  calendar: z.string(),
  dueAt: At,
  /** The track whose limit this is. */
  track: Track.optional(),
});

/** What an event does to the case's clocks: replaying these alone gives every deadline again. */
export const ClockChanges = z.strictObject({
  started: z.array(ClockTerms).optional(),
  stopped: z.array(ClockName).optional(),
  /** A resolution is under review: the clock shows the time of submission and fires nothing. */
  submitted: z.array(ClockName).optional(),
  /** It was sent back: the clock never stopped. */
  sentBack: z.array(ClockName).optional(),
});
export type ClockChanges = z.infer<typeof ClockChanges>;

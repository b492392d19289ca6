import type { ResponseClockName, Span } from "../../directory/response-names.ts";
import type { ResponseEffect, ResponsePlan, SensitivePolicy } from "../../directory/sensitive.ts";
import type { ResponseClockChanges } from "../../events/sensitive-response.ts";
import { addMillis, type Instant, toMillis } from "../instant.ts";

/** A clock that runs in a response, in clock time. `of` tells which: a task, a unit, a draft. */
export interface ResponseClock {
  clock: ResponseClockName;
  of?: string | undefined;
  startAt: Instant;
  budget: Span;
  dueAt: Instant;
  /** The event that started it. */
  since: number;
  /** How many milestones have fired, and when the last one did. */
  fired: number;
  lastFiredAt?: Instant;
  /** The joint office has been called. */
  escalated?: boolean;
}

type ClockId = Pick<ResponseClock, "clock" | "of">;

export function sameClock(a: ClockId, b: ClockId): boolean {
  return a.clock === b.clock && a.of === b.of;
}

/** The terms of a clock that starts at a moment. */
export function startingClock(id: ClockId, startAt: Instant, budget: Span) {
  const { clock, of } = id;
  return { clock, ...(of === undefined ? {} : { of }), startAt, budget, dueAt: addMillis(startAt, millisOf(budget)) };
}

/** The milestone that a clock reaches next; there always is one, as the last part of its plan repeats. */
export function nextResponseMilestone(
  policy: SensitivePolicy,
  clock: ResponseClock,
): { key: string; at: Instant; effects: ResponseEffect[] } {
  const plan: ResponsePlan = policy.milestones[clock.clock];
  const milestone = plan.milestones[clock.fired];
  if (milestone !== undefined) {
    const share = (toMillis(clock.dueAt) - toMillis(clock.startAt)) * milestone.at;
    return { key: milestone.key, at: addMillis(clock.startAt, share), effects: milestone.effects };
  }
  const repeat = clock.fired - plan.milestones.length + 1;
  const at = addMillis(clock.lastFiredAt ?? clock.dueAt, millisOf(plan.every.budget));
  return { key: `again-${repeat}`, at, effects: plan.every.effects };
}

/** The clocks after an event: stopped ones gone, started ones from the beginning, whether they ran before or not. */
export function tickingOn(running: ResponseClock[], changes: ResponseClockChanges | undefined, seq: number) {
  if (changes === undefined) return running;
  const { started = [], stopped = [] } = changes;
  const gone = [...started, ...stopped];
  return [
    ...running.filter((clock) => !gone.some((one) => sameClock(one, clock))),
    ...started.map((terms): ResponseClock => ({ ...terms, since: seq, fired: 0 })),
  ];
}

function millisOf(span: Span): number {
  return "hours" in span ? span.hours * 3_600_000 : span.minutes * 60_000;
}

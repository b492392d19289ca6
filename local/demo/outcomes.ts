import type { Stage } from "../../shared/domain/case.ts";
import type { HistoryEvent } from "../../shared/domain/history.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { EventType } from "../../shared/events/catalogue.ts";
import type { TableContents } from "./table-contents.ts";

/** What became of the cases, counted from the table alone. Rates are shares from 0 to 1; undefined: of nothing. */
export interface Outcomes {
  cases: number;
  /** All cases by stage, the closed ones among them. */
  byStage: Partial<Record<Stage, number>>;
  /** Closed cases by how they ended. */
  byOutcome: Record<string, number>;
  events: number;
  byType: Partial<Record<EventType, number>>;
  stalled: number;
  cards: { yellow: number; red: number };
  /** First responses in time ÷ cases past that limit or responded, dispatched or not. */
  responseRate: number | undefined;
  /** Resolved = yes ÷ valid callbacks. */
  resolutionRate: number | undefined;
  /** The top two levels ÷ valid callbacks. */
  satisfactionWithHandling: number | undefined;
  satisfactionWithResult: number | undefined;
  acceptedBySilence: number;
  /** The case to which most happened. */
  mostEventful: string | undefined;
}

/** Counts what became of some cases, or of all in the table. */
export function countOutcomes({ cases, histories }: TableContents, now: Instant, leftOut: Set<string>): Outcomes {
  const counted = [...cases.values()].filter(({ caseId }) => !leftOut.has(caseId));
  const history = counted.flatMap(({ caseId }) => histories.get(caseId) ?? []);
  const callbacks = history.filter((event) => event.type === "CallbackCompleted").map(({ data }) => data);
  const colours = history.filter((event) => event.type === "CardIssued").map(({ data }) => data.colour);
  const responses = counted.map(({ caseId }) => respondedInTime(histories.get(caseId) ?? [], now));
  const longest = counted.reduce((most, { seq }) => Math.max(most, seq), 0);
  return {
    cases: counted.length,
    byStage: countBy(counted.map(({ stage }) => stage)),
    byOutcome: countBy(counted.flatMap((one) => (one.stage === "closed" ? [one.outcome] : []))),
    events: history.length,
    byType: countBy(history.map(({ type }) => type)),
    stalled: counted.filter(({ stalled }) => stalled !== undefined).length,
    cards: { yellow: count(colours, "yellow"), red: count(colours, "red") },
    responseRate: share(
      responses.filter((inTime) => inTime !== undefined),
      (inTime) => inTime,
    ),
    resolutionRate: share(callbacks, ({ resolved }) => resolved === "yes"),
    satisfactionWithHandling: share(callbacks, ({ satisfiedWithHandling }) => satisfiedWithHandling >= 4),
    satisfactionWithResult: share(callbacks, ({ satisfiedWithResult }) => satisfiedWithResult >= 4),
    acceptedBySilence: history.filter((event) => event.type === "AssignmentAccepted" && event.data.by === "silence")
      .length,
    mostEventful: counted.find(({ seq }) => seq === longest)?.caseId,
  };
}

/**
 * Whether somebody spoke to the requester before the limit as it stood then. Undefined while the limit is still ahead, and
 * for a case that ended before it.
 */
function respondedInTime(history: HistoryEvent[], now: Instant): boolean | undefined {
  let dueAt: Instant | undefined;
  for (const { type, at, clocks } of history) {
    if (type === "FirstResponseGiven") return dueAt === undefined || at <= dueAt;
    dueAt = clocks?.started?.find(({ clock }) => clock === "first-response")?.dueAt ?? dueAt;
    if (type === "CaseClosed") return dueAt !== undefined && at > dueAt ? false : undefined;
  }
  return dueAt !== undefined && dueAt < now ? false : undefined;
}

function share<Entry>(entries: Entry[], counts: (entry: Entry) => boolean): number | undefined {
  return entries.length === 0 ? undefined : entries.filter(counts).length / entries.length;
}

function count<Entry>(entries: Entry[], wanted: Entry): number {
  return entries.filter((entry) => entry === wanted).length;
}

function countBy<Name extends string>(names: Name[]): Partial<Record<Name, number>> & Record<string, number> {
  const counts = new Map<Name, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)) as Partial<Record<Name, number>> &
    Record<string, number>;
}

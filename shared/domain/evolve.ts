import type { EventType } from "../events/catalogue.ts";
import type { Case } from "./case.ts";
import type { CaseClock } from "./case-clock.ts";
import { assignmentEvolutions } from "./evolving/assignment.ts";
import { courseEvolutions } from "./evolving/course.ts";
import { followUpEvolutions } from "./evolving/follow-up.ts";
import { matterEvolutions } from "./evolving/matter.ts";
import type { Evolutions } from "./evolving/moving.ts";
import { triageEvolutions } from "./evolving/triage.ts";
import { genesis, type HistoryEvent } from "./history.ts";
import { Refusal } from "./refusal.ts";

/**
 * What an event makes of a case. The one place where a case changes: a decision runs its events through here, and
 * replaying a history does the same, so the two can never tell different stories.
 */
export function evolve(before: Case | undefined, event: HistoryEvent): Case {
  if (before === undefined) {
    if (event.type !== "CaseOpened") throw new Error(`a history begins with CaseOpened, not with ${event.type}`);
    return withHistory(opened(event), event);
  }
  return withHistory(changed(before, event), event);
}

/** The case that a whole history, in order of `seq`, leads to. */
export function replay(history: HistoryEvent[]): Case {
  const last = history.reduce<Case | undefined>(evolve, undefined);
  if (last === undefined) throw new Refusal("NoHistory", "unknown", "there is no event to replay");
  return last;
}

function opened({ caseId, at, data }: HistoryEvent & { type: "CaseOpened" }): Case {
  const { ticketId: _ticket, recordHash: _record, ...facts } = data;
  return {
    ...facts,
    caseId,
    version: 1,
    turn: 1,
    epoch: 1,
    seq: 0,
    headHash: genesis,
    openedAt: at,
    clocks: [],
    level: "station",
    returnedBy: [],
    cards: { yellow: 0, red: 0 },
    overdue: false,
    reworks: 0,
    supplements: 0,
    reportsUp: 0,
    callbackRounds: 0,
    ledgerEntries: 0,
    stalls: 0,
    stage: "triage",
  };
}

const evolutions: Evolutions<Exclude<EventType, "CaseOpened">> = {
  ...triageEvolutions,
  ...matterEvolutions,
  ...assignmentEvolutions,
  ...followUpEvolutions,
  ...courseEvolutions,
};

function changed(before: Case, event: HistoryEvent): Case {
  if (event.type === "CaseOpened") throw new Error(`case ${before.caseId} was opened twice`);
  // The table has for each type a function that takes events of that type.
  const evolution = evolutions[event.type] as (before: Case, event: HistoryEvent) => Case;
  return evolution(before, event);
}

function withHistory(state: Case, event: HistoryEvent): Case {
  return { ...state, seq: event.seq, headHash: event.hash, clocks: ticking(state.clocks, event) };
}

function ticking(running: CaseClock[], { clocks: changes, at, seq }: HistoryEvent): CaseClock[] {
  if (changes === undefined) return running;
  const { started = [], stopped = [], submitted = [], sentBack = [] } = changes;
  const restarted = new Set(started.map(({ clock }) => clock));
  return [
    ...running
      .filter(({ clock }) => !stopped.includes(clock) && !restarted.has(clock))
      .map(({ submittedAt, ...clock }) => {
        if (submitted.includes(clock.clock)) return { ...clock, submittedAt: at };
        return submittedAt === undefined || sentBack.includes(clock.clock) ? clock : { ...clock, submittedAt };
      }),
    ...started.map((terms) => ({ ...terms, since: seq, fired: 0 })),
  ];
}

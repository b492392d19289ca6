import type { Directory } from "../directory/directory.ts";
import type { Policy } from "../directory/policy.ts";
import type { ClockChanges, EventData, EventType } from "../events/catalogue.ts";
import type { Actor } from "./actor.ts";
import type { Calendar } from "./calendar/calendar.ts";
import type { Case, Stage } from "./case.ts";
import { leadOf } from "./case.ts";
import { nextDueAt } from "./case-clock.ts";
import { evolve } from "./evolve.ts";
import { digest, genesis, type HistoryEvent, seal, type UnsealedEvent } from "./history.ts";
import type { Instant } from "./instant.ts";

/**
 * What a decision is made with: the moment, who decides, and the directory version the case is pinned to. A decision
 * under another version begins with the event that says so, and pins the case to that one (see `canAdopt`).
 */
export interface Context {
  now: Instant;
  actor: Actor;
  directory: Directory;
}

/** What was said, kept beside the event that tells it happened. May hold personal data. */
export interface SaidRecord {
  seq: number;
  content: Record<string, unknown>;
}

/** A case as it is written: with the moment at which somebody must look at it next. Only a closed case has none. */
export type WrittenCase =
  | (Case & { stage: "closed"; nextDueAt?: undefined })
  | (Case & { stage: Exclude<Stage, "closed">; nextDueAt: Instant });

/** What a command leads to: the new state, its events, and what was said. `before` is undefined for a new case. */
export interface Decision {
  before: WrittenCase | undefined;
  after: WrittenCase;
  events: HistoryEvent[];
  records: SaidRecord[];
}

export interface Draft {
  /** The case as the events so far have made it. */
  readonly case: Case;
  /** Adds an event. `said` is kept as a record beside it, and the event carries its hash. */
  emit<Type extends EventType>(
    type: Type,
    data: EventData<Type>,
    more?: { clocks?: ClockChanges; said?: Record<string, unknown> },
  ): void;
}

/** Runs a command on a case: whatever events it adds become one decision, numbered, chained and timed. */
export function decide(before: WrittenCase, context: Context, command: (draft: Draft) => void): Decision {
  return compose(before, before.caseId, context, command);
}

/** The same for a case that is not there yet: the command's first event is CaseOpened. */
export function decideNew(caseId: string, context: Context, command: (draft: Draft) => void): Decision {
  return compose(undefined, caseId, context, command);
}

/** A decision with more events to it: what `command` adds to what was decided is written with it, or not at all. */
export function also(first: Decision, context: Context, command: (draft: Draft) => void): Decision {
  return compose(first.before, first.after.caseId, context, command, first);
}

function compose(
  before: WrittenCase | undefined,
  caseId: string,
  context: Context,
  command: (draft: Draft) => void,
  first?: Decision,
): Decision {
  const events: HistoryEvent[] = [...(first?.events ?? [])];
  const records: SaidRecord[] = [...(first?.records ?? [])];
  let state: Case | undefined = first?.after ?? before;
  const current = (): Case => {
    if (state === undefined) throw new Error("the first event of a case is CaseOpened");
    return state;
  };
  const draft: Draft = {
    get case() {
      return current();
    },
    emit(type, data, { clocks, said } = {}) {
      const seq = (state?.seq ?? 0) + 1;
      if (said !== undefined) records.push({ seq, content: said });
      const unsealed = {
        caseId,
        seq,
        at: context.now,
        type,
        actor: { kind: context.actor.kind, id: context.actor.id },
        data: said === undefined ? data : { ...data, recordHash: digest(said) },
        ...(clocks === undefined ? {} : { clocks }),
        previousHash: state?.headHash ?? genesis,
      } as UnsealedEvent;
      const event = seal(unsealed) as HistoryEvent;
      events.push(event);
      state = evolve(state, event);
    },
  };
  const { version: directoryVersion } = context.directory;
  if (state !== undefined && state.directoryVersion !== directoryVersion) {
    draft.emit("DirectoryAdopted", { directoryVersion });
  }
  command(draft);
  return { before, after: written(before, current(), context.directory), events, records };
}

function written(before: WrittenCase | undefined, state: Case, directory: Directory): WrittenCase {
  if (state.stage === "closed") {
    return { ...state, ...guards(before, state, undefined), nextDueAt: undefined };
  }
  const due = nextDueAt(policyOf(directory, state), calendarOf(directory, state), state.clocks);
  if (due === undefined) throw new Error(`open case ${state.caseId} in stage ${state.stage} would have no clock`);
  return { ...state, ...guards(before, state, due), nextDueAt: due };
}

/** `version` counts every write; `turn` only those that the workflow must look at. */
function guards(
  before: WrittenCase | undefined,
  after: Case,
  due: Instant | undefined,
): { version: number; turn: number } {
  if (before === undefined) return { version: 1, turn: 1 };
  const raises =
    before.stage !== after.stage ||
    before.epoch !== after.epoch ||
    slots(before) !== slots(after) ||
    (before.withdrawal === undefined) !== (after.withdrawal === undefined) ||
    (due !== undefined && (before.nextDueAt === undefined || due < before.nextDueAt));
  return { version: before.version + 1, turn: before.turn + (raises ? 1 : 0) };
}

function slots(state: Case): string {
  const slot = leadOf(state);
  return slot === undefined ? "" : `${slot.unit} ${slot.state} ${slot.dispatchedAt}`;
}

/** The policy profile a case is handled under. Throws an Error when its directory version lacks it. */
export function policyOf(directory: Directory, { policy }: Pick<Case, "policy">): Policy {
  const found = directory.policies.find(({ id }) => id === policy);
  if (found === undefined) throw new Error(`directory ${directory.version} has no policy ${policy}`);
  return found;
}

/** The calendar version that a case's policy counts in. */
export function calendarOf(directory: Directory, subject: Pick<Case, "policy">): Calendar {
  const { calendar } = policyOf(directory, subject);
  const found = directory.calendars.find(({ version }) => version === calendar);
  if (found === undefined) throw new Error(`directory ${directory.version} has no calendar ${calendar}`);
  return found;
}

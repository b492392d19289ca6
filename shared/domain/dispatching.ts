import type { Directory } from "../directory/directory.ts";
import { type ClockName, type Level, ladder } from "../directory/names.ts";
import type { EventData } from "../events/catalogue.ts";
import { callIn } from "./attending.ts";
import type { Case, Outcome } from "./case.ts";
import type { Context, Draft } from "./decision.ts";
import { starting } from "./limits.ts";
import { levelOfUnit, unitAbove } from "./routing.ts";

type Dispatch = Omit<EventData<"AssignmentDispatched">, "slot" | "level" | "recordHash">;

/** Sends the lead to a unit: it has the accept limit to answer, and its own assignment clock starts. */
export function dispatchLead(draft: Draft, context: Context, dispatch: Dispatch, said?: Record<string, unknown>): void {
  const { now, directory } = context;
  const supervises = supervisorOf(directory, draft.case, dispatch);
  draft.emit(
    "AssignmentDispatched",
    { slot: "lead", level: levelFor(directory, draft.case, dispatch.unit), ...dispatch, supervises },
    {
      clocks: {
        stopped: running(draft, "routing", "dispatch", "designation"),
        started: [starting("accept", draft.case, context, now), starting("assignment", draft.case, context, now)],
      },
      ...(said === undefined ? {} : { said }),
    },
  );
  callIn(draft, context);
}

/**
 * 承办、督办双明确: an enterprise's case always has a supervising unit, the lead's parent where the row names none, or the lead
 * itself. Only above the joint office there is nobody.
 */
export function supervisorOf(
  directory: Directory,
  { tracks }: Pick<Case, "tracks">,
  { unit, supervises }: { unit: string; supervises?: string | undefined },
): string | undefined {
  if (!tracks.includes("enterprise") || (supervises !== undefined && supervises !== unit)) return supervises;
  return unitAbove(directory, unit);
}

/**
 * The level at which a unit takes a case over: its own, but never below one that the case has been escalated to, so that
 * giving a late case back does not take it down the ladder again.
 */
function levelFor(directory: Directory, { level, returnedBy }: Case, unit: string): Level {
  const before = returnedBy.at(-1);
  const escalated = level !== (before === undefined ? ladder[0] : levelOfUnit(directory, before));
  const own = levelOfUnit(directory, unit);
  return escalated ? higher(level, own) : own;
}

/** The one of two levels that is further up the ladder. */
export function higher(a: Level, b: Level): Level {
  return ladder.indexOf(a) > ladder.indexOf(b) ? a : b;
}

/** Asks the joint office to choose: by hand where no row matches, bindingly where the units do not agree. */
export function askJointOffice(draft: Draft, context: Context, question: "no-row" | "dispute"): void {
  const clock = question === "dispute" ? "designation" : "dispatch";
  draft.emit(
    "DispatchRequested",
    { question },
    {
      clocks: { stopped: running(draft, "routing"), started: [starting(clock, draft.case, context, context.now)] },
    },
  );
}

/** Ends the case: nothing runs on. */
export function close(draft: Draft, outcome: Outcome): void {
  draft.emit("CaseClosed", { outcome }, { clocks: { stopped: draft.case.clocks.map(({ clock }) => clock) } });
}

/** Those of the named clocks that run now. */
export function running(draft: Draft, ...names: ClockName[]): ClockName[] {
  return names.filter((name) => draft.case.clocks.some(({ clock }) => clock === name));
}

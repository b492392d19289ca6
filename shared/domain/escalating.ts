import { type ClockName, type Level, ladder } from "../directory/names.ts";
import { leadOf } from "./case.ts";
import type { Context, Draft } from "./decision.ts";
import { answerableAt, jointOffice } from "./routing.ts";

/**
 * Raises the level if that is a step up; the new level names who is answerable. `clock` is the one that has run out; none
 * where the daily close-out of an event takes the case up.
 */
export function escalate(draft: Draft, { directory }: Context, toLevel: Level, clock?: ClockName): void {
  const { level: fromLevel } = draft.case;
  if (ladder.indexOf(toLevel) <= ladder.indexOf(fromLevel)) return;
  const slot = leadOf(draft.case);
  const answerable = slot === undefined ? jointOffice(directory) : answerableAt(directory, slot.unit, toLevel);
  draft.emit("CaseEscalated", { fromLevel, toLevel, answerable, ...(clock === undefined ? {} : { clock }) });
}

import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { escalate } from "../escalating.ts";
import { levelAbove } from "../reworking.ts";

/** A close-out (日结日清): the local day, and whether the event ends with it or has ended before. */
export interface CloseOutDay {
  event: string;
  date: string;
  last: boolean;
}

/**
 * 日结: a case of an event that is open at the day's cut-off is listed and goes one level up; on the event's last day, and on
 * every day after it, it is handed to the joint office (不留尾巴). Once a day: undefined when it has been listed for that
 * day, or is no open case of the event any more.
 */
export function listAtCloseOut(
  subject: WrittenCase,
  { event, date, last }: CloseOutDay,
  context: Context,
): Decision | undefined {
  if (subject.stage === "closed" || subject.event !== event) return undefined;
  if (subject.closeOut !== undefined && subject.closeOut.date >= date) return undefined;
  return decide(subject, context, (draft) => {
    draft.emit("CloseOutListed", { event, date, tail: last });
    escalate(draft, context, last ? "joint-office" : levelAbove(subject.level));
  });
}

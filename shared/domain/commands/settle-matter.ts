import { also, type Context, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import type { Likeness } from "../matter/likeness.ts";
import type { Match, Related } from "../matter/related.ts";
import { type KeptTicket, mergeAway, takeIn } from "./merge-cases.ts";
import { markSplit, splitOff } from "./split-case.ts";

/** An open case on the same matter of the same requester. */
export interface Target {
  subject: WrittenCase;
  context: Context;
  likeness: Likeness;
}

/** What a case has to do with others, and the case that its ticket leads to besides. */
export interface Settling {
  related: Related;
  target?: Target | undefined;
  splitInto?: string | undefined;
}

/**
 * Ends triage: with the grade a case gets its place among the others. It is merged into the open case on its matter, or
 * linked to the likest; a repeat is flagged on the case that is worked; what its ticket reports besides becomes a case of its
 * own. Gives the decisions to be written together, the case's own first.
 */
export function settleMatter(
  graded: Decision,
  tickets: KeptTicket[],
  { related, target, splitInto }: Settling,
  context: Context,
): { decision: Decision; others: Decision[] } {
  const subject = graded.after;
  const { link, repeats } = related;
  const others: Decision[] = [];
  if (splitInto !== undefined) others.push(splitOff(subject, { kind: "report", into: splitInto }, tickets, context));
  if (target !== undefined) {
    const cause = { by: "triage", likeness: target.likeness } as const;
    others.push(
      decide(target.subject, target.context, (draft) => {
        takeIn(draft, subject, tickets, cause, target.context);
        flagRepeat(draft, repeats);
      }),
    );
  }
  const decision = also(graded, context, (draft) => {
    if (splitInto !== undefined) markSplit(draft, splitInto);
    if (target !== undefined) {
      return mergeAway(draft, target.subject.caseId, { by: "triage", likeness: target.likeness });
    }
    if (link !== undefined) linkTo(draft, link);
    flagRepeat(draft, repeats);
  });
  return { decision, others };
}

/** Links a case to the group of the one it is like; the first two make a group, named after the earlier one. */
export function linkTo(draft: Draft, { appeal, likeness, sameRequester }: Match): void {
  const { caseId: other, group = other } = appeal;
  draft.emit("CaseLinked", { group, other, sameRequester, ...likeness });
}

/** Flags the last of so many appeals; `before` are the cases of the ones before it, none when they are too few. */
export function flagRepeat(draft: Draft, before: string[]): void {
  if (before.length > 0) draft.emit("RepeatFlagged", { count: before.length + 1, cases: before });
}

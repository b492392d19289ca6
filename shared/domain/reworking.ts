import { type Level, ladder } from "../directory/names.ts";
import type { Case } from "./case.ts";
import { leadOf } from "./case.ts";
import { type Context, type Draft, policyOf } from "./decision.ts";
import { higher, running } from "./dispatching.ts";
import { type Limit, limitsOf, shareOf, starting } from "./limits.ts";
import { startedReporting } from "./reporting-up.ts";
import { answerableAt, levelOfUnit, unitAbove } from "./routing.ts";

/**
 * 重办: the case is worked again one level up, in half the original limit and without a choice to return it. A station's
 * case goes to its district, a district's to its bureau; a bureau, department or utility works again itself, with the
 * joint office answerable above it.
 */
export function orderRework(draft: Draft, context: Context): void {
  const { directory, now } = context;
  const before = draft.case;
  const slot = leadOf(before);
  if (slot === undefined) throw new Error(`case ${before.caseId} has nobody to rework it`);
  const toLevel = levelAbove(before.level);
  draft.emit("ReworkOrdered", { times: before.reworks + 1, fromLevel: before.level, toLevel });
  const above = unitAbove(directory, slot.unit);
  const unit = above !== undefined && levelOfUnit(directory, above) !== "joint-office" ? above : slot.unit;
  const level = higher(toLevel, levelOfUnit(directory, unit));
  const policy = policyOf(directory, before);
  const { fraction, atLeast } = policy.rework;
  const limits = limitsOf(policy, "resolve", before).map((limit) => ({
    ...limit,
    budget: shareOf(limit.budget, fraction, atLeast),
  }));
  draft.emit(
    "AssignmentDispatched",
    {
      ...{ slot: "lead", unit, by: "rework", level, binding: true },
      ...{ guides: slot.guides, supervises: unitAbove(directory, unit) },
      answerable: answerableAt(directory, unit, level),
    },
    { clocks: workAgain(draft, context, now, limits) },
  );
}

/** The clocks of a unit that works a case again: resolution and assignment start anew, nothing of before runs on. */
export function workAgain(draft: Draft, context: Context, startAt: string, limits?: Limit[]) {
  const subject: Case = draft.case;
  return {
    stopped: running(draft, "callback", "review", "routing"),
    started: [
      starting("resolve", subject, context, startAt, limits),
      starting("assignment", subject, context, startAt, limits),
      ...startedReporting(subject, context, { stage: "resolution" }),
    ],
  };
}

/** One level up the ladder; the top stays the top. */
export function levelAbove(level: Level): Level {
  return ladder[Math.min(ladder.indexOf(level) + 1, ladder.length - 1)] ?? level;
}

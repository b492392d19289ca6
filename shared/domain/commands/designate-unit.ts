import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { dispatchLead } from "../dispatching.ts";
import { notNow, notSo } from "../refusal.ts";

/**
 * 指定办理: the joint office chooses the unit. In a dispute the choice is binding and cannot be returned; a dispatch by
 * hand of a case that no row matches can be, like any other.
 */
export function designateUnit(
  subject: WrittenCase,
  { unit, reason }: { unit: string; reason: string },
  context: Context,
): Decision {
  if (subject.stage !== "dispatch") {
    throw notNow("NotAwaitingDesignation", `the case is in stage ${subject.stage}: nobody has asked the joint office`);
  }
  const chosen = context.directory.units.find(({ id }) => id === unit);
  if (chosen === undefined || chosen.kind === "joint-office") {
    throw notSo("UnknownUnit", `unit ${unit} is not a handling unit of the directory`, "/unit");
  }
  return decide(subject, context, (draft) =>
    dispatchLead(draft, context, { unit, by: "joint-office", binding: subject.question === "dispute" }, { reason }),
  );
}

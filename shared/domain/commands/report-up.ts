import type { Actor } from "../actor.ts";
import { type Case, leadOf } from "../case.ts";
import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { starting } from "../limits.ts";
import { notAllowed, notNow } from "../refusal.ts";

/**
 * 突发事件信息报送: tells the level above how an urgent or major case stands. The first report is due within minutes or
 * hours of the case becoming so grave, each further one a day later, until the unit reports done. Given by a unit that
 * has to do with the case, or by the centre for it. Throws the Refusals NothingToReport and NotYours.
 */
export function reportUp(subject: WrittenCase, said: { to: string; text: string }, context: Context): Decision {
  if (!subject.clocks.some(({ clock }) => clock === "report-up")) {
    throw notNow("NothingToReport", "only an urgent or major case is reported up, until its unit reports done");
  }
  if (!mayReport(context.actor, subject)) {
    throw notAllowed("NotYours", "the lead, who guides, supervises or answers for it, or the centre reports a case up");
  }
  const { every } = policyOf(context.directory, subject).reportUp;
  return decide(subject, context, (draft) =>
    draft.emit(
      "ReportedUp",
      { number: subject.reportsUp + 1, ...(context.actor.unit === undefined ? {} : { unit: context.actor.unit }) },
      { clocks: { started: [starting("report-up", subject, context, context.now, [{ budget: every }])] }, said },
    ),
  );
}

function mayReport({ kind, unit }: Actor, subject: Case): boolean {
  if (kind !== "unit") return true;
  const slot = leadOf(subject);
  return unit !== undefined && [slot?.unit, slot?.guides, slot?.supervises, subject.answerable].includes(unit);
}

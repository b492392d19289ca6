import type { Case, Slot } from "../case.ts";
import type { HistoryEvent } from "../history.ts";
import { projectAfter } from "../project.ts";
import { type Evolutions, lead, moved, toCallback } from "./moving.ts";

/** What units make of a case. */
export const assignmentEvolutions: Evolutions<
  | "DispatchRequested"
  | "AssignmentDispatched"
  | "SupervisorNamed"
  | "AttendanceSet"
  | "DutyOfficerCalled"
  | "ReportedUp"
  | "AssignmentAccepted"
  | "AssignmentReturned"
  | "FirstResponseGiven"
  | "ProgressReported"
  | "PreliminaryResultTold"
  | "AssignmentResolved"
  | "ProjectPlanned"
  | "StepStarted"
  | "StepFinished"
  | "HandOverSigned"
  | "StepOverdue"
> = {
  DispatchRequested: (before, event) => moved(before, { stage: "dispatch", question: event.data.question }),
  AssignmentDispatched: (before, event) => dispatched(before, event),
  SupervisorNamed: (before, event) =>
    "lead" in before && before.lead !== undefined
      ? { ...before, lead: { ...before.lead, supervises: event.data.unit } }
      : before,
  AttendanceSet(before, event) {
    const { attendance: _before, ...rest } = before;
    return event.data.mode === "local" ? rest : { ...rest, attendance: event.data };
  },
  DutyOfficerCalled: (before) => before,
  ReportedUp: (before, event) => ({ ...before, reportsUp: event.data.number }),
  AssignmentAccepted: (before, event) =>
    moved(
      { ...before, answerable: event.data.answerable },
      { stage: "resolution", lead: { ...lead(before), state: "accepted", acceptedBy: event.data.by } },
    ),
  AssignmentReturned: (before, event) =>
    moved({ ...before, returnedBy: [...before.returnedBy, event.data.unit] }, { stage: "routing" }),
  FirstResponseGiven: (before, event) => ({ ...before, firstResponseAt: event.at }),
  ProgressReported: (before) => before,
  PreliminaryResultTold: (before, event) => ({ ...before, preliminaryToldAt: event.at }),
  AssignmentResolved(before, event) {
    const resolved: Slot = { ...lead(before), state: "resolved" };
    // Whoever reports done between the deadline and the milestone that tells of it is late all the same.
    const late = before.clocks.some(({ clock, dueAt }) => clock === "resolve" && dueAt < event.at);
    const done = { ...before, resolvedAt: event.at, resolvedBy: event.actor.id, overdue: before.overdue || late };
    return event.data.reviewDue
      ? moved(done, { stage: "review", lead: resolved, subject: "resolution", reviewLevel: done.level })
      : toCallback(done, resolved);
  },
  ProjectPlanned: (before, event) => ({ ...before, project: projectAfter(before.project, event) }),
  StepStarted: (before, event) => ({ ...before, project: projectAfter(before.project, event) }),
  StepFinished: (before, event) => ({ ...before, project: projectAfter(before.project, event) }),
  HandOverSigned: (before, event) => ({ ...before, project: projectAfter(before.project, event) }),
  StepOverdue: (before) => before,
};

function dispatched(before: Case, { at, data }: HistoryEvent & { type: "AssignmentDispatched" }): Case {
  const { unit, by, level, row, guides, supervises, binding, answerable = unit } = data;
  const slot: Slot = { unit, by, row, guides, supervises, binding, state: "dispatched", dispatchedAt: at };
  const core = { ...before, level, firstReceiver: before.firstReceiver ?? unit, answerable: before.answerable ?? unit };
  // A rework or a reopened case goes to a unit that is bound to it: there is nothing to accept or return.
  return by === "rework" || by === "reopening"
    ? moved({ ...core, answerable }, { stage: "resolution", lead: { ...slot, state: "accepted" } })
    : moved(core, { stage: "acceptance", lead: slot });
}

import { type Case, leadOf } from "../case.ts";
import { jointOffice } from "../routing.ts";
import { begin, type ResponseContext, type ResponseDraft, runningOf, sensitivePolicyOf } from "./decide-response.ts";
import type { SensitiveResponse } from "./response.ts";

/** How far a case has got, as its response must know it. */
export interface CaseProgress {
  /** Who leads it now. */
  lead?: string;
  /** 依法处置: its resolution stands, or it is closed. */
  done: boolean;
}

/** Handling by law is done when a resolution has been reported and, where one was due, approved; or when the case is closed. */
export function progressOf(subject: Case): CaseProgress {
  const lead = leadOf(subject)?.unit;
  const done = subject.stage === "callback" || subject.stage === "closed";
  return { ...(lead === undefined ? {} : { lead }), done };
}

/** Whether a response has to learn something from its case. */
export function lagsBehind(
  { tasks, signals }: SensitiveResponse,
  { progress: { lead, done }, directory }: Pick<ResponseContext, "progress" | "directory">,
): boolean {
  const task = tasks.find(({ task: name }) => name === "lawful-handling");
  if (task === undefined || task.doneAt !== undefined) return false;
  const untold = lead !== undefined && lead !== jointOffice(directory) && !signals.some(({ unit }) => unit === lead);
  return done || untold || (task.follows && lead !== undefined && task.unit !== lead);
}

/**
 * Handling by law is the case's own work: its task is with whoever leads the case, who is told as well, and done when the
 * case is. The other way round a case waits for no response.
 */
export function followCase(draft: ResponseDraft, context: ResponseContext): void {
  if (draft.response.stage === "settled" || !lagsBehind(draft.response, context)) return;
  const { progress, directory, now } = context;
  const { lead, done } = progress;
  const policy = sensitivePolicyOf(directory, draft.response);
  const task = "lawful-handling";
  const owned = draft.response.tasks.find((one) => one.task === task);
  if (lead !== undefined && owned?.follows && owned.unit !== lead) {
    draft.emit("ResponseTaskAssigned", { task, unit: lead, by: "case" });
  }
  if (
    lead !== undefined &&
    lead !== jointOffice(directory) &&
    !draft.response.signals.some(({ unit }) => unit === lead)
  ) {
    const started = begin(now, [{ clock: "acknowledge", of: lead }, policy.signals.acknowledge]);
    draft.emit("SignalSent", { unit: lead, because: "handling", clocks: { started } });
  }
  if (!done) return;
  const unit = draft.response.tasks.find((one) => one.task === task)?.unit ?? jointOffice(directory);
  const stopped = runningOf(draft.response, { clock: "task", of: task });
  draft.emit("ResponseTaskCompleted", { task, unit, by: "case", clocks: { stopped } });
}

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
export function lagsBehind(subject: SensitiveResponse, context: Known): boolean {
  return Object.values(newsOf(subject, context)).some((news) => news);
}

/**
 * Handling by law is the case's own work: its task is with whoever leads the case, who is told as well; it is done when the
 * case is, and to be done again when the case is. The other way round a case waits for no response.
 */
export function followCase(draft: ResponseDraft, context: ResponseContext): void {
  const news = newsOf(draft.response, context);
  const { progress, directory, now } = context;
  const { lead } = progress;
  const { signals, tasks } = sensitivePolicyOf(directory, draft.response);
  const unit = lead ?? lawfulTask(draft.response).unit;
  if (news.again) {
    const started = begin(now, [{ clock: "task", of: task }, tasks[task].firstReport]);
    draft.emit("ResponseTaskAssigned", { task, unit, by: "case", clocks: { started } });
  }
  // Whoever gets it from another unit has what is left of the time.
  if (news.moved) draft.emit("ResponseTaskAssigned", { task, unit, by: "case" });
  if (news.untold) {
    const started = begin(now, [{ clock: "acknowledge", of: unit }, signals.acknowledge]);
    draft.emit("SignalSent", { unit, because: "handling", clocks: { started } });
  }
  if (news.done) {
    const stopped = runningOf(draft.response, { clock: "task", of: task });
    draft.emit("ResponseTaskCompleted", {
      ...{ task, unit: lawfulTask(draft.response).unit, by: "case", clocks: { stopped } },
    });
  }
}

const task = "lawful-handling";
type Known = Pick<ResponseContext, "progress" | "directory">;

function newsOf(subject: SensitiveResponse, { progress: { lead, done }, directory }: Known) {
  const { unit, follows, doneAt } = lawfulTask(subject);
  const open = subject.stage !== "settled";
  const led = open && lead !== undefined && !done;
  return {
    again: open && !done && doneAt !== undefined,
    moved: led && doneAt === undefined && follows && unit !== lead,
    untold: led && lead !== jointOffice(directory) && !subject.signals.some((signal) => signal.unit === lead),
    done: open && done && doneAt === undefined,
  };
}

function lawfulTask({ tasks, caseId }: SensitiveResponse) {
  const found = tasks.find((one) => one.task === task);
  if (found === undefined) throw new Error(`the response to case ${caseId} has no task ${task}`);
  return found;
}

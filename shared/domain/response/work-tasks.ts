import type { ResponseTaskName } from "../../directory/response-names.ts";
import type { Actor } from "../actor.ts";
import { notAllowed, notNow, notSo } from "../refusal.ts";
import { jointOffice } from "../routing.ts";
import {
  begin,
  decideResponse,
  type ResponseContext,
  type ResponseDecision,
  runningOf,
  sensitivePolicyOf,
} from "./decide-response.ts";
import type { ResponseTask, SensitiveResponse } from "./response.ts";

/**
 * The joint office gives a task to a unit, which has until the first report; a task that was done is to be done again.
 * Throws the Refusals ResponseSettled, UnknownUnit, AlreadyTheirs and FollowsTheCase.
 */
export function assignTask(
  subject: SensitiveResponse,
  { task, unit, reason }: { task: ResponseTaskName; unit: string; reason: string },
  context: ResponseContext,
): ResponseDecision {
  refuseSettled(subject);
  if (!context.directory.units.some(({ id }) => id === unit)) {
    throw notSo("UnknownUnit", `there is no unit ${unit}: name a unit of the directory`, "/unit");
  }
  return decideResponse(subject, context, (draft) => {
    const now = taskOf(draft.response, task);
    if (now.unit === unit && now.doneAt === undefined)
      throw notNow("AlreadyTheirs", `${unit} has this task already: have it reported, or give it to another unit`);
    if (task === "lawful-handling" && context.progress.done)
      throw notNow("FollowsTheCase", "the case is resolved, and handling by law with it: reopen the case instead");
    const { firstReport } = sensitivePolicyOf(context.directory, subject).tasks[task];
    const clocks = { started: begin(context.now, [{ clock: "task", of: task }, firstReport]) };
    draft.emit("ResponseTaskAssigned", { task, unit, by: "joint-office", clocks }, { reason });
  });
}

/** A person of the owning unit answers for the task from now on. Throws the Refusals of `mine`. */
export function takeTask(
  subject: SensitiveResponse,
  task: ResponseTaskName,
  context: ResponseContext,
): ResponseDecision {
  return decideResponse(subject, context, (draft) => {
    const { unit } = mine(draft.response, task, context);
    draft.emit("ResponseTaskTaken", { task, unit });
  });
}

/** Reports how a task stands; the next report is due some time later. Throws the Refusals of `mine`. */
export function reportTask(
  subject: SensitiveResponse,
  { task, text }: { task: ResponseTaskName; text: string },
  context: ResponseContext,
): ResponseDecision {
  return decideResponse(subject, context, (draft) => {
    const { unit, reports } = mine(draft.response, task, context);
    const { nextReport } = sensitivePolicyOf(context.directory, subject);
    const clocks = { started: begin(context.now, [{ clock: "task", of: task }, nextReport]) };
    draft.emit("ResponseTaskReported", { task, unit, number: reports + 1, clocks }, { text });
  });
}

/**
 * The owner has done the task. Handling by law is done when the case is, and guidance not before what is to be published
 * is decided, and out if so. Throws the Refusals of `mine`, FollowsTheCase and NotPublishedYet.
 */
export function completeTask(
  subject: SensitiveResponse,
  { task, text }: { task: ResponseTaskName; text: string },
  context: ResponseContext,
): ResponseDecision {
  return decideResponse(subject, context, (draft) => {
    const { unit } = mine(draft.response, task, context);
    if (task === "lawful-handling")
      throw notNow("FollowsTheCase", "handling by law is done when the case is resolved: resolve the case");
    const { publication, draft: published } = draft.response;
    if (task === "public-guidance" && publication !== "withhold" && published?.state !== "published")
      throw notNow(
        "NotPublishedYet",
        "guidance goes on until something is published, or it is decided that nothing is",
      );
    const clocks = { stopped: runningOf(draft.response, { clock: "task", of: task }) };
    draft.emit("ResponseTaskCompleted", { task, unit, by: "person", clocks }, { text });
  });
}

/** The task, if it is the actor's to work. Throws the Refusals ResponseSettled, NotYours and AlreadyDone. */
export function mine(
  subject: SensitiveResponse,
  name: ResponseTaskName,
  { actor, directory }: ResponseContext,
): ResponseTask {
  refuseSettled(subject);
  const task = taskOf(subject, name);
  if (!isOf(actor, task.unit, jointOffice(directory)))
    throw notAllowed("NotYours", `this task is with ${task.unit}: the joint office can give it to another unit`);
  if (task.doneAt !== undefined)
    throw notNow("AlreadyDone", "the task is done: the joint office can have it done again");
  return task;
}

/** Whether an actor speaks for a unit; the joint office's people need not carry it as theirs. */
export function isOf(actor: Actor, unit: string, office: string): boolean {
  return actor.unit === unit || (actor.kind === "joint-office" && unit === office);
}

export function refuseSettled({ stage }: SensitiveResponse): void {
  if (stage === "settled") throw notNow("ResponseSettled", "the joint office has settled this response");
}

function taskOf({ tasks, caseId }: SensitiveResponse, name: ResponseTaskName): ResponseTask {
  const found = tasks.find(({ task }) => task === name);
  if (found === undefined) throw new Error(`the response to case ${caseId} has no task ${name}`);
  return found;
}

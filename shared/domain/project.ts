import type { EventData } from "../events/catalogue.ts";
import type { Budget } from "./calendar/budget.ts";
import { type Case, leadOf } from "./case.ts";
import type { HistoryEvent } from "./history.ts";

/** One step of an at-once project (马上就办): steps are done in their order, each by its owner and within its limit. */
export interface ProjectStep {
  /** Who owns it; a step cannot be begun, nor the one before it signed for, while nobody does. */
  unit?: string | undefined;
  limit: Budget;
  /** `ready`: it can be begun. `done`: the supervising unit must sign for it. */
  state: "planned" | "ready" | "running" | "done" | "signed";
  /** The person who reported it done: nobody signs for own work. */
  finishedBy?: string | undefined;
}

/** The step that is to be begun, done or signed for now, counted from 1; undefined when the project is over. */
export function currentStep(
  project: readonly ProjectStep[] | undefined,
): { number: number; step: ProjectStep } | undefined {
  const index = project?.findIndex(({ state }) => state !== "signed") ?? -1;
  const step = project?.[index];
  return step && { number: index + 1, step };
}

/** Whether a step is still to be begun, done or signed for. */
export function isOpen(project: readonly ProjectStep[] | undefined): boolean {
  return currentStep(project) !== undefined;
}

/** Whom a project waits for, and to do what; undefined when there is none or it is over. Never silence, never nobody. */
export function awaitedOf(subject: Case): EventData<"StepOverdue"> | undefined {
  const current = currentStep(subject.project);
  if (current === undefined || subject.stage === "closed") return undefined;
  const {
    number: step,
    step: { state, unit },
  } = current;
  const waitsFor = state === "done" ? "signature" : state === "running" ? "finish" : "start";
  const awaited = waitsFor === "signature" ? leadOf(subject)?.supervises : unit;
  if (awaited === undefined) throw new Error(`step ${step} of case ${subject.caseId} waits for nobody`);
  return { step, unit: awaited, waitsFor };
}

type ProjectEvent = HistoryEvent & { type: "ProjectPlanned" | "StepStarted" | "StepFinished" | "HandOverSigned" };

/** What an event makes of a project. */
export function projectAfter(project: readonly ProjectStep[] = [], event: ProjectEvent): ProjectStep[] {
  if (event.type === "ProjectPlanned") {
    return event.data.steps.map((step, index) => ({ ...step, state: index === 0 ? "ready" : "planned" }));
  }
  const { step: number } = event.data;
  return project.map((step, index): ProjectStep => {
    if (index === number - 1) return { ...step, ...changeOf(event) };
    const follows = event.type === "HandOverSigned" && event.data.decision === "signed" && index === number;
    return follows ? { ...step, unit: event.data.next ?? step.unit, state: "ready" } : step;
  });
}

function changeOf(event: Exclude<ProjectEvent, { type: "ProjectPlanned" }>): Partial<ProjectStep> {
  switch (event.type) {
    case "StepStarted":
      return { state: "running" };
    case "StepFinished":
      return { state: "done", finishedBy: event.actor.id };
    case "HandOverSigned":
      return { state: event.data.decision === "signed" ? "signed" : "ready" };
  }
}

import type { Actor } from "../actor.ts";
import type { Budget } from "../calendar/budget.ts";
import type { Slot } from "../case.ts";
import { leadOf } from "../case.ts";
import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { ownLead } from "../own-assignment.ts";
import { currentStep, isOpen, type ProjectStep } from "../project.ts";
import { notAllowed, notNow, notSo, notThere } from "../refusal.ts";
import { jointOffice } from "../routing.ts";

/** A step as it is planned: what is to be done, by whom, and within which limit. Who the person is may be said later. */
export interface PlannedStep {
  title: string;
  unit?: string | undefined;
  person?: string | undefined;
  limit: Budget;
}

/**
 * 马上就办: plans a project for a key matter of an enterprise. By the lead, or by the centre for it. The first step needs an
 * owner at once, a later one before its turn. The supervising unit owns none: it signs for them all. Throws the Refusals
 * NotEnterprise, NotBeingHandled, ProjectOpen, NoSupervisingUnit, StepUnowned, OwnHandOver and UnknownUnit.
 */
export function planProject(subject: WrittenCase, steps: PlannedStep[], context: Context): Decision {
  if (context.actor.kind === "unit") ownLead(subject, context.actor);
  if (!subject.tracks.includes("enterprise")) {
    throw notNow("NotEnterprise", "an at-once project is for a matter of an enterprise: correct the tracks first");
  }
  if (subject.stage !== "resolution") {
    throw notNow("NotBeingHandled", `the case is in stage ${subject.stage}: plan once the lead has accepted it`);
  }
  if (isOpen(subject.project)) throw notNow("ProjectOpen", "there is a project already, and steps of it are open");
  const supervises = subject.lead.supervises;
  if (supervises === undefined) {
    throw notNow("NoSupervisingUnit", "nobody supervises the lead, so nobody could sign for the steps");
  }
  if (steps[0]?.unit === undefined) throw notSo("StepUnowned", "the first step needs an owner", "/steps/0/unit");
  for (const [index, { unit }] of steps.entries()) checkOwner(unit, supervises, context, `/steps/${index}/unit`);
  return decide(subject, context, (draft) =>
    draft.emit(
      "ProjectPlanned",
      { steps: steps.map(({ unit, limit }) => ({ ...(unit === undefined ? {} : { unit }), limit })) },
      {
        clocks: { started: [starting("hand-over", subject, context, context.now)] },
        said: { steps: steps.map(({ title, person }) => ({ title, person })) },
      },
    ),
  );
}

/** A person of the owner begins the step whose turn it is. Throws the Refusals NoSuchStep, NotItsTurn, NotTheOwner. */
export function startStep(
  subject: WrittenCase,
  number: number,
  said: { person: string; note?: string | undefined },
  context: Context,
): Decision {
  const { unit, limit } = owned(subject, number, "ready", context);
  return decide(subject, context, (draft) =>
    draft.emit(
      "StepStarted",
      { step: number, unit },
      {
        clocks: {
          stopped: running(draft, "hand-over"),
          started: [starting("at-once", subject, context, context.now, [{ budget: limit }])],
        },
        said,
      },
    ),
  );
}

/** The owner has done the step; now the supervising unit signs. Throws the Refusals NoSuchStep, NotItsTurn, NotTheOwner. */
export function finishStep(subject: WrittenCase, number: number, said: { note: string }, context: Context): Decision {
  const { unit } = owned(subject, number, "running", context);
  return decide(subject, context, (draft) =>
    draft.emit(
      "StepFinished",
      { step: number, unit },
      {
        clocks: {
          stopped: running(draft, "at-once"),
          started: [starting("hand-over", subject, context, context.now)],
        },
        said,
      },
    ),
  );
}

/**
 * The supervising unit signs for a step that is done, which hands the project to the owner of the next one, or sends the
 * step back to its owner. Throws the Refusals NoSuchStep, NotItsTurn, NotTheSupervisor, OwnWork, StepUnowned, OwnHandOver
 * and UnknownUnit.
 */
export function signHandOver(
  subject: WrittenCase,
  number: number,
  {
    decision,
    next,
    ...said
  }: {
    decision: "sign" | "send-back";
    /** Who owns the next step, where the plan does not say, or somebody else does now. */
    next?: { unit: string; person?: string | undefined } | undefined;
    note: string;
  },
  context: Context,
): Decision {
  const { step, following } = stepOf(subject, number, "done");
  const supervises = leadOf(subject)?.supervises;
  if (supervises === undefined || !actsFor(context, supervises)) {
    throw notAllowed("NotTheSupervisor", "the supervising unit signs for the steps of a project");
  }
  if (step.finishedBy === context.actor.id) throw notAllowed("OwnWork", "nobody signs for a step that they finished");
  const signed = decision === "sign";
  if (signed && following !== undefined && (next?.unit ?? following.unit) === undefined) {
    throw notSo("StepUnowned", "nobody owns the next step: name its owner, and the project goes on", "/next");
  }
  checkOwner(next?.unit, supervises, context, "/next/unit");
  const ended = signed && following === undefined;
  return decide(subject, context, (draft) =>
    draft.emit(
      "HandOverSigned",
      {
        ...{ step: number, unit: supervises, decision: signed ? "signed" : "sent-back" },
        ...(signed && following !== undefined && next !== undefined ? { next: next.unit } : {}),
      },
      {
        clocks: {
          stopped: ended ? running(draft, "hand-over") : [],
          started: ended ? [] : [starting("hand-over", subject, context, context.now)],
        },
        said: { ...said, person: next?.person },
      },
    ),
  );
}

function owned(
  subject: WrittenCase,
  number: number,
  state: ProjectStep["state"],
  context: Context,
): { unit: string; limit: Budget } {
  const { step } = stepOf(subject, number, state);
  const { unit, limit } = step;
  if (unit === undefined || !actsFor(context, unit)) {
    throw notAllowed("NotTheOwner", `step ${number} is owned by another unit`);
  }
  return { unit, limit };
}

/** The step, if it is the one whose turn it is and in this state. */
function stepOf({ project, stage }: WrittenCase, number: number, state: ProjectStep["state"]) {
  const asked = project?.[number - 1];
  if (project === undefined || asked === undefined || stage === "closed") {
    throw notThere("NoSuchStep", `the case has no project with a step ${number}`);
  }
  const current = currentStep(project);
  if (current?.number !== number || asked.state !== state) {
    const turn = current === undefined ? "the project is over" : `step ${current.number} is ${current.step.state}`;
    throw notNow("NotItsTurn", `step ${number} is ${asked.state}; ${turn}`);
  }
  return { step: asked, following: project[number] };
}

/** The joint office's people act for it, whether or not their token names it as their unit. */
function actsFor({ actor, directory }: Context, unit: string): boolean {
  return actor.unit === unit || (isOffice(actor) && unit === jointOffice(directory));
}

const isOffice = ({ kind }: Actor) => kind === "joint-office";

function checkOwner(unit: string | undefined, supervises: Slot["supervises"], { directory }: Context, at: string) {
  if (unit === undefined) return;
  if (!directory.units.some(({ id }) => id === unit)) throw notSo("UnknownUnit", `there is no unit ${unit}`, at);
  if (unit === supervises) {
    throw notSo("OwnHandOver", `${unit} supervises the project and signs for its steps: another unit owns them`, at);
  }
}

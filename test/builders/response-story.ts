import type { Directory } from "../../shared/directory/directory.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import type { Context } from "../../shared/domain/decision.ts";
import { addMillis, type Instant } from "../../shared/domain/instant.ts";
import { applyDueOfResponse } from "../../shared/domain/response/apply-due.ts";
import type { ResponseContext, ResponseDecision } from "../../shared/domain/response/decide-response.ts";
import type { CaseProgress } from "../../shared/domain/response/follow-case.ts";
import { openResponse } from "../../shared/domain/response/open-response.ts";
import type { SensitiveResponse } from "../../shared/domain/response/response.ts";
import type { DossierEvent } from "../../shared/events/dossiers.ts";
import { city, unit } from "./city.ts";
import { triaged } from "./story.ts";

const name = { zh: "名", en: "Name" };

/** The small city with the units that the sample's sensitive matters go to. */
export const sensitiveCity: Directory = {
  ...city,
  policies: loadDirectory("sample").policies,
  units: [
    ...city.units,
    ...["cyberspace-office", "publicity-office", "public-security"].map(
      (id) => ({ id, name, kind: "department", parent: "office" }) as const,
    ),
  ],
  categories: [...city.categories, ...["11", "11.01", "11.01.05"].map((code) => ({ code, name }))],
};

export const watch = unit("cyberspace-office");
export const police = unit("public-security");
export const publicity = unit("publicity-office");
export const bureauChief: Actor = { kind: "supervisor", id: "chief-1", unit: "bureau" };

type Step = (state: SensitiveResponse, context: ResponseContext) => ResponseDecision | undefined;

/** A response as it goes its way. */
export interface ResponseStory {
  state: SensitiveResponse;
  now: Instant;
  progress: CaseProgress;
  readonly history: DossierEvent<"sensitive-response">[];
  readonly decisions: ResponseDecision[];
  by(actor: Actor, command: Step): DossierEvent<"sensitive-response">[];
  after(millis: number): ResponseStory;
  /** Lets time go on, with every milestone applied when it is due. */
  until(time: Instant): ResponseStory;
  types(): string[];
}

/** The response to a case about fund-raising in the harbour: sensitive since triage. */
export function responding(directory: Directory = sensitiveCity): ResponseStory {
  const { state: subject, now } = triaged({ title: "非法集资" }, { directory });
  const context = (actor: Actor, at: Instant): Context => ({ now: at, actor, directory });
  const first = openResponse(subject, context(workflow("triage"), now));
  const story: ResponseStory = {
    state: first.after,
    now,
    progress: { done: false },
    history: [...first.events],
    decisions: [first],
    by(actor, command) {
      const decision = command(story.state, { ...context(actor, story.now), progress: story.progress });
      if (decision === undefined) return [];
      story.state = decision.after;
      story.history.push(...decision.events);
      story.decisions.push(decision);
      return decision.events;
    },
    after(millis) {
      story.now = addMillis(story.now, millis);
      return story;
    },
    until(time) {
      for (let due = story.state.nextDueAt; due !== undefined && due <= time; due = story.state.nextDueAt) {
        if (due > story.now) story.now = due;
        if (story.by(workflow("milestones"), applyDueOfResponse).length === 0)
          throw new Error(`nothing is due at ${due}`);
      }
      story.now = time;
      return story;
    },
    types: () => story.history.map(({ type }) => type),
  };
  return story;
}

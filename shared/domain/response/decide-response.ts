import type { Directory } from "../../directory/directory.ts";
import type { ResponseClockName, Span } from "../../directory/response-names.ts";
import type { SensitivePolicy } from "../../directory/sensitive.ts";
import type { ResponseClockChanges } from "../../events/sensitive-response.ts";
import { type Context, policyOf } from "../decision.ts";
import { type DossierDecision, type DossierDraft, decideDossier } from "../dossier.ts";
import { earliest, type Instant } from "../instant.ts";
import { evolveResponse } from "./evolve-response.ts";
import { type CaseProgress, followCase } from "./follow-case.ts";
import type { SensitiveResponse } from "./response.ts";
import { nextResponseMilestone, sameClock, startingClock } from "./response-clock.ts";

export type ResponseDecision = DossierDecision<"sensitive-response", SensitiveResponse>;

/** What a response is decided on with: besides what a case is, how far its own case has got. */
export interface ResponseContext extends Context {
  progress: CaseProgress;
}

export interface ResponseDraft extends DossierDraft<"sensitive-response", SensitiveResponse> {
  readonly response: SensitiveResponse;
}

/**
 * Runs a command on a response. What has become of its case meanwhile comes first, so that nobody decides on what is no
 * longer so.
 */
export function decideResponse(
  before: SensitiveResponse,
  context: ResponseContext,
  command: (draft: ResponseDraft) => void,
): ResponseDecision {
  return compose(before, before.caseId, context, (draft) => {
    followCase(draft, context);
    command(draft);
  });
}

/** The same for one that is not there yet: the command's first event is ResponseOpened. */
export function decideNewResponse(
  caseId: string,
  context: Context,
  command: (draft: ResponseDraft) => void,
): ResponseDecision {
  return compose(undefined, caseId, context, command);
}

function compose(
  before: SensitiveResponse | undefined,
  caseId: string,
  context: Context,
  command: (draft: ResponseDraft) => void,
): ResponseDecision {
  const about = { dossier: "sensitive-response", dossierId: caseId, before, evolve: evolveResponse } as const;
  const decision = decideDossier(about, context, (draft) =>
    command({
      get state() {
        return draft.state;
      },
      get response() {
        if (draft.state === undefined) throw new Error("the first event of a response is ResponseOpened");
        return draft.state;
      },
      emit: draft.emit,
    }),
  );
  return { ...decision, after: written(before, decision.after, context.directory) };
}

/** `version` counts every write; `turn` only those that the workflow must look at. */
function written(
  before: SensitiveResponse | undefined,
  after: SensitiveResponse,
  directory: Directory,
): SensitiveResponse {
  const { nextDueAt: _old, ...rest } = after;
  if (after.stage === "settled") return { ...rest, turn: (before?.turn ?? 0) + 1 };
  const policy = sensitivePolicyOf(directory, after);
  const [first, ...others] = after.clocks.map((clock) => nextResponseMilestone(policy, clock).at);
  if (first === undefined) throw new Error(`the open response to case ${after.caseId} would have no clock`);
  const nextDueAt = earliest(first, ...others);
  const raises =
    before?.nextDueAt === undefined ||
    before.stage !== after.stage ||
    before.epoch !== after.epoch ||
    nextDueAt < before.nextDueAt;
  return { ...rest, nextDueAt, turn: (before?.turn ?? 0) + (raises ? 1 : 0) };
}

/** How the city responds to sensitive matters, by the policy that the case is handled under. */
export function sensitivePolicyOf(directory: Directory, subject: { policy: string }): SensitivePolicy {
  return policyOf(directory, subject).sensitive;
}

type ClockId = { clock: ResponseClockName; of?: string };

/** Clocks that begin now. */
export function begin(now: Instant, ...clocks: [ClockId, Span][]): Required<ResponseClockChanges>["started"] {
  return clocks.map(([id, span]) => startingClock(id, now, span));
}

/** Those of these clocks that run. */
export function runningOf({ clocks }: SensitiveResponse, ...ids: ClockId[]): ClockId[] {
  return ids.filter((id) => clocks.some((clock) => sameClock(clock, id)));
}

import { openCase } from "../commands/open-case.ts";
import type { Context, Decision } from "../decision.ts";
import { notAllowed } from "../refusal.ts";
import { jointOffice } from "../routing.ts";
import { decideResponse, type ResponseContext, type ResponseDecision, sensitivePolicyOf } from "./decide-response.ts";
import type { SensitiveResponse } from "./response.ts";
import { isOf, refuseSettled } from "./work-tasks.ts";

export interface Rumour {
  title: string;
  body: string;
  /** The new case and its ticket. */
  policeCase: string;
  ticketId: string;
  region?: string | undefined;
}

/**
 * 谣言: opens a case of the police for a rumour about the matter; it goes its ordinary way from triage on, and opens no
 * response of its own. `opening` is what new cases are opened with. Throws the Refusals ResponseSettled, NotYours and those
 * of `openCase`.
 */
export function reportRumour(
  subject: SensitiveResponse,
  rumour: Rumour,
  context: ResponseContext,
  opening: Context,
): { response: ResponseDecision; police: Decision } {
  refuseSettled(subject);
  const { actor, directory } = context;
  const office = jointOffice(directory);
  const units = [office, ...subject.tasks.map(({ unit }) => unit), ...subject.signals.map(({ unit }) => unit)];
  if (!units.some((unit) => isOf(actor, unit, office)))
    throw notAllowed("NotYours", "a unit that has a task or a signal, or the joint office, reports rumours");
  const { partner, channel, category } = sensitivePolicyOf(directory, subject).rumours;
  const { title, body, policeCase, ticketId, region } = rumour;
  const number = subject.rumours.length + 1;
  const ticket = {
    ...{ channel, title, body, category, kind: "report" as const },
    externalRef: `rumour-${subject.caseId}-${number}`,
    ...(region === undefined ? {} : { region }),
  };
  return {
    response: decideResponse(subject, context, (draft) =>
      draft.emit("RumourReported", { number, policeCase }, { title, body }),
    ),
    police: openCase({ caseId: policeCase, ticketId, partner, ticket, rumourOf: subject.caseId }, opening),
  };
}

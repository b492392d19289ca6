import { notAllowed, notNow } from "../refusal.ts";
import { decideResponse, type ResponseContext, type ResponseDecision } from "./decide-response.ts";
import type { SensitiveResponse } from "./response.ts";
import { refuseSettled } from "./work-tasks.ts";

/**
 * Ends the response, and with it its signals: only the joint office does, and only when everything is done, the case
 * itself resolved or closed. Throws the Refusals ResponseSettled, NotJointOffice and NotAllDone.
 */
export function settleResponse(subject: SensitiveResponse, text: string, context: ResponseContext): ResponseDecision {
  refuseSettled(subject);
  if (context.actor.kind !== "joint-office")
    throw notAllowed("NotJointOffice", "only the joint office settles a sensitive matter");
  return decideResponse(subject, context, (draft) => {
    const { stage, signals, clocks } = draft.response;
    if (stage !== "settling") throw notNow("NotAllDone", "a task, a report or a publication is still open");
    const unacknowledged = signals.filter((one) => one.acknowledgedAt === undefined).map(({ unit }) => unit);
    const stopped = clocks.map(({ clock, of }) => ({ clock, ...(of === undefined ? {} : { of }) }));
    draft.emit("ResponseSettled", { unacknowledged, clocks: { stopped } }, { text });
  });
}

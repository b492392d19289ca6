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
import type { SensitiveResponse } from "./response.ts";
import { isOf, refuseSettled } from "./work-tasks.ts";

/** Tells one more unit of the matter. Throws the Refusals ResponseSettled, UnknownUnit and AlreadyTold. */
export function sendSignal(
  subject: SensitiveResponse,
  { unit, reason }: { unit: string; reason: string },
  context: ResponseContext,
): ResponseDecision {
  refuseSettled(subject);
  if (!context.directory.units.some(({ id }) => id === unit))
    throw notSo("UnknownUnit", `there is no unit ${unit}: name a unit of the directory`, "/unit");
  return decideResponse(subject, context, (draft) => {
    if (draft.response.signals.some((signal) => signal.unit === unit))
      throw notNow("AlreadyTold", `${unit} has been told of this matter`);
    const { acknowledge } = sensitivePolicyOf(context.directory, subject).signals;
    const clocks = { started: begin(context.now, [{ clock: "acknowledge", of: unit }, acknowledge]) };
    draft.emit("SignalSent", { unit, because: "joint-office", clocks }, { reason });
  });
}

/** A unit says that it knows. Throws the Refusals ResponseSettled, NotTold and AlreadyAcknowledged. */
export function acknowledgeSignal(subject: SensitiveResponse, context: ResponseContext): ResponseDecision {
  refuseSettled(subject);
  return decideResponse(subject, context, (draft) => {
    const { unit } = context.actor;
    const signal = draft.response.signals.find((one) => one.unit === unit);
    if (signal === undefined) throw notAllowed("NotTold", "no signal of this matter went to your unit");
    if (signal.acknowledgedAt !== undefined)
      throw notNow("AlreadyAcknowledged", "your unit has acknowledged this signal");
    const stopped = runningOf(draft.response, { clock: "acknowledge", of: signal.unit });
    draft.emit("SignalAcknowledged", { unit: signal.unit, clocks: { stopped } });
  });
}

/** 风险上报: tells the level above of the risk; by a unit that has a task, or the joint office. Throws ResponseSettled, NotYours. */
export function reportRisk(
  subject: SensitiveResponse,
  said: { to: string; text: string },
  context: ResponseContext,
): ResponseDecision {
  refuseSettled(subject);
  return decideResponse(subject, context, (draft) => {
    const { actor, directory } = context;
    const office = jointOffice(directory);
    const concerned = [office, ...draft.response.tasks.map(({ unit }) => unit)];
    if (!concerned.some((unit) => isOf(actor, unit, office)))
      throw notAllowed("NotYours", "a unit that has a task, or the joint office, reports the risk");
    draft.emit(
      "RiskReported",
      {
        number: draft.response.riskReports + 1,
        ...(actor.unit === undefined ? {} : { unit: actor.unit }),
        clocks: { stopped: runningOf(draft.response, { clock: "risk-report" }) },
      },
      said,
    );
  });
}

/** The joint office has followed the signals; a day later it does so again, until it settles them. Throws ResponseSettled. */
export function followSignals(subject: SensitiveResponse, text: string, context: ResponseContext): ResponseDecision {
  refuseSettled(subject);
  return decideResponse(subject, context, (draft) => {
    const { followUp } = sensitivePolicyOf(context.directory, subject).signals;
    const clocks = { started: begin(context.now, [{ clock: "follow-up" }, followUp]) };
    draft.emit("SignalsFollowed", { number: draft.response.followUps + 1, clocks }, { text });
  });
}

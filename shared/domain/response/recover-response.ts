import { notNow } from "../refusal.ts";
import { decideResponse, type ResponseContext, type ResponseDecision } from "./decide-response.ts";
import type { SensitiveResponse } from "./response.ts";

/** The same as for a case: marks that no workflow drives the response, and why. Undefined when there is nothing to mark. */
export function markResponseStalled(
  subject: SensitiveResponse,
  epoch: number,
  cause: string,
  context: ResponseContext,
): ResponseDecision | undefined {
  if (subject.stage === "settled" || subject.epoch !== epoch || subject.stalled !== undefined) return undefined;
  return decideResponse(subject, context, ({ emit }) => emit("ResponseStalled", { epoch, cause: cause.slice(0, 500) }));
}

/** Has the response driven by a new execution. Throws the Refusals ResponseSettled and AlreadyRedriven. */
export function redriveResponse(
  subject: SensitiveResponse,
  fromEpoch: number,
  reason: "by-hand" | "sweeper" | "restart",
  context: ResponseContext,
): ResponseDecision {
  if (subject.stage === "settled") throw notNow("ResponseSettled", "a settled response has no workflow");
  if (subject.epoch !== fromEpoch)
    throw notNow("AlreadyRedriven", `the response is in epoch ${subject.epoch}: somebody has redriven it already`);
  return decideResponse(subject, context, ({ emit }) => emit("ResponseRedriven", { epoch: subject.epoch + 1, reason }));
}

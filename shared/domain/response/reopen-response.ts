import {
  begin,
  decideResponse,
  type ResponseContext,
  type ResponseDecision,
  sensitivePolicyOf,
} from "./decide-response.ts";
import type { SensitiveResponse } from "./response.ts";

/**
 * The requester has reopened a sensitive case: its response, where the joint office had settled it, goes on as well, until
 * the case is resolved again and the joint office settles it again. Undefined when it is not settled: it follows its case.
 */
export function reopenResponse(subject: SensitiveResponse, context: ResponseContext): ResponseDecision | undefined {
  if (subject.stage !== "settled") return undefined;
  const { tasks, signals } = sensitivePolicyOf(context.directory, subject);
  const task = "lawful-handling";
  const silent = subject.signals.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);
  const started = begin(
    context.now,
    ...silent.map(({ unit }): Parameters<typeof begin>[1] => [{ clock: "acknowledge", of: unit }, signals.acknowledge]),
    [{ clock: "task", of: task }, tasks[task].firstReport],
    [{ clock: "follow-up" }, signals.followUp],
  );
  return decideResponse(subject, context, ({ emit }) =>
    emit("ResponseReopened", { epoch: subject.epoch + 1, clocks: { started } }),
  );
}

import type { Directory } from "../../directory/directory.ts";
import { responseTasks } from "../../directory/response-names.ts";
import type { ResponseOwner } from "../../directory/sensitive.ts";
import { type Case, leadOf } from "../case.ts";
import type { Context, Decision } from "../decision.ts";
import { covers, localUnit } from "../region.ts";
import { candidates, jointOffice } from "../routing.ts";
import { begin, decideNewResponse, type ResponseDecision, sensitivePolicyOf } from "./decide-response.ts";
import type { Signal } from "./response.ts";

/**
 * The response that a decision on a case calls for: when the case gets onto the sensitive track for the first time. It is
 * written in the same transaction, so that no track without a response is ever in the table, and none is opened twice.
 */
export function responseTo({ before, after }: Decision, context: Context): ResponseDecision | undefined {
  return after.response === true && before?.response !== true ? openResponse(after, context) : undefined;
}

/**
 * 三同步: all tasks begin at once, each with its owner and its clock, beside the reports and decisions that are due; and
 * the units concerned by duty and by place are told.
 */
export function openResponse(subject: Case, context: Context): ResponseDecision {
  const { directory, now } = context;
  const policy = sensitivePolicyOf(directory, subject);
  const { caseId, kind, severity, category, region } = subject;
  const tasks = responseTasks.map((task) => {
    const { owner } = policy.tasks[task];
    return { task, unit: unitFor(directory, subject, owner) ?? jointOffice(directory), follows: owner === "lead" };
  });
  const signals = concerned(directory, subject);
  return decideNewResponse(caseId, context, ({ emit }) =>
    emit("ResponseOpened", {
      ...{ directoryVersion: directory.version, policy: subject.policy, kind, severity, category },
      ...(region === undefined ? {} : { region }),
      ...{ tasks, signals },
      clocks: {
        started: begin(
          now,
          ...responseTasks.map((task): Parameters<typeof begin>[1] => [
            { clock: "task", of: task },
            policy.tasks[task].firstReport,
          ]),
          ...signals.map(({ unit }): Parameters<typeof begin>[1] => [
            { clock: "acknowledge", of: unit },
            policy.signals.acknowledge,
          ]),
          [{ clock: "risk-report" }, policy.riskReport],
          [{ clock: "publication-decision" }, policy.publicationDecision],
          [{ clock: "follow-up" }, policy.signals.followUp],
        ),
      },
    }),
  );
}

/** The units concerned: who will handle the case, guide or supervise it, and those whom duty or place concerns. */
function concerned(directory: Directory, subject: Case): Pick<Signal, "unit" | "because">[] {
  const row = rowOf(directory, subject);
  const slot = leadOf(subject);
  const handling = [slot?.unit ?? row?.lead, slot?.guides ?? row?.guides, slot?.supervises ?? row?.supervises];
  const duty = sensitivePolicyOf(directory, subject)
    .signals.to.filter(({ category }) => category === undefined || covers(category, subject.category))
    .flatMap(({ units }) => units.map((owner) => unitFor(directory, subject, owner)));
  const found = [
    ...handling.map((unit) => ({ unit, because: "handling" as const })),
    ...duty.map((unit) => ({ unit, because: "duty" as const })),
  ];
  const office = jointOffice(directory);
  const signals: Pick<Signal, "unit" | "because">[] = [];
  for (const { unit, because } of found) {
    // The joint office sends the signals, and follows them.
    if (unit === undefined || unit === office || signals.some((signal) => signal.unit === unit)) continue;
    signals.push({ unit, because });
  }
  return signals;
}

/** Undefined where the place has no such unit, or the directory does not know it. */
function unitFor(directory: Directory, subject: Case, owner: ResponseOwner): string | undefined {
  if (owner === "lead") return leadOf(subject)?.unit ?? rowOf(directory, subject)?.lead;
  if (owner === "local-station" || owner === "local-district") {
    const kind = owner === "local-station" ? "station" : "district";
    return subject.region === undefined ? undefined : localUnit(directory, kind, subject.region);
  }
  return directory.units.some(({ id }) => id === owner) ? owner : undefined;
}

function rowOf(directory: Directory, subject: Case) {
  return candidates(directory, subject)[0];
}

import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { afterTriage } from "../evolve.ts";
import { starting } from "../limits.ts";
import { startedReporting } from "../reporting-up.ts";
import { classify } from "../triage/classify.ts";
import { mixesComplaintAndReport } from "../triage/mixed.ts";
import type { TextModel } from "../triage/text-model.ts";
import { isGraver } from "./change-severity.ts";
import type { Ticket } from "./open-case.ts";

/**
 * 职责研判: gives the case its kind, category, severity and tracks, with the evidence, and starts the clocks that hang
 * on them. First response and resolution count from `receivedAt`, however long triage took. Undefined when done already.
 * `listed` says whether the requester is on the abnormal list: then a person screens first, unless the case is urgent,
 * major or a report; screening never delays those. Where the rules are less sure than the directory wants, a triage
 * officer looks at it under a clock; what is urgent or major is routed meanwhile. `model` helps the rules choose the category.
 */
export function triageCase(
  subject: WrittenCase,
  ticket: Ticket,
  listed: boolean,
  context: Context,
  model?: TextModel,
): Decision | undefined {
  if (subject.stage !== "triage") return undefined;
  const rules = context.directory.triage;
  const reading = classify(rules, ticket, model);
  // What the ticket reports besides is a case of its own, and this one stays the complaint.
  const kind = mixesComplaintAndReport(rules, ticket) ? "complaint" : reading.kind;
  const { confidence } = reading;
  // What was said since, or asked for by the platform, is not taken back by the words of the first ticket.
  const severity = isGraver(subject.severity, reading.severity) ? subject.severity : reading.severity;
  const check = confidence < rules.officerBelow;
  const screening = listed && severity === "general" && kind !== "report";
  const graded = { ...subject, kind, severity, tracks: reading.tracks };
  const { stage } = afterTriage(graded, check);
  return decide(subject, context, (draft) =>
    draft.emit(
      "CaseTriaged",
      {
        ...reading,
        kind,
        severity,
        highRisk: reading.highRisk || severity !== "general",
        region: subject.region,
        check,
        screening,
      },
      {
        clocks: {
          stopped: running(draft, "triage"),
          started: [
            starting("first-response", graded, context, subject.receivedAt),
            starting("resolve", graded, context, subject.receivedAt),
            ...startedReporting(graded, context, { severity, stage }),
            ...(check ? [starting("triage-check", graded, context, context.now)] : []),
            ...(screening ? [starting("screening", graded, context, context.now)] : []),
            ...(!screening && stage === "routing" ? [starting("routing", graded, context, context.now)] : []),
          ],
        },
      },
    ),
  );
}

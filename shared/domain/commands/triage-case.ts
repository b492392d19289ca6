import { type Context, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { classify } from "../triage.ts";
import type { Ticket } from "./open-case.ts";

/**
 * 职责研判: gives the case its kind, category, severity and tracks, with the evidence, and starts the clocks that hang
 * on them. First response and resolution count from `receivedAt`, however long triage took. Undefined when done already.
 * `listed` says whether the requester is on the abnormal list: then a person screens first, unless the case is urgent,
 * major or a report; screening never delays those.
 */
export function triageCase(
  subject: WrittenCase,
  ticket: Ticket,
  listed: boolean,
  context: Context,
): Decision | undefined {
  if (subject.stage !== "triage") return undefined;
  const { kind, category, severity, highRisk, tracks, confidence, evidence } = classify(
    context.directory.triage,
    ticket,
  );
  const screening = listed && severity === "general" && kind !== "report";
  const graded = { ...subject, kind, severity };
  return decide(subject, context, (draft) =>
    draft.emit(
      "CaseTriaged",
      { kind, category, severity, highRisk, tracks, region: subject.region, confidence, evidence, screening },
      {
        clocks: {
          stopped: running(draft, "triage"),
          started: [
            starting("first-response", graded, context, subject.receivedAt),
            starting("resolve", graded, context, subject.receivedAt),
            starting(screening ? "screening" : "routing", graded, context, context.now),
          ],
        },
      },
    ),
  );
}

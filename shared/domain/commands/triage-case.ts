import type { Case } from "../case.ts";
import { type Context, calendarOf, type Decision, decide, type WrittenCase } from "../decision.ts";
import { running } from "../dispatching.ts";
import { eventAt } from "../event-of.ts";
import { starting } from "../limits.ts";
import { startedReporting } from "../reporting-up.ts";
import { afterTriage } from "../screening.ts";
import { classify, type Triage } from "../triage/classify.ts";
import { mixesComplaintAndReport } from "../triage/mixed.ts";
import type { TextModel } from "../triage/text-model.ts";
import { isGraver } from "./change-severity.ts";
import type { Ticket } from "./open-case.ts";

/**
 * 职责研判: gives the case its kind, category, severity and tracks, with the evidence, and starts the clocks that hang
 * on them. First response and resolution count from `receivedAt`, however long triage took. Undefined when done already.
 * `listing` is the entry of the abnormal list that the requester is under: then a person screens first, unless the case is urgent,
 * major or a report; screening never delays those. Where the rules are less sure than the directory wants, a triage
 * officer looks at it under a clock; what is urgent or major is routed meanwhile. `model` helps the rules choose the category.
 */
export function triageCase(
  subject: WrittenCase,
  ticket: Ticket,
  listing: Case["listing"],
  context: Context,
  model?: TextModel,
): Decision | undefined {
  if (subject.stage !== "triage") return undefined;
  const rules = context.directory.triage;
  const reading = classify(rules, { ...ticket, tracks: subject.tracks }, model);
  const { event, tracks, evidence } = ofEvent(subject, reading, context);
  // What the ticket reports besides is a case of its own, and this one stays the complaint.
  const kind = mixesComplaintAndReport(rules, ticket) ? "complaint" : reading.kind;
  const { confidence } = reading;
  // What was said since, or asked for by the platform, is not taken back by the words of the first ticket.
  const severity = isGraver(subject.severity, reading.severity) ? subject.severity : reading.severity;
  const check = confidence < rules.officerBelow;
  const screening = listing !== undefined && severity === "general" && kind !== "report";
  const graded = { ...subject, kind, severity, tracks };
  const { stage } = afterTriage(graded, check);
  return decide(subject, context, (draft) =>
    draft.emit(
      "CaseTriaged",
      {
        ...reading,
        kind,
        severity,
        tracks,
        evidence,
        ...(event === undefined ? {} : { event }),
        highRisk: reading.highRisk || severity !== "general",
        region: subject.region,
        check,
        screening,
        ...(screening ? { listing } : {}),
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

/**
 * A case on the event track belongs to an event. Words alone put it there only while one runs at the place: a festival that
 * was last summer has no desk and no day to be closed out.
 */
function ofEvent(subject: WrittenCase, { tracks, evidence }: Triage, { directory }: Context) {
  const { event: known, region, receivedAt: at } = subject;
  const found =
    known ??
    (tracks.includes("event") ? eventAt(directory, calendarOf(directory, subject), { region, at })?.id : undefined);
  if (found !== undefined) return { event: found, tracks, evidence };
  const others = evidence.filter(({ field, value }) => field !== "track" || value !== "event");
  return { event: undefined, tracks: tracks.filter((track) => track !== "event"), evidence: others };
}

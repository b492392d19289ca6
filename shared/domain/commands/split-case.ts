import type { Kind } from "../../directory/names.ts";
import { type Context, type Decision, type Draft, decide, decideNew, type WrittenCase } from "../decision.ts";
import { starting } from "../limits.ts";
import { notNow, notSo } from "../refusal.ts";
import type { KeptTicket } from "./merge-cases.ts";

/**
 * 拆件 by a person: the case's tickets hold a complaint and a report, and only one has been followed. Throws the Refusals
 * CaseClosed, AlreadySplit, SameKind and NoReport.
 */
export function splitCase(
  subject: WrittenCase,
  { kind, reason, into }: { kind: Kind; reason: string; into: string },
  tickets: KeptTicket[],
  context: Context,
): [Decision, Decision] {
  if (subject.stage === "closed") throw notNow("CaseClosed", "the case is closed: reopen it, or send a new ticket");
  if (subject.splitInto !== undefined || subject.splitFrom !== undefined)
    throw notNow(
      "AlreadySplit",
      `the matter has been split already: see case ${subject.splitInto ?? subject.splitFrom}`,
    );
  if (kind === subject.kind) throw notSo("SameKind", `the case is a ${kind} already`, "/kind");
  if ((kind === "report") === (subject.kind === "report"))
    throw notSo("NoReport", "a case is split into a complaint and a report: correct its kind instead", "/kind");
  return [
    decide(subject, context, (draft) => draft.emit("CaseSplit", { into, kind, by: "person" }, { said: { reason } })),
    splitOff(subject, { kind, into }, tickets, context),
  ];
}

/** Marks a case whose ticket triage found to hold both. */
export function markSplit(draft: Draft, into: string): void {
  draft.emit("CaseSplit", { into, kind: "report", by: "triage" });
}

/**
 * The case for the other matter: its own copy of every ticket, called what it is, so that triage takes it for that; its
 * clocks count from the same receipt.
 */
export function splitOff(
  subject: WrittenCase,
  { kind, into }: { kind: Kind; into: string },
  [first, ...more]: KeptTicket[],
  context: Context,
): Decision {
  if (first === undefined) throw new Error(`case ${subject.caseId} has no ticket`);
  const { category, severity, partner, channel, externalRef, region, receivedAt, policy } = subject;
  // Who appeals and where is the same; what is sensitive about it, triage sees by itself.
  const tracks = subject.tracks.filter((track) => track !== "sensitive");
  const facts = { kind, category, severity, highRisk: false, tracks, policy };
  return decideNew(into, context, ({ emit }) => {
    emit(
      "CaseOpened",
      {
        ...facts,
        ...{ ticketId: first.ticketId, partner, channel, externalRef, region, receivedAt },
        ...(subject.event === undefined ? {} : { event: subject.event }),
        splitFrom: subject.caseId,
        directoryVersion: context.directory.version,
      },
      {
        clocks: {
          started: [
            starting("triage", facts, context, context.now),
            starting("first-response", facts, context, receivedAt),
          ],
        },
        said: { ...first.content, kind },
      },
    );
    for (const { ticketId, content } of more) emit("SupplementAdded", { ticketId }, { said: { ...content } });
  });
}

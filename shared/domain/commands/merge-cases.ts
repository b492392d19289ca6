import type { Severity } from "../../directory/names.ts";
import { isOwnWork } from "../access.ts";
import type { Case } from "../case.ts";
import { type Context, type Decision, type Draft, decide, type WrittenCase } from "../decision.ts";
import { close } from "../dispatching.ts";
import type { Instant } from "../instant.ts";
import type { Likeness } from "../matter/likeness.ts";
import { isOpen } from "../project.ts";
import { notAllowed, notNow, notSo, type Refusal } from "../refusal.ts";
import { retimedForEarlier } from "../regrading.ts";
import { isGraver, raiseSeverity } from "./change-severity.ts";
import type { Ticket } from "./open-case.ts";

/** A ticket as it lies in its case, with the platform that sent it where that is not the case's own. */
export interface KeptTicket {
  ticketId: string;
  content: Ticket & { sentBy?: string | undefined };
}

/** Why two cases are merged: triage found them alike, or a person says so. */
export type MergeCause = { by: "triage"; likeness: Likeness } | { by: "person"; reason: string };

/** A transaction holds a hundred items, and whoever works the case must be able to read all tickets in one answer. */
const mostTickets = { together: 50, atOnce: 20 };

/**
 * Why a case cannot be merged into another; undefined when it can. Never into a case that is resolved or closed; no report
 * into anything else or the reverse, as a report stands whatever becomes of a complaint; no track with clocks and people of
 * its own into a case without it.
 */
export function mergeRefused(from: Case, into: Case, tickets: number): Refusal | undefined {
  if (from.caseId === into.caseId) return notSo("SameCase", "a case cannot be merged into itself", "/into");
  if (from.stage === "closed") return notNow("CaseClosed", "the case is closed: there is nothing to merge");
  if (from.withdrawal !== undefined)
    return notNow("WithdrawalPending", "a withdrawal of the case waits to be confirmed: decide on that first");
  if (from.mergedFrom !== undefined)
    return notNow("HoldsMerged", "tickets of other cases are worked in this one: merge the other way round");
  if (!takesIn.has(into.stage)) {
    return notNow(
      "NotMergeable",
      `case ${into.caseId} is in stage ${into.stage}: a case is merged only into one that is being worked`,
    );
  }
  if (into.withdrawal !== undefined)
    return notNow("WithdrawalPending", `the requester withdraws case ${into.caseId}: nothing is merged into it`);
  if ((from.kind === "report") !== (into.kind === "report"))
    return notNow("ReportStands", "a report is followed up as a case of its own: it is linked, not merged");
  if (!from.tracks.every((track) => into.tracks.includes(track)) || (from.event ?? into.event) !== into.event) {
    return notNow("OtherTrack", `case ${into.caseId} is not on the track ${from.tracks.join(", ")}: link them instead`);
  }
  // Whoever has been told of it and has tasks in it goes on by this case.
  if (from.tracks.includes("sensitive"))
    return notNow(
      "ResponseRuns",
      "a sensitive case has a response of its own: link the two, or merge the other way round",
    );
  if (isOpen(from.project))
    return notNow("StepsOpen", "steps of the at-once project are open: merge the other way round");
  const held = into.mergedFrom?.reduce((sum, one) => sum + one.tickets.length, 0) ?? 0;
  if (tickets > mostTickets.atOnce || held + tickets > mostTickets.together)
    return notNow("TooManyTickets", `case ${into.caseId} would hold too many tickets to be read`);
  return undefined;
}

const takesIn = new Set(["triage-check", "routing", "dispatch", "acceptance", "resolution"]);

/**
 * Whether triage merges by itself, where a person may do more: only the same kind exactly, nothing that a person screens
 * first, and nothing graver into a case that waits for an officer.
 */
export function mergesAtOnce(from: Case, into: Case, tickets: number): boolean {
  if (!["routing", "triage-check"].includes(from.stage) || from.kind !== into.kind) return false;
  if (into.stage === "triage-check" && isGraver(from.severity, into.severity)) return false;
  return mergeRefused(from, into, tickets) === undefined;
}

/**
 * 并件 by hand: both decisions, to be written together. Nobody ends the case of their own unit by it. Throws OwnWork and the
 * Refusals of `mergeRefused`.
 */
export function mergeCases(
  from: { subject: WrittenCase; context: Context; tickets: KeptTicket[] },
  into: { subject: WrittenCase; context: Context },
  reason: string,
): [Decision, Decision] {
  const refused = mergeRefused(from.subject, into.subject, from.tickets.length);
  if (refused !== undefined) throw refused;
  if (isOwnWork(from.context.actor, from.subject))
    throw notAllowed("OwnWork", "nobody merges away a case that they, or their unit, handle");
  const cause = { by: "person", reason } as const;
  return [
    decide(from.subject, from.context, (draft) => mergeAway(draft, into.subject.caseId, cause)),
    decide(into.subject, into.context, (draft) => takeIn(draft, from.subject, from.tickets, cause, into.context)),
  ];
}

/** Closes a case whose tickets are worked in another one from now on. */
export function mergeAway(draft: Draft, into: string, cause: MergeCause): void {
  draft.emit("CaseMerged", { into, by: cause.by, ...likenessOf(cause) }, saying(cause));
  close(draft, "merged");
}

/**
 * Takes the tickets of another case in: each is copied, so that whoever works the case reads it. The earliest receipt and
 * the highest severity hold for the matter; no clock stops, and none is given more time.
 */
export function takeIn(
  draft: Draft,
  from: { caseId: string; partner: string; receivedAt: Instant; severity: Severity; highRisk: boolean },
  tickets: KeptTicket[],
  cause: MergeCause,
  context: Context,
): void {
  const { caseId, partner, receivedAt, severity, highRisk } = from;
  for (const [index, { ticketId, content }] of tickets.entries()) {
    const started = index === 0 ? retimedForEarlier(draft.case, receivedAt, context) : [];
    draft.emit(
      "TicketMerged",
      { ticketId, from: caseId, partner, receivedAt, highRisk, by: cause.by, ...likenessOf(cause) },
      {
        ...(started.length === 0 ? {} : { clocks: { started } }),
        said: { ...content, sentBy: content.sentBy ?? partner },
      },
    );
  }
  raiseSeverity(draft, severity, "merge", context);
}

function likenessOf(cause: MergeCause): Partial<Likeness> {
  return cause.by === "triage" ? cause.likeness : {};
}

function saying(cause: MergeCause) {
  return cause.by === "triage" ? {} : { said: { reason: cause.reason } };
}

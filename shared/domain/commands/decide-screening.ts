import type { ReferTo } from "../../directory/names.ts";
import type { Case } from "../case.ts";
import type { ClockTerms } from "../case-clock.ts";
import { type Context, type Decision, decide, policyOf, type WrittenCase } from "../decision.ts";
import { close, running } from "../dispatching.ts";
import { starting } from "../limits.ts";
import { notAllowed, notNow, notSo } from "../refusal.ts";
import { afterTriage } from "../screening.ts";
import type { KeptTicket } from "./merge-cases.ts";
import { splitOff } from "./split-case.ts";

export type ScreeningDecision = "accepted" | "not-accepted" | "returned" | "referred";

export interface Screening {
  decision: ScreeningDecision;
  reason: string;
  /** What the requester can do against a refusal; every refusal has one. */
  remedy?: string | undefined;
  referTo?: ReferTo | undefined;
  /** The number of the report case that a violation lead in the refused claim leads to. */
  leadInto?: string | undefined;
  /** Who proposed the entry of the abnormal list for which the case is screened. */
  proposedBy?: string | undefined;
}

/**
 * 甄别: the screening officer decides whether the appeal of a listed requester is accepted; every refusal carries its reason
 * and the remedy, which are told to the requester. Accepted: the case is routed, its clocks have been running all the
 * time. Referred: the requester is told the address, and callback staff ask whether they got there, before the case is closed. Throws the Refusals
 * NotInScreening, NotTheScreeningOfficer, OwnProposal, OwnDecision, RemedyMissing, ReferToMissing, NotReferred, LeadInAccepted and
 * AlreadySplit.
 */
export function decideScreening(subject: WrittenCase, screening: Screening, context: Context): Decision {
  check(subject, screening, context);
  const { decision, reason, remedy, referTo, leadInto } = screening;
  return decide(subject, context, (draft) => {
    if (decision === "accepted") {
      const started = startedAfterScreening(subject, context);
      const stopped = running(draft, "screening");
      draft.emit("ScreeningDecided", { decision, by: "person" }, { clocks: { stopped, started }, said: { reason } });
      return;
    }
    if (leadInto !== undefined) draft.emit("CaseSplit", { into: leadInto, kind: "report", by: "screening" });
    const referred = referTo !== undefined;
    // A withdrawal that waits to be confirmed goes on until the case is closed.
    const others = subject.clocks.map(({ clock }) => clock).filter((clock) => clock !== "withdrawal");
    draft.emit(
      "ScreeningDecided",
      { decision, by: "person", ...(referred ? { referTo } : {}) },
      {
        clocks: {
          stopped: referred ? others : running(draft, "screening"),
          started: referred ? [starting("callback", subject, context, context.now)] : [],
        },
        said: {
          reason,
          remedy,
          ...(referred ? { turnTo: policyOf(context.directory, subject).referrals[referTo] } : {}),
        },
      },
    );
    if (!referred) close(draft, decision);
  });
}

/**
 * 违法线索: what a refused claim tells of a violation is a report case of its own, which is not screened. Its ticket has the
 * officer's words for the text, and all else as the requester sent it.
 */
export function openReportOfLead(
  subject: WrittenCase,
  { lead, into }: { lead: string; into: string },
  [first]: KeptTicket[],
  context: Context,
): Decision {
  if (first === undefined) throw new Error(`case ${subject.caseId} has no ticket`);
  const content = { ...first.content, body: lead };
  return splitOff(subject, { kind: "report", into }, [{ ticketId: first.ticketId, content }], context);
}

function check(subject: WrittenCase, { decision, remedy, referTo, leadInto, proposedBy }: Screening, context: Context) {
  const { actor } = context;
  if (subject.stage !== "screening")
    throw notNow("NotInScreening", `the case is in stage ${subject.stage}: nothing is to be screened`);
  if (actor.kind !== "screening-officer")
    throw notAllowed("NotTheScreeningOfficer", "the screening officer decides whether an appeal is accepted");
  if (proposedBy === actor.id)
    throw notAllowed("OwnProposal", "whoever proposed to list the requester does not screen their appeals");
  if (subject.refusedBy === actor.id)
    throw notAllowed("OwnDecision", "whoever refused the appeal does not screen it again: another officer must");
  if ((decision === "referred") !== (referTo !== undefined)) {
    throw decision === "referred"
      ? notSo("ReferToMissing", "say where the requester is to turn to", "/referTo")
      : notSo("NotReferred", "only a referral names where to turn to", "/referTo");
  }
  if (decision !== "accepted" && (remedy ?? "").trim() === "")
    throw notSo("RemedyMissing", "a refusal tells the requester what they can do against it", "/remedy");
  if (leadInto === undefined) return;
  if (decision === "accepted")
    throw notSo("LeadInAccepted", "an accepted appeal is worked with all it tells: split it instead", "/violationLead");
  const split = subject.splitInto ?? subject.splitFrom;
  if (split !== undefined) throw notNow("AlreadySplit", `the matter has been split already: add it to case ${split}`);
}

/** What an accepted case waits for next: an officer where triage was unsure, whose clock runs already, else routing. */
export function startedAfterScreening(subject: Case, context: Context): ClockTerms[] {
  const unsure = subject.clocks.some(({ clock }) => clock === "triage-check");
  const { stage } = afterTriage(subject, unsure);
  return stage === "routing" ? [starting("routing", subject, context, context.now)] : [];
}

import { type AbnormalEntry, evolveEntry } from "../abnormal-entry.ts";
import type { Actor } from "../actor.ts";
import { dueAt } from "../calendar/deadline.ts";
import { monthsAfter } from "../calendar/months.ts";
import { localDate, localTime } from "../calendar/working-days.ts";
import { type Context, calendarOf } from "../decision.ts";
import { type DossierDecision, decideDossier } from "../dossier.ts";
import { policyAt } from "../policy-at.ts";
import { notAllowed, notNow } from "../refusal.ts";

export type EntryDecision = DossierDecision<"abnormal-entry", AbnormalEntry>;

export interface Proposal {
  /** Hash of the requester's phone. */
  requester: string;
  cases: string[];
  /** How long the entry is to count. */
  months: number;
  /** Why, in words; the weekly job has its figures instead. */
  evidence?: string;
  found?: { week: string; claims: number; alike: number; respondents: number };
}

/** Whether somebody may propose that a requester is listed: the officers who see how appeals look, and the weekly job. */
const mayPropose = ({ kind }: Actor) =>
  kind === "triage-officer" || kind === "screening-officer" || kind === "workflow";

/**
 * 提出列入异常名录: nobody is listed by it. Somebody else must agree within the limit, or it is refused. Throws the Refusal
 * NotYoursToPropose.
 */
export function proposeListing(dossierId: string, proposal: Proposal, context: Context): EntryDecision {
  const { requester, cases, months, evidence, found } = proposal;
  if (!mayPropose(context.actor))
    throw notAllowed("NotYoursToPropose", "triage and screening officers propose; it is not for you to do");
  const by = context.actor.kind === "workflow" ? "weekly-job" : "person";
  const decideBy = limit("decideProposal", context);
  const decision = decideDossier<"abnormal-entry", AbnormalEntry>(
    { dossier: "abnormal-entry", dossierId, before: undefined, evolve: evolveEntry },
    context,
    ({ emit }) =>
      emit(
        "ListingProposed",
        { cases, by, months, decideBy, ...(found === undefined ? {} : { found }) },
        evidence === undefined ? undefined : { evidence },
      ),
  );
  return { ...decision, after: { ...decision.after, requester } };
}

/**
 * A second person decides on a proposal. Listed: the requester's appeals are screened from now on, and no longer than
 * twelve months. Throws the Refusals NotProposed, TooLate, NotYoursToDecide, OwnProposal.
 */
export function decideListing(
  entry: AbnormalEntry,
  { decision, reason }: { decision: "list" | "refuse"; reason: string },
  context: Context,
): EntryDecision {
  const { now, actor } = context;
  if (entry.stage !== "proposed") throw notNow("NotProposed", `the entry is ${entry.stage}: nothing is proposed`);
  if (entry.decideBy === undefined || now >= entry.decideBy)
    throw notNow("TooLate", `the proposal had to be decided on by ${entry.decideBy}: silence has refused it`);
  if (actor.kind !== "supervisor")
    throw notAllowed("NotYoursToDecide", "a supervisor of the centre decides on proposals; it is not for you to do");
  if (actor.id === entry.proposedBy)
    throw notAllowed("OwnProposal", "whoever proposed the entry does not decide on it: a second person must");
  return onEntry(entry, context, ({ emit }) => {
    if (decision === "refuse") return emit("ListingDecided", { decision: "refused", by: "person" }, { reason });
    emit("ListingDecided", { decision: "listed", by: "person", from: now, until: end(entry, context) }, { reason });
  });
}

/** Runs a command on an entry that is there. */
export function onEntry(
  before: AbnormalEntry,
  context: Context,
  command: Parameters<typeof decideDossier<"abnormal-entry", AbnormalEntry>>[2],
): EntryDecision {
  const { dossierId } = before;
  return decideDossier({ dossier: "abnormal-entry", dossierId, before, evolve: evolveEntry }, context, command);
}

/** When a person must have decided, by the policy of today. Throws CalendarNotPublished. */
export function limit(what: "decideProposal" | "decideAppeal", { directory, now }: Context): string {
  const policy = policyAt(directory, now);
  return dueAt(calendarOf(directory, { policy: policy.id }), now, policy.abnormalList[what]);
}

/** The entry ends when the day begins that is so many months after today. */
function end({ months }: AbnormalEntry, { directory, now }: Context): string {
  const calendar = calendarOf(directory, { policy: policyAt(directory, now).id });
  return localTime(calendar, monthsAfter(localDate(calendar, now), months), "00:00");
}

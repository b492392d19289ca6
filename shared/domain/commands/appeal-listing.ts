import { type AbnormalEntry, countsNow, movesOnAt } from "../abnormal-entry.ts";
import type { Actor } from "../actor.ts";
import type { Context } from "../decision.ts";
import { notAllowed, notNow } from "../refusal.ts";
import { type EntryDecision, limit, onEntry } from "./propose-listing.ts";

/**
 * 申诉: the requester, through the platform that speaks for them or whoever calls them back, says that the entry is wrong.
 * It counts until somebody has decided, within the limit; nobody decides: it is lifted. Throws the Refusals NotListed,
 * AppealPending, NotYoursToAppeal.
 */
export function appealListing(
  entry: AbnormalEntry,
  { caseId, words }: { caseId: string; words: string },
  context: Context,
): EntryDecision {
  const { actor, now } = context;
  if (actor.kind !== "partner" && actor.kind !== "callback")
    throw notAllowed("NotYoursToAppeal", "the requester appeals, through their platform or callback staff");
  if (entry.stage === "appealed") throw notNow("AppealPending", "an appeal against the entry waits to be decided");
  if (!counts(entry, now)) throw notNow("NotListed", "the requester is not on the abnormal list");
  const partner = actor.kind === "partner" ? actor.partner : undefined;
  const decideBy = limit("decideAppeal", context);
  return onEntry(entry, context, ({ emit }) =>
    emit("ListingAppealed", { caseId, ...(partner && { partner }), decideBy }, { words }),
  );
}

/** Supervisors of the centre and the joint office, which hears appeals. */
const mayDecideAppeal = ({ kind }: Actor) => kind === "supervisor" || kind === "joint-office";

/**
 * Somebody who has had no part in the entry decides on the appeal. Throws the Refusals NotAppealed, TooLate,
 * NotYoursToDecide, OwnProposal, OwnDecision.
 */
export function decideListingAppeal(
  entry: AbnormalEntry,
  { decision, reason }: { decision: "uphold" | "lift"; reason: string },
  context: Context,
): EntryDecision {
  const { actor, now } = context;
  if (entry.stage !== "appealed") throw notNow("NotAppealed", `the entry is ${entry.stage}: nobody has appealed`);
  const end = movesOnAt(entry);
  if (end === undefined || now >= end) throw notNow("TooLate", `silence has lifted the entry, on ${end}`);
  if (!mayDecideAppeal(actor))
    throw notAllowed(
      "NotYoursToDecide",
      "a supervisor or the joint office decides on appeals; it is not for you to do",
    );
  if (actor.id === entry.proposedBy)
    throw notAllowed("OwnProposal", "whoever proposed the entry does not decide on the appeal against it");
  if (actor.id === entry.approvedBy)
    throw notAllowed("OwnDecision", "whoever listed the requester does not decide on the appeal against it");
  return onEntry(entry, context, ({ emit }) =>
    emit("ListingAppealDecided", { decision: decision === "lift" ? "lifted" : "upheld", by: "person" }, { reason }),
  );
}

/** An entry is lifted before its time, as its reason has gone. Throws the Refusals NotListed, NotYoursToLift. */
export function liftListing(entry: AbnormalEntry, { reason }: { reason: string }, context: Context): EntryDecision {
  const { actor, now } = context;
  if (!mayDecideAppeal(actor))
    throw notAllowed("NotYoursToLift", "a supervisor or the joint office lifts an entry; it is not for you to do");
  if (!counts(entry, now)) throw notNow("NotListed", "the requester is not on the abnormal list");
  return onEntry(entry, context, ({ emit }) => emit("ListingLifted", {}, { reason }));
}

/**
 * Writes down what silence has done, in the requester's favour each time: a proposal is refused, what was appealed against
 * is lifted, an entry ends when its time is up. Undefined when nothing is due, or somebody has done it already.
 */
export function endWait(entry: AbnormalEntry, context: Context): EntryDecision | undefined {
  const due = movesOnAt(entry);
  if (due === undefined || context.now < due) return undefined;
  return onEntry(entry, context, ({ emit }) => {
    if (entry.stage === "proposed") return emit("ListingDecided", { decision: "refused", by: "silence" });
    if (entry.stage === "appealed" && due === entry.decideBy)
      return emit("ListingAppealDecided", { decision: "lifted", by: "silence" });
    emit("ListingExpired", { until: entry.until ?? due });
  });
}

function counts(entry: AbnormalEntry, now: string): boolean {
  const end = movesOnAt(entry);
  return end !== undefined && countsNow({ ...entry, movesOnAt: end }, now);
}

import { type AbnormalEntry, movesOnAt } from "../../shared/domain/abnormal-entry.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { type Actor, workflow } from "../../shared/domain/actor.ts";
import {
  appealListing,
  decideListingAppeal,
  endWait,
  liftListing,
} from "../../shared/domain/commands/appeal-listing.ts";
import { decideListing, type EntryDecision, proposeListing } from "../../shared/domain/commands/propose-listing.ts";
import type { Context, SaidRecord } from "../../shared/domain/decision.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { DossierEvent } from "../../shared/events/dossiers.ts";
import { city, partner } from "./city.ts";
import { local } from "./story.ts";
import { secrets } from "./ticket.ts";

export const proposer: Actor = { kind: "screening-officer", id: "proposer" };
export const approver: Actor = { kind: "supervisor", id: "approver" };
export const hearer: Actor = { kind: "joint-office", id: "hearer" };

/** An entry as it goes its way. */
export interface EntryStory {
  entry: AbnormalEntry;
  now: Instant;
  readonly history: DossierEvent<"abnormal-entry">[];
  readonly records: SaidRecord[];
  by(actor: Actor, command: (entry: AbnormalEntry, context: Context) => EntryDecision | undefined): boolean;
  at(time: Instant): EntryStory;
}

/** Proposed on Monday, 28 September 2026, nine o'clock. */
export function proposed(actor: Actor = proposer, { months = 6, at = local("2026-09-28 09:00") } = {}): EntryStory {
  const proposal = { requester: requesterHash(secrets.phone), cases: ["c-1"], months, evidence: secrets.words };
  const first = proposeListing("01K6ARZ3NDEKTSV4RRFFQ69G5N", proposal, { now: at, actor, directory: city });
  const story: EntryStory = {
    entry: first.after,
    now: at,
    history: [...first.events],
    records: [...first.records],
    by(who, command) {
      const decision = command(story.entry, { now: story.now, actor: who, directory: city });
      if (decision === undefined) return false;
      story.entry = decision.after;
      story.history.push(...decision.events);
      story.records.push(...decision.records);
      return true;
    },
    at(time) {
      story.now = time;
      return story;
    },
  };
  return story;
}

export const decides = (story: EntryStory, decision: "list" | "refuse" = "list", actor: Actor = approver) =>
  story.by(actor, (entry, context) => decideListing(entry, { decision, reason: "checked" }, context));
export const appeals = (story: EntryStory, actor: Actor = partner) =>
  story.by(actor, (entry, context) => appealListing(entry, { caseId: "c-9", words: secrets.words }, context));
export const hears = (story: EntryStory, decision: "uphold" | "lift", actor: Actor = hearer) =>
  story.by(actor, (entry, context) => decideListingAppeal(entry, { decision, reason: "heard" }, context));
export const lifts = (story: EntryStory, actor: Actor = approver) =>
  story.by(actor, (entry, context) => liftListing(entry, { reason: "gone" }, context));
/** The daily round, at the moment when silence decides or later. */
export const ends = (story: EntryStory) => story.by(workflow("abnormal-list"), endWait);

export function listedEntryStory(months = 6): EntryStory {
  const story = proposed(proposer, { months });
  decides(story);
  return story;
}

export const endOf = (story: EntryStory) => movesOnAt(story.entry) ?? "over";

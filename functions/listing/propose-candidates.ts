import { ulid } from "ulid";
import { workflow } from "../../shared/domain/actor.ts";
import { mondayOf } from "../../shared/domain/calendar/months.ts";
import { localDate, localTime } from "../../shared/domain/calendar/working-days.ts";
import { dateOf, dayOf } from "../../shared/domain/calendar/zone.ts";
import { proposeListing } from "../../shared/domain/commands/propose-listing.ts";
import { type Context, calendarOf } from "../../shared/domain/decision.ts";
import { patternIn } from "../../shared/domain/frequent-appeals.ts";
import { addMillis, toMillis } from "../../shared/domain/instant.ts";
import { policyAt } from "../../shared/domain/policy-at.ts";
import {
  commitEntry,
  findListing,
  frequentRequesters,
  latestAppeals,
  markLookedAt,
} from "../../shared/table/abnormal-entries.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { CaseChanged } from "../../shared/table/commit.ts";
import { contextOf } from "./change-entry.ts";

/**
 * Proposes requesters whose appeals of the last whole week show a pattern, and lists nobody: a supervisor decides, and
 * silence refuses. Each requester once a week at most, none of whom something stands already. Found through keys that
 * triage leaves, in shards; what a broken round has done, the next one does not do again. Gives how many it has proposed.
 */
export async function proposeCandidates(store: CaseStore): Promise<number> {
  const context = await contextOf(store, workflow("weekly-job"));
  const { directory, now } = context;
  const policy = policyAt(directory, now);
  const calendar = calendarOf(directory, { policy: policy.id });
  const thisMonday = mondayOf(localDate(calendar, now));
  const week = dateOf(dayOf(thisMonday) - 7);
  const until = addMillis(localTime(calendar, thisMonday, "00:00"), -1);
  let proposed = 0;
  for await (const requester of frequentRequesters(store.table, week)) {
    const listing = await findListing(store.table, requester);
    const inDirectory = directory.abnormalList.some((entry) => entry.requester === requester && entry.until > week);
    const appeals = await latestAppeals(store.table, requester);
    const pattern = patternIn(appeals, policy.abnormalList.candidates, until);
    const stands = inDirectory || (listing !== undefined && listing.movesOnAt > now);
    if (stands || pattern === undefined) {
      await markLookedAt(store.table, requester, week);
    } else if (listing === undefined && (await propose(store, requester, week, pattern, context))) {
      proposed += 1;
    }
  }
  return proposed;
}

/** False when somebody was faster: another round, or an officer. The next round looks again. */
async function propose(
  store: CaseStore,
  requester: string,
  week: string,
  { cases, ...counted }: NonNullable<ReturnType<typeof patternIn>>,
  context: Context,
): Promise<boolean> {
  const { months } = policyAt(context.directory, context.now).abnormalList;
  const proposal = { requester, cases, months, found: { week, ...counted } };
  try {
    await commitEntry(store.table, proposeListing(ulid(toMillis(context.now)), proposal, context), week);
    return true;
  } catch (error) {
    if (error instanceof CaseChanged) return false;
    throw error;
  }
}

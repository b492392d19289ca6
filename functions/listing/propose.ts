import { ulid } from "ulid";
import type { postListingProposal } from "../../shared/api/calls/abnormal-list.ts";
import { listedEntry } from "../../shared/domain/abnormal-list.ts";
import { workflow } from "../../shared/domain/actor.ts";
import { localDate } from "../../shared/domain/calendar/working-days.ts";
import { endWait } from "../../shared/domain/commands/appeal-listing.ts";
import { proposeListing } from "../../shared/domain/commands/propose-listing.ts";
import { calendarOf } from "../../shared/domain/decision.ts";
import { toMillis } from "../../shared/domain/instant.ts";
import { notNow, notSo } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { commitEntry, findListing } from "../../shared/table/abnormal-entries.ts";
import { type CaseStore, patience } from "../../shared/table/case-store.ts";
import { changeEntry, contextOf } from "./change-entry.ts";
import { requesterOf } from "./requester-of.ts";
import { showEntry } from "./show-entry.ts";

/**
 * Proposes that the requester of a case is listed. All cases named must be theirs; nobody has two entries. Throws the
 * Refusals NoRequester, OtherRequester, AlreadyListed, AlreadyProposed.
 */
export async function proposeByHand(store: CaseStore, { actor, params, body }: Request<typeof postListingProposal>) {
  const { subject, requester, names } = await requesterOf(store, actor, params.caseId);
  if (requester === undefined)
    throw notNow("NoRequester", "the requester of this case left no phone number: nobody could be known again by it");
  const cases = [...new Set([params.caseId, ...body.cases])];
  await Promise.all(cases.map((caseId) => checkRequester(store, actor, caseId, requester.hash)));
  const beforeAnotherTry = patience();
  for (;;) {
    const context = await contextOf(store, actor);
    const today = localDate(
      calendarOf(await store.directories.version(subject.directoryVersion), subject),
      context.now,
    );
    if (listedEntry(context.directory.abnormalList, requester.phone, today) !== undefined)
      throw notNow("AlreadyListed", "the requester is listed in the directory");
    await checkFree(store, requester.hash);
    const { evidence, months } = body;
    const proposal = { requester: requester.hash, cases, evidence, months };
    const decision = proposeListing(ulid(toMillis(context.now)), proposal, context);
    try {
      return await showEntry(store, await commitEntry(store.table, decision), names);
    } catch (error) {
      // Two proposals at once: one is written, and then the other finds it.
      await beforeAnotherTry(error);
    }
  }
}

async function checkRequester(
  store: CaseStore,
  actor: Parameters<typeof requesterOf>[1],
  caseId: string,
  hash: string,
): Promise<void> {
  const { requester } = await requesterOf(store, actor, caseId);
  if (requester?.hash !== hash)
    throw notSo("OtherRequester", `case ${caseId} is of another requester: it is no evidence here`, "/cases");
}

/** What is over by silence, and not written down as that yet, stands in nobody's way. */
async function checkFree(store: CaseStore, hash: string): Promise<void> {
  const listing = await findListing(store.table, hash);
  if (listing === undefined) return;
  if (listing.movesOnAt > store.now()) {
    throw listing.stage === "proposed"
      ? notNow("AlreadyProposed", `entry ${listing.entryId} has been proposed: it waits for a supervisor`)
      : notNow("AlreadyListed", `the requester is listed: see entry ${listing.entryId}`);
  }
  await changeEntry(store, workflow("abnormal-list"), listing.entryId, endWait);
}

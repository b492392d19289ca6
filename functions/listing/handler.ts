import * as calls from "../../shared/api/calls/abnormal-list.ts";
import type { Route } from "../../shared/api/route.ts";
import { decideListingAppeal, liftListing } from "../../shared/domain/commands/appeal-listing.ts";
import { decideListing } from "../../shared/domain/commands/propose-listing.ts";
import { apiHandler, operation, type Request } from "../../shared/lambda/api-handler.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { changeEntry, existingEntry } from "./change-entry.ts";
import { listEntries } from "./list-entries.ts";
import { appeal, readNotice } from "./notice.ts";
import { proposeByHand } from "./propose.ts";
import { namesIn, showEntry } from "./show-entry.ts";

/** 异常名录: proposals, decisions, appeals, and what a requester is told. */
export const newHandler = (store: CaseStore) => {
  const decideOnEntry =
    <R extends Route>(decide: Decide<R>) =>
    async (request: Request<R>) => {
      const { entryId } = request.params as { entryId: string };
      const changed = await changeEntry(store, request.actor, entryId, (entry, context) =>
        decide(entry, request.body, context),
      );
      return showEntry(store, changed, await namesIn(store, changed));
    };
  return apiHandler([
    operation(calls.postListingProposal, (request) => proposeByHand(store, request)),
    operation(calls.getListingOfCase, (request) => readNotice(store, request)),
    operation(calls.postListingAppeal, (request) => appeal(store, request)),
    operation(calls.getAbnormalList, (request) => listEntries(store, request)),
    operation(calls.getEntry, async ({ params }) => {
      const entry = await existingEntry(store, params.entryId);
      return showEntry(store, entry, await namesIn(store, entry));
    }),
    operation(calls.postListingDecision, decideOnEntry(decideListing)),
    operation(calls.postListingAppealDecision, decideOnEntry(decideListingAppeal)),
    operation(calls.postListingLifting, decideOnEntry(liftListing)),
  ]);
};

type Change = Parameters<typeof changeEntry>[3];
type Decide<R extends Route> = (
  entry: Parameters<Change>[0],
  body: Request<R>["body"],
  context: Parameters<Change>[1],
) => ReturnType<Change>;

export const handler = newHandler(connectCaseStore());

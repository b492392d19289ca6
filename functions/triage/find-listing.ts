import { countsNow } from "../../shared/domain/abnormal-entry.ts";
import { listedEntry, requesterHash } from "../../shared/domain/abnormal-list.ts";
import { localDate } from "../../shared/domain/calendar/working-days.ts";
import type { Case } from "../../shared/domain/case.ts";
import type { Ticket } from "../../shared/domain/commands/open-case.ts";
import { type Context, calendarOf } from "../../shared/domain/decision.ts";
import { jointOffice } from "../../shared/domain/routing.ts";
import { findListing } from "../../shared/table/abnormal-entries.ts";
import type { Table } from "../../shared/table/client.ts";

/**
 * The entry of the abnormal list (异常名录) that a ticket's requester is under now: one that two people of the centre have
 * decided on, or one of the directory. One read by key, and none where the requester leaves no phone.
 */
export async function listingOf(
  table: Table,
  subject: Case,
  { requester }: Ticket,
  { directory, now }: Context,
): Promise<Case["listing"]> {
  const phone = requester?.phone;
  if (phone === undefined) return undefined;
  const calendar = calendarOf(directory, subject);
  const listing = await findListing(table, requesterHash(phone));
  if (listing !== undefined && countsNow(listing, now)) {
    const { entryId, until = listing.movesOnAt } = listing;
    return { entryId, until: localDate(calendar, until), appealTo: jointOffice(directory) };
  }
  const entry = listedEntry(directory.abnormalList, phone, localDate(calendar, now));
  return entry && { until: entry.until, appealTo: entry.appealTo };
}

import type { getListingOfCase, postListingAppeal } from "../../shared/api/calls/abnormal-list.ts";
import type { ListingNotice } from "../../shared/api/entry-view.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { type AbnormalEntry, countsNow, movesOnAt } from "../../shared/domain/abnormal-entry.ts";
import { listedEntry } from "../../shared/domain/abnormal-list.ts";
import { localDate, localTime } from "../../shared/domain/calendar/working-days.ts";
import { appealListing } from "../../shared/domain/commands/appeal-listing.ts";
import { calendarOf } from "../../shared/domain/decision.ts";
import { maskedSaid } from "../../shared/domain/masking.ts";
import { notNow } from "../../shared/domain/refusal.ts";
import { jointOffice } from "../../shared/domain/routing.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { findListing, loadEntry } from "../../shared/table/abnormal-entries.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";
import { changeEntry } from "./change-entry.ts";
import { type CaseOfRequester, requesterOf } from "./requester-of.ts";

/** What the requester of a case is told of being listed. A proposal that nobody has decided on is told to nobody. */
export async function readNotice(store: CaseStore, { actor, params }: Request<typeof getListingOfCase>) {
  return notice(store, params.caseId, await requesterOf(store, actor, params.caseId));
}

/** The requester appeals, through whoever speaks for them in this case. */
export async function appeal(store: CaseStore, { actor, params, body }: Request<typeof postListingAppeal>) {
  const { caseId } = params;
  const own = await requesterOf(store, actor, caseId);
  const entry = await entryOf(store, own);
  if (entry === undefined || entry.stage === "proposed") throw await notListed(store, own);
  await changeEntry(store, actor, entry.dossierId, (current, context) =>
    appealListing(current, { caseId, words: body.words }, context),
  );
  return notice(store, caseId, own);
}

async function notListed(store: CaseStore, own: CaseOfRequester) {
  const listed = await inDirectory(store, own);
  return listed === undefined
    ? notNow("NotListed", "the requester is not on the abnormal list")
    : notNow("ListedInDirectory", `the entry stands in the city's directory: appeal to unit ${listed.appealTo}`);
}

/** The entry that stands against the requester, or the one for which this case was screened. */
async function entryOf({ table }: CaseStore, { subject, requester }: CaseOfRequester) {
  if (requester === undefined) return undefined;
  const entryId = (await findListing(table, requester.hash))?.entryId ?? subject.listing?.entryId;
  const entry = entryId === undefined ? undefined : await loadEntry(table, entryId);
  return entry?.requester === requester.hash ? entry : undefined;
}

async function inDirectory({ directories, now }: CaseStore, { subject, requester }: CaseOfRequester) {
  const directory = await directories.version(subject.directoryVersion);
  const calendar = calendarOf(directory, subject);
  const entry = listedEntry(directory.abnormalList, requester?.phone, localDate(calendar, now()));
  return entry && { ...entry, fromAt: localTime(calendar, entry.from, "00:00"), directory, calendar };
}

async function notice(store: CaseStore, caseId: string, own: CaseOfRequester): Promise<ListingNotice> {
  const entry = await entryOf(store, own);
  if (entry === undefined || entry.stage === "proposed" || entry.stage === "refused") {
    const listed = await inDirectory(store, own);
    if (listed === undefined) return { caseId, listed: false };
    const { appealTo, evidence, until, fromAt, calendar, directory } = listed;
    const to = unitNamed(directory, appealTo);
    const said = maskedSaid({ evidence }, own.names) as { evidence: string };
    return {
      caseId,
      listed: true,
      from: fromAt,
      until: localTime(calendar, until, "00:00"),
      ...said,
      appeal: { to, how: elsewhere },
    };
  }
  const directory = await store.directories.active();
  const { dossierId: entryId, stage, from, until, found, decideBy } = entry;
  const due = movesOnAt(entry);
  const history = await loadDossierHistory(store.table, "abnormal-entry", entryId);
  const wordsAt = (type: string, name: string): string | undefined => {
    const said = history.findLast(({ event }) => event.type === type)?.said;
    return said && (maskedSaid(said, own.names)[name] as string | undefined);
  };
  const decided = history.findLast(({ event }) => event.type === "ListingAppealDecided")?.event.data as
    | { decision: "upheld" | "lifted" }
    | undefined;
  return {
    ...{ caseId, listed: due !== undefined && countsNow({ ...entry, movesOnAt: due }, store.now()) },
    ...{ entryId, stage, from, until, found: found && figures(found) },
    ...{ evidence: wordsAt("ListingProposed", "evidence"), reason: wordsAt("ListingDecided", "reason") },
    appeal: {
      ...{ to: unitNamed(directory, jointOffice(directory)), how: here, decideBy },
      ...(stage === "appealed"
        ? {}
        : { decision: decided?.decision, reason: wordsAt("ListingAppealDecided", "reason") }),
    },
  };
}

const figures = ({ claims, alike, respondents }: NonNullable<AbnormalEntry["found"]>) => ({
  claims,
  alike,
  respondents,
});

function unitNamed({ units }: Directory, unit: string) {
  return { unit, name: units.find(({ id }) => id === unit)?.name ?? { zh: unit, en: unit } };
}

const here = {
  zh: "通过受理诉求的平台或回访员提出申诉；由未参与列入的人员决定，逾期未决定即移出名录。",
  en: "Through the platform that took the appeal, or callback staff. Somebody with no part in the listing decides; nobody decides in time: it is lifted.",
};
const elsewhere = { zh: "向所列单位提出申诉。", en: "By appeal to the unit named." };

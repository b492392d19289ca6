import type { getCloseOut } from "../../shared/api/calls/events.ts";
import { type CloseOut, closeOutAfter, closeOutId, whyOpen } from "../../shared/domain/close-out.ts";
import { replayDossier } from "../../shared/domain/dossier.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";

/** Stored pages in one answer: some hundred cases. */
const pagesAtOnce = 10;

/** 日结 of one day of an event, some hundred cases at a time. Throws the Refusal NoSuchCloseOut. */
export async function readCloseOut(store: CaseStore, { params, query }: Request<typeof getCloseOut>) {
  const { event, date } = params;
  const history = (await loadDossierHistory(store.table, "close-out", closeOutId(event, date))).map((one) => one.event);
  if (history.length === 0) throw notThere("NoSuchCloseOut", `event ${event} has not been closed out for ${date}`);
  const { cutOffAt, takenAt, last, done, open } = replayDossier<"close-out", CloseOut>(history, closeOutAfter);
  const pages = history.flatMap(({ type, data }) => (type === "CloseOutPage" ? [data.cases] : []));
  const start = (query.page - 1) * pagesAtOnce;
  const cases = pages.slice(start, start + pagesAtOnce).flat();
  return {
    ...{ event, date, cutOffAt, takenAt, last, done, open },
    cases: cases.map((one) => ({ ...one, why: whyOpen(one) })),
    ...(pages.length > start + pagesAtOnce ? { next: query.page + 1 } : {}),
  };
}

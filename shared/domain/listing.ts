import type { EventData } from "../events/catalogue.ts";
import { localDate } from "./calendar/working-days.ts";
import { leadOf } from "./case.ts";
import { type Context, calendarOf, type Draft } from "./decision.ts";

/** 挂牌: puts what was not solved on the ledger of the local month. */
export function listInLedger(
  draft: Draft,
  { now, directory }: Context,
  cause: EventData<"LedgerEntryListed">["cause"],
): void {
  const { caseId, ledgerEntries } = draft.case;
  const month = localDate(calendarOf(directory, draft.case), now).slice(0, 7);
  draft.emit("LedgerEntryListed", {
    entryId: `${caseId}-${ledgerEntries + 1}`,
    cause,
    unit: leadOf(draft.case)?.unit,
    month,
  });
}

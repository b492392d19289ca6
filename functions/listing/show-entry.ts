import type { EntryView } from "../../shared/api/entry-view.ts";
import { type AbnormalEntry, movesOnAt } from "../../shared/domain/abnormal-entry.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import { maskedSaid } from "../../shared/domain/masking.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";
import { loadDossierHistory } from "../../shared/table/dossiers.ts";

/** An entry as a list shows it: who its requester is, it does not say. */
export function factsOf(entry: AbnormalEntry) {
  const { dossierId: entryId, stage, cases, months, by, found, proposedBy, proposedAt, approvedBy } = entry;
  const { from, until, appeals } = entry;
  return {
    ...{ entryId, stage, cases, months, by, found, proposedBy, proposedAt, approvedBy, from, until, appeals },
    due: movesOnAt(entry),
  };
}

/** An entry with its history. Names and numbers are covered in what was said, the requester's `names` among them. */
export async function showEntry(store: CaseStore, entry: AbnormalEntry, names: string[]): Promise<EntryView> {
  const history = await loadDossierHistory(store.table, "abnormal-entry", entry.dossierId);
  const broken = brokenAt(
    history.map(({ event }) => event),
    entry,
  );
  return {
    ...factsOf(entry),
    history: history.map(({ event: { seq, at, type, actor, data, hash }, said }) => ({
      ...{ seq, at, type, actor, data, hash },
      ...(said === undefined ? {} : { said: maskedSaid(said, names) }),
    })),
    chain: broken === undefined ? { whole: true } : { whole: false, brokenAt: broken },
  };
}

/** The names under which an entry's requester has appealed. */
export async function namesIn({ table }: CaseStore, { cases }: AbnormalEntry): Promise<string[]> {
  const tickets = await Promise.all(cases.map((caseId) => loadTickets(table, caseId)));
  return [...new Set(tickets.flat().flatMap(({ content }) => content.requester?.name ?? []))];
}

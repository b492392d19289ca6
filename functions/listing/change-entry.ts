import type { AbnormalEntry } from "../../shared/domain/abnormal-entry.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { EntryDecision } from "../../shared/domain/commands/propose-listing.ts";
import type { Context } from "../../shared/domain/decision.ts";
import { notThere } from "../../shared/domain/refusal.ts";
import { commitEntry, loadEntry } from "../../shared/table/abnormal-entries.ts";
import { type CaseStore, patience } from "../../shared/table/case-store.ts";

/** What a decision on the list is made with: the rules of today. */
export async function contextOf(store: CaseStore, actor: Actor): Promise<Context> {
  return { now: store.now(), actor, directory: await store.directories.active() };
}

/** An entry, or the Refusal NoSuchEntry. */
export async function existingEntry({ table }: CaseStore, entryId: string): Promise<AbnormalEntry> {
  const found = await loadEntry(table, entryId);
  if (found === undefined) throw notThere("NoSuchEntry", `there is no entry ${entryId}`);
  return found;
}

/** Reads an entry, has `command` decide, and commits; again, when somebody else was faster. Undefined: nothing to do. */
export async function changeEntry(
  store: CaseStore,
  actor: Actor,
  entryId: string,
  command: (entry: AbnormalEntry, context: Context) => EntryDecision | undefined,
): Promise<AbnormalEntry> {
  const beforeAnotherTry = patience();
  for (;;) {
    const entry = await existingEntry(store, entryId);
    const decision = command(entry, await contextOf(store, actor));
    if (decision === undefined) return entry;
    try {
      return await commitEntry(store.table, decision);
    } catch (error) {
      await beforeAnotherTry(error);
    }
  }
}

import { maySee } from "../domain/access.ts";
import type { Actor } from "../domain/actor.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { notThere } from "../domain/refusal.ts";
import { type CaseStore, type Command, changeCase, existingCase } from "../table/case-store.ts";

/** Changes a case that the actor may see; a foreign case answers exactly like one that does not exist. */
export function changeVisibleCase(
  store: CaseStore,
  actor: Actor,
  caseId: string,
  command: Command,
): Promise<WrittenCase> {
  return changeCase(store, actor, caseId, (current, context) => {
    if (!maySee(actor, current)) throw unseen(caseId);
    return command(current, context);
  });
}

/** The case, if the actor may see it. Throws the Refusal NoSuchCase otherwise. */
export async function visibleCase(store: CaseStore, actor: Actor, caseId: string): Promise<WrittenCase> {
  const found = await existingCase(store, caseId);
  if (!maySee(actor, found)) throw unseen(caseId);
  return found;
}

function unseen(caseId: string) {
  return notThere("NoSuchCase", `there is no case ${caseId} for you`);
}

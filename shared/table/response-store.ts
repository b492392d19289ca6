import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Actor } from "../domain/actor.ts";
import type { WrittenCase } from "../domain/decision.ts";
import { notThere } from "../domain/refusal.ts";
import type { ResponseContext, ResponseDecision } from "../domain/response/decide-response.ts";
import { progressOf } from "../domain/response/follow-case.ts";
import type { SensitiveResponse } from "../domain/response/response.ts";
import { type CaseStore, existingCase, patience } from "./case-store.ts";
import { transact } from "./commit.ts";
import { dossierEventKey } from "./keys.ts";
import { loadResponse, responseWrites } from "./responses.ts";

/** Throws the Refusal NoSuchResponse. */
export async function existingResponse({ table }: CaseStore, caseId: string): Promise<SensitiveResponse> {
  const { state } = await loadResponse(table, caseId);
  if (state === undefined) throw notThere("NoSuchResponse", `there is no sensitive response to case ${caseId} for you`);
  return state;
}

/** The case that a response is about: where it was merged, the one in which its tickets are worked. */
export async function casesWork(store: CaseStore, caseId: string): Promise<WrittenCase> {
  const own = await existingCase(store, caseId);
  return own.mergedInto === undefined ? own : existingCase(store, own.mergedInto);
}

/** What a command on a response leads to, and what else is written with it or not at all. */
type Decided = ResponseDecision | { decision: ResponseDecision; writes: TransactWriteItem[] } | undefined;

/**
 * As `changeCase`: reads a response and how far its case is, has `command` decide, and commits; when somebody else was
 * faster it decides anew. Throws Refusal (NoSuchResponse, or the command's), CaseChanged or TableBusy.
 */
export async function changeResponse(
  store: CaseStore,
  actor: Actor,
  caseId: string,
  command: (current: SensitiveResponse, context: ResponseContext) => Decided | Promise<Decided>,
): Promise<SensitiveResponse> {
  const beforeAnotherTry = patience();
  for (;;) {
    const current = await existingResponse(store, caseId);
    const [directory, work] = await Promise.all([
      store.directories.version(current.directoryVersion),
      casesWork(store, caseId),
    ]);
    const result = await command(current, { now: store.now(), actor, directory, progress: progressOf(work) });
    if (result === undefined) return current;
    const { decision, writes } = "decision" in result ? result : { decision: result, writes: [] };
    try {
      const last = decision.events.at(-1);
      await transact(
        store.table,
        [...responseWrites(store.table.name, decision, directory), ...writes],
        last === undefined
          ? {}
          : { last: { key: dossierEventKey("sensitive-response", caseId, last.seq), hash: last.hash } },
      );
      return decision.after;
    } catch (error) {
      await beforeAnotherTry(error);
    }
  }
}

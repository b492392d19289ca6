import type { CityEvent } from "../../shared/directory/city-event.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import { type CloseOut, closeOutAfter, closeOutId, type OpenCase, openCaseOf } from "../../shared/domain/close-out.ts";
import { type CloseOutDay, listAtCloseOut } from "../../shared/domain/commands/list-at-close-out.ts";
import { type DossierDraft, decideDossier } from "../../shared/domain/dossier.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { type CaseStore, changeCase, existingCase } from "../../shared/table/case-store.ts";
import { commitDossier, loadDossier, loadDossierHistory } from "../../shared/table/dossiers.ts";
import { eventCases } from "../../shared/table/event-cases.ts";

/** Cases on one page: each costs a transaction of its own first. */
const pageSize = 50;

/**
 * Closes out one event for one day, page by page; true when there was anything left to do. Each case is taken up before
 * its page is written, so that a run that is cut off leaves only cases that the next one finds taken up already. Throws an
 * Error while there is a case that could not be taken up: the next run tries again.
 */
export async function closeOutEvent(
  store: CaseStore,
  { id: event, to }: CityEvent,
  { date, at: cutOffAt }: { date: string; at: Instant },
  actor: Actor,
): Promise<boolean> {
  const last = date >= to;
  const day: CloseOutDay = { event, date, last };
  let closeOut = await loadDossier<CloseOut>(store.table, "close-out", closeOutId(event, date));
  if (closeOut?.done) return false;
  if (closeOut === undefined) {
    const [first] = await eventCases(store.table, event, { before: cutOffAt, limit: 1 });
    // 不留尾巴: an event goes on after its last day only as long as a case of it is open.
    if (first === undefined && date > to) return false;
    closeOut = await written(undefined, ({ emit }) => emit("CloseOutBegun", { event, date, cutOffAt, last }));
  }
  let failed = 0;
  // Where a run before this one could not take a case up, it is on the list, and has its turn now.
  for (const { caseId } of await listedBefore(closeOut)) await takeUp(caseId);
  for (;;) {
    const { after } = closeOut;
    const listed = await eventCases(store.table, event, { before: cutOffAt, limit: pageSize, after });
    const end = listed.at(-1)?.place;
    if (end === undefined) break;
    const cases: OpenCase[] = [];
    for (const { caseId } of listed) {
      const open = await takeUp(caseId);
      if (open !== undefined) cases.push(open);
    }
    closeOut = await written(closeOut, ({ emit }) => emit("CloseOutPage", { cases, after: end }));
  }
  if (failed > 0) throw new Error(`${failed} cases of ${event} are listed, but could not be taken up`);
  const { open } = closeOut;
  await written(closeOut, ({ emit }) => emit("CloseOutDone", { open }));
  logger.info("closed out", { event, date, open });
  return true;

  async function listedBefore({ open, dossierId }: CloseOut): Promise<OpenCase[]> {
    if (open === 0) return [];
    const history = await loadDossierHistory(store.table, "close-out", dossierId);
    return history.flatMap(({ event: { type, data } }) => (type === "CloseOutPage" ? data.cases : []));
  }

  /** The case as it lies now, if it is open; a level up, or with the joint office. */
  async function takeUp(caseId: string): Promise<OpenCase | undefined> {
    let state = await existingCase(store, caseId);
    try {
      state = await changeCase(store, actor, caseId, (current, context) => listAtCloseOut(current, day, context));
    } catch (error) {
      // It is open all the same, and the list must say so.
      failed += 1;
      logger.error("an open case could not be taken up", { error: error as Error, caseId, event, date });
    }
    return state.stage === "closed" || state.event !== event ? undefined : openCaseOf(state, cutOffAt);
  }

  function written(
    before: CloseOut | undefined,
    command: (draft: DossierDraft<"close-out", CloseOut>) => void,
  ): Promise<CloseOut> {
    const about = { dossier: "close-out", dossierId: closeOutId(event, date), before, evolve: closeOutAfter } as const;
    return commitDossier(
      store.table,
      decideDossier<"close-out", CloseOut>(about, { now: store.now(), actor }, command),
    );
  }
}

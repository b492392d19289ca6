import { workflow } from "../../shared/domain/actor.ts";
import { endWait } from "../../shared/domain/commands/appeal-listing.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { entriesDueBefore } from "../../shared/table/abnormal-entries.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { changeEntry } from "./change-entry.ts";
import { proposeCandidates } from "./propose-candidates.ts";

/**
 * The daily round over the abnormal list. What silence has done is written down: it holds from its own moment on, so that
 * a day late harms nobody. And whoever stood out in the week that has ended is proposed, once for that week, on its Monday
 * or, if that round failed, on a day after it. Running twice is harmless.
 */
export const newHandler = (store: CaseStore) => async (): Promise<{ ended: number; proposed: number }> => {
  let ended = 0;
  const failed: string[] = [];
  for await (const entryId of entriesDueBefore(store.table, store.now())) {
    try {
      await changeEntry(store, workflow("abnormal-list"), entryId, endWait);
      ended += 1;
    } catch (error) {
      // One entry that cannot be ended must not keep the others from it.
      failed.push(entryId);
      logger.error("an entry of the abnormal list could not be ended", { error: error as Error, entryId });
    }
  }
  const proposed = await proposeCandidates(store);
  if (ended + proposed > 0) logger.info("tended the abnormal list", { ended, proposed });
  // Seen as an error of the function: its alarm tells the operator.
  if (failed.length > 0) throw new Error(`${failed.length} entries could not be ended: see the log`);
  return { ended, proposed };
};

export const handler = newHandler(connectCaseStore());

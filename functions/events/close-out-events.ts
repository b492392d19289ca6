import { workflow } from "../../shared/domain/actor.ts";
import { hasBegun, lastCutOff } from "../../shared/domain/close-out.ts";
import { calendarOf } from "../../shared/domain/decision.ts";
import { policyAt } from "../../shared/domain/policy-at.ts";
import { logger } from "../../shared/lambda/logger.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { closeOutEvent } from "./close-out-event.ts";

/**
 * 日结日清: at the cut-off of each day, closes out every event that has begun, and goes on after its end until none of its
 * cases is open. May run late, twice, or be cut off in between: the next run takes up where it stopped, and what is done
 * is not done again. Throws an Error when an event could not be closed out, or a case not be taken up: its alarm tells.
 */
export const newHandler = (store: CaseStore) => async (): Promise<{ taken: number }> => {
  const now = store.now();
  const directory = await store.directories.active();
  const policy = policyAt(directory, now);
  const calendar = calendarOf(directory, { policy: policy.id });
  const cutOff = lastCutOff(calendar, policy.events.closeOutAt, now);
  const begun = directory.events.filter((event) => hasBegun(event, cutOff.date));
  let taken = 0;
  const failed: string[] = [];
  for (const event of begun) {
    try {
      if (await closeOutEvent(store, event, cutOff, workflow("close-out"))) taken += 1;
    } catch (error) {
      // One event that cannot be closed out must not keep the others from it.
      failed.push(event.id);
      logger.error("an event could not be closed out", { error: error as Error, event: event.id, date: cutOff.date });
    }
  }
  if (failed.length > 0) throw new Error(`not closed out for ${cutOff.date}: ${failed.join(", ")}`);
  return { taken };
};

export const handler = newHandler(connectCaseStore());

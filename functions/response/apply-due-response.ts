import { workflow } from "../../shared/domain/actor.ts";
import { applyDueOfResponse } from "../../shared/domain/response/apply-due.ts";
import { type CasePosition, positionOf } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { changeResponse } from "../../shared/table/response-store.ts";

/**
 * Step "Apply due milestones" of a sensitive response: whatever is due is applied once, and what has become of its case is
 * taken over. It may come late, twice, or under an epoch that is over: then it tells where the response stands.
 */
export const newHandler =
  (store: CaseStore) =>
  async ({ caseId, epoch }: CasePosition): Promise<CasePosition> => {
    const after = await changeResponse(store, workflow("milestones"), caseId, (current, context) =>
      current.epoch === epoch ? applyDueOfResponse(current, context) : undefined,
    );
    return positionOf(after);
  };

export const handler = newHandler(connectCaseStore());

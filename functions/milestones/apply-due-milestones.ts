import { applyDueMilestones } from "../../shared/domain/commands/apply-due-milestones.ts";
import { workflowStep } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";

/**
 * Step "Apply due milestones": a wait has timed out. It may come late, twice, or when somebody has moved the case
 * meanwhile: whatever is due is applied once, and when nothing is, that is fine.
 */
export const newHandler = (store: CaseStore) => workflowStep(store, "milestones", applyDueMilestones);

export const handler = newHandler(connectCaseStore());

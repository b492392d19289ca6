import { routeCase } from "../../shared/domain/commands/route-case.ts";
import { workflowStep } from "../../shared/lambda/workflow-step.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";

/** Step "Route": finds the responsible unit, or asks the joint office. Already done when the case has left stage routing. */
export const newHandler = (store: CaseStore) => workflowStep(store, "routing", routeCase);

export const handler = newHandler(connectCaseStore());

import * as calls from "../../shared/api/calls/at-once.ts";
import { finishStep, planProject, signHandOver, startStep } from "../../shared/domain/commands/run-project.ts";
import { operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";

/** 马上就办: the calls of those who plan a project, own its steps and sign for them. */
export const projectOperations = (store: CaseStore) => [
  operation(
    calls.postProjectPlan,
    decideOn(store, (current, context, { body }) => planProject(current, body.steps, context)),
  ),
  operation(
    calls.postStepStart,
    decideOn(store, (current, context, { params, body }) => startStep(current, params.step, body, context)),
  ),
  operation(
    calls.postStepFinish,
    decideOn(store, (current, context, { params, body }) => finishStep(current, params.step, body, context)),
  ),
  operation(
    calls.postStepSignature,
    decideOn(store, (current, context, { params, body }) => signHandOver(current, params.step, body, context)),
  ),
];

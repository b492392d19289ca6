import { getEventTails } from "../../shared/api/calls/events.ts";
import * as matters from "../../shared/api/calls/matters.ts";
import * as calls from "../../shared/api/calls/supervision.ts";
import { changeSeverity, decideLowering } from "../../shared/domain/commands/change-severity.ts";
import { confirmTriage, correctTriage } from "../../shared/domain/commands/check-triage.ts";
import { decideReview } from "../../shared/domain/commands/decide-review.ts";
import { designateUnit } from "../../shared/domain/commands/designate-unit.ts";
import { reportUp } from "../../shared/domain/commands/report-up.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import { fromCursor, showWork } from "../../shared/lambda/show-work.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import type { Task } from "../../shared/table/work-items.ts";
import { staffQueue } from "../../shared/table/worklist.ts";
import { mergeByHand, splitByHand, unmerge } from "./merge-case.ts";
import { screenCase } from "./screen-case.ts";

/** What the centre's supervisors, its screening officers and the joint office decide, and the queues they work from. */
export const newHandler = (store: CaseStore) => {
  const queue =
    (task: Task) =>
    async ({ query }: { query: { limit: number; cursor?: string | undefined } }) =>
      showWork(await staffQueue(store.table, task, query.limit, fromCursor(query.cursor)));
  return apiHandler([
    operation(calls.getReviews, queue("review")),
    operation(
      calls.postReviewDecision,
      decideOn(store, (current, context, { body }) => decideReview(current, body, context)),
    ),
    operation(calls.getDispatches, queue("dispatch")),
    operation(
      calls.postDesignation,
      decideOn(store, (current, context, { body }) => designateUnit(current, body, context)),
    ),
    operation(calls.getTriageChecks, queue("triage-check")),
    operation(
      calls.postTriageConfirmation,
      decideOn(store, (current, context) => confirmTriage(current, context)),
    ),
    operation(
      calls.postTriageCorrection,
      decideOn(store, (current, context, { body }) => correctTriage(current, body, context)),
    ),
    operation(
      calls.postSeverity,
      decideOn(store, (current, context, { body }) => changeSeverity(current, body, context)),
    ),
    operation(calls.getLowerings, queue("lowering")),
    operation(
      calls.postLoweringDecision,
      decideOn(store, (current, context, { body }) => decideLowering(current, body, context)),
    ),
    operation(calls.getReportsUp, queue("report-up")),
    operation(
      calls.postReportUp,
      decideOn(store, (current, context, { body }) => reportUp(current, body, context)),
    ),
    operation(getEventTails, queue("tail")),
    operation(calls.getScreenings, queue("screening")),
    operation(calls.postScreeningDecision, (request) => screenCase(store, request)),
    operation(matters.postMerge, (request) => mergeByHand(store, request)),
    operation(matters.postUnmerge, (request) => unmerge(store, request)),
    operation(matters.postSplit, (request) => splitByHand(store, request)),
  ]);
};

export const handler = newHandler(connectCaseStore());

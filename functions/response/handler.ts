import * as calls from "../../shared/api/calls/response.ts";
import {
  decideDraft,
  decidePublication,
  recordPublication,
  submitDraft,
} from "../../shared/domain/response/publish-draft.ts";
import { settleResponse } from "../../shared/domain/response/settle-response.ts";
import { acknowledgeSignal, followSignals, reportRisk, sendSignal } from "../../shared/domain/response/tell-units.ts";
import { assignTask, completeTask, reportTask, takeTask } from "../../shared/domain/response/work-tasks.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { respondOn } from "../../shared/lambda/respond-on.ts";
import { fromCursor, showWork } from "../../shared/lambda/show-work.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import type { Task } from "../../shared/table/work-items.ts";
import { staffQueue } from "../../shared/table/worklist.ts";
import { readResponse } from "./read-response.ts";
import { rumourToPolice } from "./report-rumour.ts";

/** What is done in step about sensitive matters: by the units that have tasks or signals, the approvers, the joint office. */
export const newHandler = (store: CaseStore) => {
  const queue =
    (task: Task) =>
    async ({ query }: { query: { limit: number; cursor?: string | undefined } }) =>
      showWork(await staffQueue(store.table, task, query.limit, fromCursor(query.cursor)));
  return apiHandler([
    operation(calls.getResponse, (request) => readResponse(store, request)),
    operation(calls.getResponses, queue("response")),
    operation(calls.getApprovals, queue("approval")),
    operation(
      calls.postTaskAssignment,
      respondOn(store, (current, context, { params, body }) =>
        assignTask(current, { task: params.task, ...body }, context),
      ),
    ),
    operation(
      calls.postTaskTaking,
      respondOn(store, (current, context, { params }) => takeTask(current, params.task, context)),
    ),
    operation(
      calls.postTaskReport,
      respondOn(store, (current, context, { params, body }) =>
        reportTask(current, { task: params.task, ...body }, context),
      ),
    ),
    operation(
      calls.postTaskCompletion,
      respondOn(store, (current, context, { params, body }) =>
        completeTask(current, { task: params.task, ...body }, context),
      ),
    ),
    operation(
      calls.postRiskReport,
      respondOn(store, (current, context, { body }) => reportRisk(current, body, context)),
    ),
    operation(
      calls.postPublicationDecision,
      respondOn(store, (current, context, { body }) => decidePublication(current, body, context)),
    ),
    operation(
      calls.postDraft,
      respondOn(store, (current, context, { body }) => submitDraft(current, body.text, context)),
    ),
    operation(
      calls.postDraftDecision,
      respondOn(store, (current, context, { params, body }) =>
        decideDraft(current, { draft: params.draft, ...body }, context),
      ),
    ),
    operation(
      calls.postPublication,
      respondOn(store, (current, context, { params, body }) =>
        recordPublication(current, { draft: params.draft, ...body }, context),
      ),
    ),
    operation(
      calls.postSignal,
      respondOn(store, (current, context, { body }) => sendSignal(current, body, context)),
    ),
    operation(
      calls.postAcknowledgement,
      respondOn(store, (current, context) => acknowledgeSignal(current, context)),
    ),
    operation(
      calls.postFollowUp,
      respondOn(store, (current, context, { body }) => followSignals(current, body.text, context)),
    ),
    operation(calls.postRumour, (request) => rumourToPolice(store, request)),
    operation(
      calls.postSettlement,
      respondOn(store, (current, context, { body }) => settleResponse(current, body.text, context)),
    ),
  ]);
};

export const handler = newHandler(connectCaseStore());

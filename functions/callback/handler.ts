import * as calls from "../../shared/api/calls/callback.ts";
import { decideWithdrawal, recordAttempt, recordResult } from "../../shared/domain/commands/call-back.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import { fromCursor, showWork } from "../../shared/lambda/show-work.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { staffQueue } from "../../shared/table/worklist.ts";

/** What callback staff do: find whom to call, record attempts and answers. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(calls.getCallbacks, async ({ query: { task, limit, cursor } }) =>
      showWork(await staffQueue(store.table, task, limit, fromCursor(cursor))),
    ),
    operation(
      calls.postCallbackAttempt,
      decideOn(store, (current, context, { params, body }) => recordAttempt(current, params.round, body, context)),
    ),
    operation(
      calls.postCallbackResult,
      decideOn(store, (current, context, { params: { round }, body }) =>
        "withdrawal" in body
          ? decideWithdrawal(current, round, body.withdrawal, body.words, context)
          : recordResult(current, round, body, context),
      ),
    ),
  ]);

export const handler = newHandler(connectCaseStore());

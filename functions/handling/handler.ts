import * as calls from "../../shared/api/calls/handling.ts";
import { acceptAssignment } from "../../shared/domain/commands/accept-assignment.ts";
import { resolveAssignment } from "../../shared/domain/commands/resolve-assignment.ts";
import { returnAssignment } from "../../shared/domain/commands/return-assignment.ts";
import { tellPreliminaryResult } from "../../shared/domain/commands/tell-preliminary-result.ts";
import { giveFirstResponse, reportProgress } from "../../shared/domain/commands/work-assignment.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { projectOperations } from "./at-once.ts";
import { readWorklist } from "./read-worklist.ts";

/** What unit staff do with their own unit's assignments. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(calls.getWorklist, (request) => readWorklist(store, request)),
    operation(
      calls.postAcceptance,
      decideOn(store, (current, context) => acceptAssignment(current, context)),
    ),
    operation(
      calls.postReturn,
      decideOn(store, (current, context, { body }) => returnAssignment(current, body, context)),
    ),
    operation(
      calls.postFirstResponse,
      decideOn(store, (current, context, { body }) => giveFirstResponse(current, body, context)),
    ),
    operation(
      calls.postProgress,
      decideOn(store, (current, context, { body }) => reportProgress(current, body, context)),
    ),
    operation(
      calls.postPreliminaryResult,
      decideOn(store, (current, context, { body }) => tellPreliminaryResult(current, body, context)),
    ),
    operation(
      calls.postResolution,
      decideOn(store, (current, context, { body }) => resolveAssignment(current, body, context)),
    ),
    ...projectOperations(store),
  ]);

export const handler = newHandler(connectCaseStore());

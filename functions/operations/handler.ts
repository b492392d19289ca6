import { getStalled, postRedrive } from "../../shared/api/calls/operations.ts";
import { postResponseRedrive } from "../../shared/api/calls/response.ts";
import { redriveCase } from "../../shared/domain/commands/recover-case.ts";
import { redriveResponse } from "../../shared/domain/response/recover-response.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import { respondOn } from "../../shared/lambda/respond-on.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { listStalled } from "./list-stalled.ts";

/** What operators do: see what nobody drives, and have it driven again. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(getStalled, (request) => listStalled(store, request)),
    operation(
      postRedrive,
      decideOn(store, (current, context, { body }) => redriveCase(current, body.epoch, "by-hand", context)),
    ),
    operation(
      postResponseRedrive,
      respondOn(store, (current, context, { body }) => redriveResponse(current, body.epoch, "by-hand", context)),
    ),
  ]);

export const handler = newHandler(connectCaseStore());

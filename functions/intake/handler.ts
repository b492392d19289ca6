import { postReopening, postTicket, postWithdrawal } from "../../shared/api/calls/intake.ts";
import { postVisit } from "../../shared/api/calls/visits.ts";
import { reopenCase } from "../../shared/domain/commands/reopen-case.ts";
import { requestWithdrawal } from "../../shared/domain/commands/withdraw-case.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { decideOn } from "../../shared/lambda/decide-on.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { receiveVisit } from "./log-visit.ts";
import { receiveTicket } from "./receive-ticket.ts";

/** What partners do: send tickets, log visits, withdraw, reopen. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(postTicket, (request) => receiveTicket(store, request)),
    operation(postVisit, (request) => receiveVisit(store, request)),
    operation(
      postWithdrawal,
      decideOn(store, (current, context, { body }) => requestWithdrawal(current, body, context)),
    ),
    operation(
      postReopening,
      decideOn(store, (current, context, { body }) => reopenCase(current, body, context)),
    ),
  ]);

export const handler = newHandler(connectCaseStore());

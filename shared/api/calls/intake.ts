import * as z from "zod";
import { CaseView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId, Receipt, TicketBody } from "../ticket.ts";

export const CasePath = z.strictObject({ caseId: CaseId });
const Why = z.strictObject({ reason: z.string().trim().min(1).max(2000) });

export const postTicket = {
  operationId: "postTicket",
  method: "POST",
  path: "/v1/tickets",
  tag: "intake",
  summary: { en: "Send a ticket", zh: "提交工单" },
  description:
    "Answers 201 once the case is durably stored. The same externalRef, or the same Idempotency-Key with the same body, gives the same case and the same answer. The same externalRef with another body is kept as a supplement, which reopens a case that has been closed for no longer than its policy says.",
  scopes: ["tickets:write"],
  function: "intake",
  headers: z.object({ "Idempotency-Key": z.string().min(1).max(255).optional() }),
  body: TicketBody,
  example: {
    externalRef: "12345-2026-000001",
    channel: "hotline-12345",
    title: "海鲜市场缺斤短两",
    body: "今天上午在海鲜市场买虾，回家复称少了三两，摊主拒绝退款，请协调处理。",
    address: "港区码头路海鲜市场",
    requester: { name: "王女士", phone: "13800000001" },
  },
  success: { status: 201, description: "The case, durably stored", schema: Receipt },
  problems: ["idempotency-key-reused", "conflict"],
} as const satisfies Route;

export const postWithdrawal = {
  operationId: "postWithdrawal",
  method: "POST",
  path: "/v1/cases/{caseId}/withdrawal",
  tag: "intake",
  summary: { en: "The requester wants to withdraw", zh: "诉求人申请撤诉" },
  description:
    "Callback staff confirm it with the requester; until then the work and its clocks go on. A report stands.",
  scopes: ["tickets:write"],
  function: "intake",
  params: CasePath,
  body: Why,
  example: { reason: "商家已退款" },
  success: { status: 202, description: "Waiting to be confirmed", schema: CaseView },
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postReopening = {
  operationId: "postReopening",
  method: "POST",
  path: "/v1/cases/{caseId}/reopening",
  tag: "intake",
  summary: { en: "Reopen a closed case", zh: "重新办理" },
  scopes: ["tickets:write", "callbacks:work"],
  function: "intake",
  params: CasePath,
  body: Why,
  example: { reason: "问题又出现了" },
  success: { status: 200, description: "The case, open again", schema: CaseView },
  problems: ["not-found", "conflict"],
} as const satisfies Route;

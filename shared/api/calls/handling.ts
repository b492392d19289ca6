import * as z from "zod";
import { Id } from "../../directory/names.ts";
import { CaseView, WorkView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId, Moment } from "../ticket.ts";

const said = (most = 4000) => z.string().trim().min(1).max(most);

/** How a requester was told; by the desk on the spot, or by the contact point of an enterprise. */
const ToldHow = z.enum(["phone", "visit", "message", "platform", "letter", "on-site", "contact-point"]);

/** A page of a list: `limit` ≤ 100, `cursor` as the page before gave it. */
export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

const work = { method: "POST", tag: "work", scopes: ["cases:work"], function: "handling" } as const;
/** The only slot so far is the lead's. */
const params = z.strictObject({ caseId: CaseId, slot: z.enum(["lead"]) });
const changed = { status: 200, description: "The case after it", schema: CaseView } as const;

export const getWorklist = {
  ...work,
  operationId: "getWorklist",
  method: "GET",
  path: "/v1/units/{unit}/worklist",
  summary: { en: "A unit's open work by due time", zh: "承办单位待办" },
  params: z.strictObject({ unit: Id }),
  query: Page,
  success: { status: 200, description: "Open assignments, the earliest due first", schema: WorkView },
  problems: ["not-found"],
} as const satisfies Route;

export const postAcceptance = {
  ...work,
  operationId: "postAcceptance",
  path: "/v1/cases/{caseId}/assignments/{slot}/acceptance",
  summary: { en: "Accept the assignment", zh: "签收" },
  params,
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postReturn = {
  ...work,
  operationId: "postReturn",
  path: "/v1/cases/{caseId}/assignments/{slot}/return",
  summary: { en: "Give the assignment back with a reason", zh: "退单" },
  params,
  body: z.lazy(() => z.strictObject({ reason: Id, explanation: said(2000) })),
  example: { reason: "not-our-duty", explanation: "经核实该路段由市政部门管养" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postFirstResponse = {
  ...work,
  operationId: "postFirstResponse",
  path: "/v1/cases/{caseId}/assignments/{slot}/first-response",
  summary: { en: "Record that a person has spoken to the requester", zh: "首次响应" },
  params,
  body: z.lazy(() => z.strictObject({ how: ToldHow, summary: said() })),
  example: { how: "phone", summary: "已电话联系诉求人，约定明日上门核实" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postProgress = {
  ...work,
  operationId: "postProgress",
  path: "/v1/cases/{caseId}/assignments/{slot}/progress",
  summary: { en: "Report progress", zh: "办理进展" },
  params,
  body: z.lazy(() => z.strictObject({ note: said() })),
  example: { note: "已到现场复秤取证" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postPreliminaryResult = {
  ...work,
  operationId: "postPreliminaryResult",
  path: "/v1/cases/{caseId}/assignments/{slot}/preliminary-result",
  summary: { en: "Record that the enterprise was told the preliminary result", zh: "预办结果告知企业" },
  params,
  body: z.lazy(() => z.strictObject({ how: ToldHow, result: said(), words: said().optional() })),
  example: { how: "phone", result: "拟本周五前接通，费用按新标准执行", words: "企业表示同意" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postResolution = {
  ...work,
  operationId: "postResolution",
  path: "/v1/cases/{caseId}/assignments/{slot}/resolution",
  summary: { en: "Report the case resolved", zh: "办结" },
  params,
  body: z.lazy(() =>
    z.strictObject({
      result: z.enum(["solved", "partly-solved", "explained", "not-in-power"]),
      measures: said(),
      evidence: z.array(said(500)).max(50).default([]),
      replyText: said(),
      told: z.strictObject({
        by: said(100),
        how: ToldHow,
        at: Moment,
      }),
    }),
  ),
  example: {
    result: "solved",
    measures: "责令摊主退还差价并校秤",
    evidence: ["现场照片 3 张"],
    replyText: "您反映的问题已处理，摊主已退还差价。",
    told: { by: "港区市场所 王工", how: "phone", at: "2026-03-03T15:00:00+08:00" },
  },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

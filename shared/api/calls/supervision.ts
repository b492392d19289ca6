import * as z from "zod";
import { CategoryCode, Id, Kind, ReferTo, RegionCode, Severity, Track } from "../../directory/names.ts";
import { CaseView, WorkView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { Page } from "./handling.ts";
import { CasePath } from "./intake.ts";

const reasons = z.string().trim().min(1).max(4000);
const decide = { method: "POST", tag: "supervision", function: "supervision", params: CasePath } as const;
const changed = { status: 200, description: "The case after it", schema: CaseView } as const;
const queue = { status: 200, description: "What waits, the earliest due first", schema: WorkView } as const;

export const getReviews = {
  operationId: "getReviews",
  method: "GET",
  path: "/v1/reviews",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:supervise"],
  summary: { en: "Cases waiting for a review", zh: "待审核" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postReviewDecision = {
  ...decide,
  operationId: "postReviewDecision",
  path: "/v1/cases/{caseId}/review-decision",
  scopes: ["cases:supervise"],
  summary: { en: "Decide a review", zh: "审核" },
  body: z.lazy(() =>
    z.strictObject({
      decision: z.enum(["approve", "send-back", "rework-again", "close-with-explanation"]),
      reasons,
    }),
  ),
  example: { decision: "approve", reasons: "事实清楚，处置到位" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const getDispatches = {
  operationId: "getDispatches",
  method: "GET",
  path: "/v1/dispatches",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:coordinate"],
  summary: { en: "Cases waiting for the joint office", zh: "待指定办理" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postDesignation = {
  ...decide,
  operationId: "postDesignation",
  path: "/v1/cases/{caseId}/designation",
  scopes: ["cases:coordinate"],
  summary: { en: "The joint office chooses the unit", zh: "指定办理" },
  body: z.lazy(() => z.strictObject({ unit: Id, reason: reasons })),
  example: { unit: "city-management", reason: "占道经营由城管部门牵头" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const getTriageChecks = {
  operationId: "getTriageChecks",
  method: "GET",
  path: "/v1/triage-checks",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:triage"],
  summary: { en: "Cases that triage was unsure of", zh: "待研判复核" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postTriageConfirmation = {
  ...decide,
  operationId: "postTriageConfirmation",
  path: "/v1/cases/{caseId}/triage-confirmation",
  scopes: ["cases:triage"],
  summary: { en: "What triage found is right", zh: "确认研判" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postTriageCorrection = {
  ...decide,
  operationId: "postTriageCorrection",
  path: "/v1/cases/{caseId}/triage-correction",
  scopes: ["cases:triage"],
  summary: { en: "Correct what triage found", zh: "更正研判" },
  description:
    "What is left out stays. A case that no unit has accepted yet goes to the unit of the corrected category; the severity has a call of its own.",
  body: z.lazy(() =>
    z.strictObject({
      kind: Kind.optional(),
      category: CategoryCode.optional(),
      tracks: z.array(Track).max(4).optional(),
      highRisk: z.boolean().optional(),
      region: RegionCode.optional(),
      /** The event that it belongs to; with it the case is on the event track. */
      event: Id.optional(),
      reason: reasons,
    }),
  ),
  example: { category: "04.01.01", reason: "反映的是物业服务，不是价格" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postSeverity = {
  ...decide,
  operationId: "postSeverity",
  path: "/v1/cases/{caseId}/severity",
  scopes: ["cases:supervise", "cases:triage", "cases:coordinate", "cases:work", "callbacks:work"],
  summary: { en: "Raise the severity, or propose to lower it", zh: "调整等级" },
  description: "Raising counts at once. Lowering waits for a second person: see the case's `lowering`.",
  body: z.lazy(() => z.strictObject({ severity: Severity, reason: reasons })),
  example: { severity: "urgent", reason: "现场有人受伤" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const getLowerings = {
  operationId: "getLowerings",
  method: "GET",
  path: "/v1/severity-lowerings",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:supervise"],
  summary: { en: "Proposals to lower a severity", zh: "待审的降级申请" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postLoweringDecision = {
  ...decide,
  operationId: "postLoweringDecision",
  path: "/v1/cases/{caseId}/severity-lowering-decision",
  scopes: ["cases:supervise"],
  summary: { en: "A second person decides whether the severity is lowered", zh: "审批降级" },
  body: z.lazy(() => z.strictObject({ decision: z.enum(["approve", "refuse"]), reason: reasons })),
  example: { decision: "refuse", reason: "仍有人员受伤" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const getScreenings = {
  operationId: "getScreenings",
  method: "GET",
  path: "/v1/screenings",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:triage"],
  summary: { en: "Cases waiting for a screening decision", zh: "待甄别" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postScreeningDecision = {
  ...decide,
  operationId: "postScreeningDecision",
  path: "/v1/cases/{caseId}/screening-decision",
  scopes: ["cases:triage"],
  summary: { en: "Decide whether a listed requester's appeal is accepted", zh: "甄别决定" },
  description:
    "The screening officer's. A refusal tells the requester its reason and a remedy; a referral also where to turn to, and is called back. A violation lead in a refused claim opens a report case of its own. Whoever proposed the entry does not screen its requester.",
  body: z.lazy(() =>
    z.strictObject({
      decision: z.enum(["accepted", "not-accepted", "returned", "referred"]),
      reason: reasons,
      remedy: z.string().max(2000).optional(),
      referTo: ReferTo.optional(),
      violationLead: reasons.optional(),
    }),
  ),
  example: { decision: "accepted", reason: "诉求有具体事实" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const getReportsUp = {
  operationId: "getReportsUp",
  method: "GET",
  path: "/v1/reports-up",
  tag: "supervision",
  function: "supervision",
  scopes: ["cases:coordinate"],
  summary: { en: "Urgent and major cases without a unit that are to be reported up", zh: "待报送" },
  query: Page,
  success: queue,
  problems: [],
} as const satisfies Route;

export const postReportUp = {
  ...decide,
  operationId: "postReportUp",
  path: "/v1/cases/{caseId}/reports-up",
  scopes: ["cases:work", "cases:supervise", "cases:coordinate"],
  summary: { en: "Report an urgent or major case to the level above", zh: "突发事件信息报送" },
  body: z.lazy(() => z.strictObject({ to: z.string().trim().min(1).max(200), text: reasons })),
  example: { to: "市政府总值班室", text: "现场已控制，两人送医，无生命危险" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

import * as z from "zod";
import { Id } from "../../directory/names.ts";
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
  body: z.strictObject({
    decision: z.enum(["approve", "send-back", "rework-again", "close-with-explanation"]),
    reasons,
  }),
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
  body: z.strictObject({ unit: Id, reason: reasons }),
  example: { unit: "city-management", reason: "占道经营由城管部门牵头" },
  success: changed,
  problems: ["not-found", "conflict"],
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
  body: z.strictObject({
    decision: z.enum(["accepted", "not-accepted", "returned", "referred"]),
    reason: reasons,
    remedy: z.string().max(2000).optional(),
  }),
  example: { decision: "accepted", reason: "诉求有具体事实" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

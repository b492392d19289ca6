import * as z from "zod";
import { CaseView, DeadlinesView, TimelineView } from "../case-view.ts";
import { RoutingView, TriageView } from "../explanation-view.ts";
import type { Route } from "../route.ts";
import type { Scope } from "../scopes.ts";
import { CasePath } from "./intake.ts";

/** Everybody who has to do with cases may read one; whose case it is, the domain checks. */
export const readers: Scope[] = [
  "cases:read",
  "cases:work",
  "cases:supervise",
  "cases:triage",
  "cases:coordinate",
  "callbacks:work",
  "audit:read",
  "operations",
];

const read = { tag: "cases", scopes: readers, function: "cases" } as const;

export const getCase = {
  ...read,
  operationId: "getCase",
  method: "GET",
  path: "/v1/cases/{caseId}",
  summary: { en: "A case", zh: "诉求件" },
  params: CasePath,
  success: { status: 200, description: "The case as this actor may see it", schema: CaseView },
  problems: ["not-found"],
} as const satisfies Route;

export const findCases = {
  ...read,
  operationId: "findCases",
  method: "GET",
  path: "/v1/cases",
  summary: { en: "Find a case by the partner's own reference", zh: "按合作方编号查询" },
  scopes: ["cases:read"],
  query: z.strictObject({ externalRef: z.string().min(1).max(64) }),
  success: {
    status: 200,
    description: "The case with that reference, or none; after it those that its ticket is worked in besides",
    schema: z.strictObject({ items: z.array(CaseView) }),
  },
  problems: [],
} as const satisfies Route;

export const getTimeline = {
  ...read,
  operationId: "getTimeline",
  method: "GET",
  path: "/v1/cases/{caseId}/timeline",
  summary: { en: "The case's history, event by event", zh: "办理过程" },
  description: "In order. A long history comes in pages: `next` is the `after` of the page that follows.",
  params: CasePath,
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(200),
  }),
  success: { status: 200, description: "Every event, in order, with its hash", schema: TimelineView },
  problems: ["not-found"],
} as const satisfies Route;

export const getDeadlines = {
  ...read,
  operationId: "getDeadlines",
  method: "GET",
  path: "/v1/cases/{caseId}/deadlines",
  summary: { en: "Why each deadline is when it is", zh: "时限说明" },
  params: CasePath,
  success: {
    status: 200,
    description: "Every clock of the case with all terms of its deadline",
    schema: DeadlinesView,
  },
  problems: ["not-found"],
} as const satisfies Route;

/** Those who must be able to check a decision: the centre's staff and auditors. */
const checkers: Scope[] = ["cases:supervise", "cases:triage", "cases:coordinate", "audit:read"];

export const getTriage = {
  ...read,
  operationId: "getTriage",
  method: "GET",
  path: "/v1/cases/{caseId}/triage",
  scopes: checkers,
  summary: { en: "Why the case is what it is taken for", zh: "研判依据" },
  params: CasePath,
  success: { status: 200, description: "Evidence, candidates and corrections, in words", schema: TriageView },
  problems: ["not-found"],
} as const satisfies Route;

export const getRouting = {
  ...read,
  operationId: "getRouting",
  method: "GET",
  path: "/v1/cases/{caseId}/routing",
  scopes: [...checkers, "cases:work"],
  summary: { en: "Why this unit", zh: "分派依据" },
  params: CasePath,
  success: { status: 200, description: "Each dispatch with its row and the rows that lost", schema: RoutingView },
  problems: ["not-found"],
} as const satisfies Route;

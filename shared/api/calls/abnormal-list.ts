import * as z from "zod";
import { EntryPageView, EntryView, ListingNotice } from "../entry-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { Page } from "./handling.ts";
import { CasePath } from "./intake.ts";

const words = z.string().trim().min(1).max(4000);
const EntryPath = z.strictObject({ entryId: CaseId });
const act = { method: "POST", tag: "abnormal-list", function: "listing" } as const;
const read = { method: "GET", tag: "abnormal-list", function: "listing" } as const;
const changed = { status: 200, description: "The entry after it", schema: EntryView } as const;
const readers = ["cases:triage", "cases:supervise", "cases:coordinate", "audit:read"] as const;

export const postListingProposal = {
  ...act,
  operationId: "postListingProposal",
  path: "/v1/cases/{caseId}/abnormal-listing",
  scopes: ["cases:triage"],
  summary: { en: "Propose that a case's requester is listed", zh: "提出列入异常名录" },
  description:
    "Nobody is listed by it: a supervisor decides, and silence refuses. The further cases must be of the same requester.",
  params: CasePath,
  body: z.lazy(() =>
    z.strictObject({
      evidence: words,
      cases: z.array(CaseId).max(19).default([]),
      months: z.int().min(1).max(12),
    }),
  ),
  example: { evidence: "三十天内以同一话术投诉四十家商户，均索要赔偿", cases: [], months: 6 },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const getListingOfCase = {
  ...read,
  operationId: "getListingOfCase",
  path: "/v1/cases/{caseId}/abnormal-listing",
  scopes: ["cases:read", "callbacks:work", ...readers],
  summary: { en: "What a case's requester is told of being listed", zh: "异常名录告知" },
  description: "Whether the requester is listed now, why, until when, and how they appeal against it.",
  params: CasePath,
  success: { status: 200, description: "The notice", schema: ListingNotice },
  problems: ["not-found"],
} as const satisfies Route;

export const postListingAppeal = {
  ...act,
  operationId: "postListingAppeal",
  path: "/v1/cases/{caseId}/abnormal-listing/appeal",
  scopes: ["tickets:write", "callbacks:work"],
  summary: { en: "The requester appeals against being listed", zh: "对列入异常名录提出申诉" },
  description:
    "Somebody who neither proposed nor decided the listing decides on it; nobody does so in time: it is lifted.",
  params: CasePath,
  body: z.lazy(() => z.strictObject({ words })),
  example: { words: "我的每一次投诉都有购物小票，并非恶意" },
  success: { status: 200, description: "The notice after it", schema: ListingNotice },
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const getAbnormalList = {
  ...read,
  operationId: "getAbnormalList",
  path: "/v1/abnormal-list",
  scopes: readers,
  summary: { en: "Proposals, listed requesters, or appeals, by due time", zh: "异常名录" },
  description: "`due` is when silence refuses a proposal, lifts what was appealed against, or the entry ends.",
  query: z.strictObject({ ...Page.shape, stage: z.enum(["proposed", "listed", "appealed"]).default("proposed") }),
  success: { status: 200, description: "Entries, the earliest due first", schema: EntryPageView },
  problems: [],
} as const satisfies Route;

export const getEntry = {
  ...read,
  operationId: "getEntry",
  path: "/v1/abnormal-list/{entryId}",
  scopes: readers,
  summary: { en: "An entry with its history", zh: "异常名录条目" },
  params: EntryPath,
  success: { status: 200, description: "The entry", schema: EntryView },
  problems: ["not-found"],
} as const satisfies Route;

export const postListingDecision = {
  ...act,
  operationId: "postListingDecision",
  path: "/v1/abnormal-list/{entryId}/decision",
  scopes: ["cases:supervise"],
  summary: { en: "A second person decides on a proposal", zh: "审批列入" },
  params: EntryPath,
  body: z.lazy(() => z.strictObject({ decision: z.enum(["list", "refuse"]), reason: words })),
  example: { decision: "list", reason: "事由、话术、索赔金额均一致，证据充分" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postListingAppealDecision = {
  ...act,
  operationId: "postListingAppealDecision",
  path: "/v1/abnormal-list/{entryId}/appeal-decision",
  scopes: ["cases:supervise", "cases:coordinate"],
  summary: { en: "A third person decides on an appeal", zh: "申诉决定" },
  params: EntryPath,
  body: z.lazy(() => z.strictObject({ decision: z.enum(["uphold", "lift"]), reason: words })),
  example: { decision: "lift", reason: "申诉属实，予以移出" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postListingLifting = {
  ...act,
  operationId: "postListingLifting",
  path: "/v1/abnormal-list/{entryId}/lifting",
  scopes: ["cases:supervise", "cases:coordinate"],
  summary: { en: "Lift an entry before its time", zh: "提前移出异常名录" },
  params: EntryPath,
  body: z.lazy(() => z.strictObject({ reason: words })),
  example: { reason: "三个月内未再出现同类情形" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

import * as z from "zod";
import { CaseView } from "../case-view.ts";
import { LinksView } from "../links-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { CasePath } from "./intake.ts";

const reason = z.string().trim().min(1).max(4000);
const decide = { method: "POST", tag: "supervision", function: "supervision", params: CasePath } as const;
const changed = { status: 200, description: "The case after it", schema: CaseView } as const;

export const getLinks = {
  operationId: "getLinks",
  method: "GET",
  path: "/v1/cases/{caseId}/links",
  tag: "cases",
  function: "cases",
  scopes: ["cases:supervise", "cases:triage", "cases:coordinate", "audit:read"],
  summary: { en: "Cases on the same matter, and how far they are", zh: "同一事项的诉求件" },
  description: "At most a hundred cases of the group, the latest first.",
  params: CasePath,
  success: { status: 200, description: "Group, merged and split cases, with the scores", schema: LinksView },
  problems: ["not-found"],
} as const satisfies Route;

export const postMerge = {
  ...decide,
  operationId: "postMerge",
  path: "/v1/cases/{caseId}/merge",
  scopes: ["cases:supervise"],
  summary: { en: "Merge the case into another one", zh: "并件" },
  description:
    "Its tickets are worked there from now on, under the earliest receipt and the highest severity of both. The other case must not be resolved yet; a report is never merged with anything else.",
  body: z.lazy(() => z.strictObject({ into: CaseId, reason })),
  example: { into: "01K6ARZ3NDEKTSV4RRFFQ69G5F", reason: "同一诉求人就同一停水问题再次来电" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postUnmerge = {
  ...decide,
  operationId: "postUnmerge",
  path: "/v1/cases/{caseId}/unmerge",
  scopes: ["cases:supervise"],
  summary: { en: "Undo the merge of this case", zh: "撤销并件" },
  description: "It goes its own way again, from routing on; its clocks count from its own receipt.",
  body: z.lazy(() => z.strictObject({ reason })),
  example: { reason: "经核实为两户不同的漏水" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postSplit = {
  ...decide,
  operationId: "postSplit",
  path: "/v1/cases/{caseId}/split",
  scopes: ["cases:triage"],
  summary: { en: "Open a case of its own for the other matter", zh: "拆件" },
  description:
    "For a ticket that holds a complaint and a report. The new case has the same tickets and the same receipt.",
  body: z.lazy(() => z.strictObject({ kind: z.enum(["complaint", "report"]), reason })),
  example: { kind: "report", reason: "来电同时举报无证经营" },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

import * as z from "zod";
import { CaseView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { CasePath } from "./intake.ts";

const operate = { tag: "operations", scopes: ["operations"], function: "operations" } as const;

export const getStalled = {
  ...operate,
  operationId: "getStalled",
  method: "GET",
  path: "/v1/operations/stalled",
  summary: { en: "Cases that no workflow drives, and why", zh: "停滞的诉求件" },
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  success: {
    status: 200,
    description: "Stalled cases",
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          caseId: CaseId,
          /** It is not the case itself that has stalled, but the response to it. */
          dossier: z.enum(["sensitive-response"]).optional(),
          ...{ stage: z.string(), epoch: z.int(), at: z.iso.datetime(), cause: z.string() },
        }),
      ),
      /** Whether there are more than shown. */
      more: z.boolean(),
    }),
  },
  problems: [],
} as const satisfies Route;

export const postRedrive = {
  ...operate,
  operationId: "postRedrive",
  method: "POST",
  path: "/v1/operations/cases/{caseId}/redrive",
  summary: { en: "Have the case driven by a new execution", zh: "重新驱动" },
  description: "`epoch` is the one you saw: redriving the same epoch twice is refused, so twice is once.",
  params: CasePath,
  body: z.lazy(() => z.strictObject({ epoch: z.int().min(1) })),
  example: { epoch: 1 },
  success: { status: 200, description: "The case under its new epoch", schema: CaseView },
  problems: ["not-found", "conflict"],
} as const satisfies Route;

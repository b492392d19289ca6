import * as z from "zod";
import { CategoryCode, Id, Kind, RegionCode } from "../../directory/names.ts";
import { stages } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId, Requester, readable } from "../ticket.ts";

const At = z.iso.datetime();
const need = {
  title: readable(200),
  body: readable(20_000),
  kind: Kind.optional(),
  category: CategoryCode.optional(),
  region: RegionCode.optional(),
  address: readable(300).optional(),
};

/** What became of a visit's needs. */
const VisitView = z
  .lazy(() =>
    z.strictObject({
      visitId: z.string(),
      contactPoint: z.string(),
      date: z.iso.date(),
      loggedAt: At,
      /** For the contact point that logged it. */
      enterprise: z.string().optional(),
      needs: z.array(
        z.strictObject({
          caseId: CaseId,
          /** For the contact point: the reference under which the case is found. */
          externalRef: z.string().optional(),
          stage: z.enum(stages),
          kind: Kind,
          category: z.string(),
          unit: z.string().optional(),
          /** When it must be resolved, while it is worked. */
          dueAt: At.optional(),
          overdue: z.boolean(),
          preliminaryToldAt: At.optional(),
          resolvedAt: At.optional(),
          outcome: z.string().optional(),
          closedAt: At.optional(),
          /** The case in which it is worked, where it was the same matter. */
          mergedInto: CaseId.optional(),
        }),
      ),
    }),
  )
  .meta({ id: "Visit" });

export const postVisit = {
  operationId: "postVisit",
  method: "POST",
  path: "/v1/visits",
  tag: "visits",
  summary: { en: "Log a visit to an enterprise: each need becomes a case", zh: "企业走访登记" },
  description:
    "All needs become cases in one go, or none does. The same visitRef with the same body gives the same answer; with another body it is refused: log another visit.",
  scopes: ["tickets:write"],
  function: "intake",
  body: z.lazy(() =>
    z.strictObject({
      /** The contact point's own number of the visit. Needs are found under it: `<visitRef>.1` and so on. */
      visitRef: z.string().regex(/^[\w.-]{1,60}$/, "letters, digits and . _ - only, 60 at most"),
      contactPoint: Id,
      enterprise: readable(200),
      contact: Requester.pick({ name: true, phone: true }).optional(),
      date: z.iso.date(),
      note: z.string().max(4000).optional(),
      // All of them are one transaction, which holds a hundred items.
      needs: z.array(z.strictObject(need)).min(1).max(15),
    }),
  ),
  example: {
    visitRef: "port-2026-0312-01",
    contactPoint: "contact-point-port",
    enterprise: "望澜海产冷链有限公司",
    contact: { name: "赵经理", phone: "13800000021" },
    date: "2026-03-12",
    needs: [
      { title: "冷库用电增容", body: "冷库扩建后用电容量不足，希望尽快办理增容。", kind: "help" },
      { title: "建议简化检疫手续", body: "建议出口检疫改为线上预约。", kind: "suggestion" },
    ],
  },
  success: { status: 201, description: "The visit, with the case of each need", schema: VisitView },
  problems: ["conflict"],
} as const satisfies Route;

export const getVisit = {
  operationId: "getVisit",
  method: "GET",
  path: "/v1/visits/{visitId}",
  tag: "visits",
  summary: { en: "What became of each need of a visit", zh: "走访诉求办理情况" },
  scopes: ["cases:read", "cases:supervise", "cases:triage", "cases:coordinate", "audit:read"],
  function: "cases",
  params: z.strictObject({ visitId: z.string().regex(/^[0-9a-f]{32}$/, "as the log gave it") }),
  success: { status: 200, description: "The visit and its needs", schema: VisitView },
  problems: ["not-found"],
} as const satisfies Route;

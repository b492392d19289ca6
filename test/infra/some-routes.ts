import * as z from "zod";
import type { Route } from "../../shared/api/route.ts";

const CaseView = z
  .strictObject({ caseId: z.string(), severity: z.enum(["general", "urgent"]), dueAt: z.iso.datetime().nullable() })
  .meta({ id: "Case" });

/** A route of each kind: open, with parameters, with a body, without an answer. */
export const someRoutes: Route[] = [
  {
    operationId: "document",
    method: "GET",
    path: "/openapi.json",
    tag: "reference",
    summary: { en: "This document", zh: "本文档" },
    scopes: undefined,
    function: "reference",
    success: { status: 200, description: "A page", contentType: "text/html; charset=utf-8" },
    problems: [],
  },
  {
    operationId: "readCase",
    method: "GET",
    path: "/v1/cases/{caseId}",
    tag: "cases",
    summary: { en: "Read a case", zh: "查询诉求件" },
    scopes: ["cases:read", "cases:work"],
    function: "cases",
    params: z.strictObject({ caseId: z.string().max(40).describe("The case's id") }),
    query: z.strictObject({ limit: z.coerce.number().int().max(100).default(20), unit: z.string() }),
    success: { status: 200, description: "The case", schema: CaseView },
    problems: ["not-found"],
  },
  {
    operationId: "createTicket",
    method: "POST",
    path: "/v1/tickets",
    tag: "intake",
    summary: { en: "Send a ticket", zh: "提交工单" },
    scopes: ["tickets:write"],
    function: "intake",
    headers: z.object({ "idempotency-key": z.string().max(200).optional() }),
    body: z.strictObject({
      title: z.string().max(200),
      happenedAt: z.iso.datetime({ offset: true }).optional(),
      persons: z.int().gt(0).nullable().optional(),
      place: z.discriminatedUnion("by", [
        z.strictObject({ by: z.literal("address"), address: z.string() }),
        z.strictObject({ by: z.literal("position"), lat: z.number(), long: z.number() }),
      ]),
      // A member that is named like a keyword of the schema language.
      pattern: z
        .string()
        .regex(/^[a-z]+$/)
        .default("none"),
    }),
    example: { title: "噪声扰民", place: { by: "address", address: "海滨路 1 号" } },
    success: {
      status: 201,
      description: "The case",
      schema: z.strictObject({ case: CaseView, links: z.array(CaseView) }),
    },
    problems: ["conflict", "idempotency-key-reused"],
  },
  {
    operationId: "withdrawCase",
    method: "POST",
    path: "/v1/cases/{caseId}/withdrawal",
    tag: "intake",
    summary: { en: "Withdraw", zh: "撤回" },
    scopes: ["tickets:write"],
    function: "intake",
    params: z.strictObject({ caseId: z.string() }),
    success: { status: 204, description: "Done" },
    problems: [],
  },
];

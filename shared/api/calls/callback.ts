import * as z from "zod";
import { CaseView, WorkView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { Page } from "./handling.ts";

const words = z.string().trim().max(4000).default("");
const Level = z.int().min(1).max(5);
const call = { method: "POST", tag: "callback", scopes: ["callbacks:work"], function: "callback" } as const;
const params = z.strictObject({ caseId: CaseId, round: z.coerce.number().int().min(1).max(1000) });
const changed = { status: 200, description: "The case after it", schema: CaseView } as const;

export const getCallbacks = {
  ...call,
  operationId: "getCallbacks",
  method: "GET",
  path: "/v1/callbacks",
  summary: { en: "Requesters to call back, the earliest due first", zh: "待回访" },
  query: z.strictObject({ ...Page.shape, task: z.enum(["callback", "withdrawal"]).default("callback") }),
  success: { status: 200, description: "Callbacks, or withdrawals to confirm", schema: WorkView },
  problems: [],
} as const satisfies Route;

export const postCallbackAttempt = {
  ...call,
  operationId: "postCallbackAttempt",
  path: "/v1/cases/{caseId}/callbacks/{round}/attempts",
  summary: { en: "An attempt that brought no answer", zh: "回访未果" },
  params,
  body: z.lazy(() =>
    z.strictObject({
      outcome: z.enum(["no-answer", "busy", "wrong-number", "call-later"]),
      note: z.string().max(2000).optional(),
    }),
  ),
  example: { outcome: "no-answer" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

/** What the requester answered: how the handling went, or whether the appeal is withdrawn. */
const Answer = z.union([
  z.strictObject({
    resolved: z.enum(["yes", "partly", "no"]),
    satisfiedWithHandling: Level,
    satisfiedWithResult: Level,
    words,
  }),
  z.strictObject({ withdrawal: z.enum(["confirmed", "denied"]), words }),
]);

export const postCallbackResult = {
  ...call,
  operationId: "postCallbackResult",
  path: "/v1/cases/{caseId}/callbacks/{round}/result",
  scopes: ["callbacks:work", "tickets:write"],
  summary: { en: "What the requester answered", zh: "回访结果" },
  description:
    "By callback staff; for a case of an event by its desk as well, on the spot. Never by the handling unit.",
  params,
  body: Answer,
  example: { resolved: "yes", satisfiedWithHandling: 5, satisfiedWithResult: 4, words: "处理很快" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

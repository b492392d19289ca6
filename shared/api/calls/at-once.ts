import * as z from "zod";
import { Id } from "../../directory/names.ts";
import { CaseView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { CasePath } from "./intake.ts";

const said = (most: number) => z.string().trim().min(1).max(most);
const Person = said(100);
/** What a step may take: clock time or working time. */
const StepLimit = z.union([
  z.strictObject({ hours: z.int().min(1).max(720) }),
  z.strictObject({ workingHours: z.int().min(1).max(400) }),
  z.strictObject({ workingDays: z.int().min(1).max(60) }),
]);
const project = { method: "POST", tag: "at-once", function: "handling" } as const;
const params = z.strictObject({ caseId: CaseId, step: z.coerce.number().int().min(1).max(12) });
const changed = { status: 200, description: "The case after it", schema: CaseView } as const;

export const postProjectPlan = {
  ...project,
  operationId: "postProjectPlan",
  path: "/v1/cases/{caseId}/at-once/plan",
  scopes: ["cases:work", "cases:supervise", "cases:coordinate"],
  summary: { en: "Plan an at-once project for an enterprise's key matter", zh: "马上就办：制定步骤" },
  description:
    "Steps are done in their order, each by its owner and within its limit. The first needs an owner at once, a later one before its turn. The lead cannot resolve the case while a step is open.",
  params: CasePath,
  body: z.lazy(() =>
    z.strictObject({
      steps: z
        .array(z.strictObject({ title: said(200), unit: Id.optional(), person: Person.optional(), limit: StepLimit }))
        .min(1)
        .max(12),
    }),
  ),
  example: {
    steps: [
      { title: "现场核查接电条件", unit: "station-gangqian", person: "王工", limit: { workingHours: 8 } },
      { title: "外线施工", unit: "power-company", limit: { workingDays: 3 } },
    ],
  },
  success: changed,
  problems: ["not-found", "conflict"],
} as const satisfies Route;

export const postStepStart = {
  ...project,
  operationId: "postStepStart",
  path: "/v1/cases/{caseId}/at-once/steps/{step}/start",
  scopes: ["cases:work", "cases:coordinate"],
  summary: { en: "A person of the owner begins the step", zh: "马上就办：开始一步" },
  params,
  body: z.lazy(() => z.strictObject({ person: Person, note: said(4000).optional() })),
  example: { person: "王工" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postStepFinish = {
  ...project,
  operationId: "postStepFinish",
  path: "/v1/cases/{caseId}/at-once/steps/{step}/finish",
  scopes: ["cases:work", "cases:coordinate"],
  summary: { en: "The owner has done the step", zh: "马上就办：完成一步" },
  params,
  body: z.lazy(() => z.strictObject({ note: said(4000) })),
  example: { note: "已完成现场核查，具备接电条件" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

export const postStepSignature = {
  ...project,
  operationId: "postStepSignature",
  path: "/v1/cases/{caseId}/at-once/steps/{step}/signature",
  scopes: ["cases:work", "cases:coordinate"],
  summary: { en: "The supervising unit signs for a step, or sends it back", zh: "马上就办：督办单位签字衔接" },
  description: "Signing hands the project to the owner of the next step: name one in `next` where the plan does not.",
  params,
  body: z.lazy(() =>
    z.strictObject({
      decision: z.enum(["sign", "send-back"]),
      next: z.strictObject({ unit: Id, person: Person.optional() }).optional(),
      note: said(4000),
    }),
  ),
  example: { decision: "sign", note: "核对无误，转下一步" },
  success: changed,
  problems: ["not-found", "conflict", "forbidden"],
} as const satisfies Route;

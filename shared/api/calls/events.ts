import * as z from "zod";
import { Id, Level, Severity, timelinessMarks } from "../../directory/names.ts";
import { WorkView } from "../case-view.ts";
import type { Route } from "../route.ts";
import { CaseId } from "../ticket.ts";
import { readers } from "./cases.ts";
import { Page } from "./handling.ts";
import { CasePath } from "./intake.ts";

const At = z.iso.datetime();
const Words = z.strictObject({ en: z.string(), zh: z.string() });

const TimelinessView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      event: z.string().optional(),
      marks: z.array(
        z.strictObject({
          mark: z.enum(timelinessMarks),
          budget: z.record(z.string(), z.union([z.number(), z.string()])),
          startAt: At.optional(),
          dueAt: At.optional(),
          /** When it was reached. */
          at: At.optional(),
          /** Absent while there still is time. */
          kept: z.boolean().optional(),
        }),
      ),
    }),
  )
  .meta({ id: "Timeliness" });

const CloseOutView = z
  .lazy(() =>
    z.strictObject({
      event: z.string(),
      date: z.iso.date(),
      cutOffAt: At,
      takenAt: At,
      /** The event's last day, or one after it: what is open lies with the joint office. */
      last: z.boolean(),
      /** False while the list is still being taken. */
      done: z.boolean(),
      open: z.int(),
      cases: z.array(
        z.strictObject({
          caseId: CaseId,
          stage: z.string(),
          severity: Severity,
          unit: z.string().optional(),
          answerable: z.string().optional(),
          level: Level,
          dueAt: At.optional(),
          overdue: z.boolean(),
          why: Words,
        }),
      ),
      /** There are more: ask with `page` set to this. */
      next: z.int().optional(),
    }),
  )
  .meta({ id: "CloseOut" });

export const getTimeliness = {
  operationId: "getTimeliness",
  method: "GET",
  path: "/v1/cases/{caseId}/timeliness",
  tag: "events",
  scopes: readers,
  function: "cases",
  summary: { en: "The five marks of timeliness of an event's case", zh: "五及时" },
  params: CasePath,
  success: { status: 200, description: "Each mark with its limit, told from the history", schema: TimelinessView },
  problems: ["not-found"],
} as const satisfies Route;

export const getCloseOut = {
  operationId: "getCloseOut",
  method: "GET",
  path: "/v1/events/{event}/close-outs/{date}",
  tag: "events",
  scopes: ["cases:supervise", "cases:triage", "cases:coordinate", "audit:read"],
  function: "cases",
  summary: { en: "What was open at the close-out of a day of an event", zh: "日结日清" },
  params: z.strictObject({ event: Id, date: z.iso.date() }),
  query: z.strictObject({ page: z.coerce.number().int().min(1).max(1000).default(1) }),
  success: { status: 200, description: "The open cases, with whom they lie and why", schema: CloseOutView },
  problems: ["not-found"],
} as const satisfies Route;

export const getEventTails = {
  operationId: "getEventTails",
  method: "GET",
  path: "/v1/event-tails",
  tag: "events",
  scopes: ["cases:coordinate"],
  function: "supervision",
  summary: { en: "Cases that events have left open, with the joint office now", zh: "活动尾巴件" },
  query: Page,
  success: { status: 200, description: "What is open, the earliest due first", schema: WorkView },
  problems: [],
} as const satisfies Route;

import * as z from "zod";
import { Kind, Level, Severity } from "../directory/names.ts";
import { ResponseClockName, ResponseTaskName } from "../directory/response-names.ts";
import { CaseId } from "./ticket.ts";

const At = z.iso.datetime();

/** A sensitive response as the API shows it; a unit that is only told of the matter sees no more than its signal. */
export const ResponseView = z
  .lazy(() =>
    z.strictObject({
      caseId: CaseId,
      version: z.int(),
      epoch: z.int(),
      stage: z.enum(["working", "settling", "settled"]),
      kind: Kind,
      severity: Severity,
      category: z.string(),
      openedAt: At,
      nextDueAt: At.optional(),
      settledAt: At.optional(),
      tasks: z.array(
        z.strictObject({
          task: ResponseTaskName,
          unit: z.string(),
          follows: z.boolean(),
          person: z.string().optional(),
          reports: z.int(),
          doneAt: At.optional(),
        }),
      ),
      signals: z.array(
        z.strictObject({
          unit: z.string(),
          because: z.enum(["duty", "handling", "joint-office"]),
          sentAt: At,
          acknowledgedAt: At.optional(),
        }),
      ),
      riskReports: z.int(),
      followUps: z.int(),
      publication: z.enum(["publish", "withhold"]).optional(),
      draft: z
        .strictObject({
          draft: z.int(),
          unit: z.string(),
          state: z.enum(["in-approval", "approved", "refused", "published"]),
          level: Level.optional(),
          approvals: z.int(),
        })
        .optional(),
      rumours: z.array(z.strictObject({ number: z.int(), policeCase: CaseId })),
      clocks: z.array(
        z.strictObject({
          clock: ResponseClockName,
          of: z.string().optional(),
          startAt: At,
          dueAt: At,
          /** Silence has been told to the joint office. */
          escalated: z.boolean(),
        }),
      ),
      stalled: z.strictObject({ at: At, cause: z.string() }).optional(),
      /** What has happened, with what was said at it where the actor may read that. */
      events: z
        .array(
          z.strictObject({
            seq: z.int(),
            at: At,
            type: z.string(),
            actor: z.strictObject({ kind: z.string(), id: z.string() }),
            data: z.unknown(),
            said: z.record(z.string(), z.unknown()).optional(),
            hash: z.string(),
          }),
        )
        .optional(),
    }),
  )
  .meta({ id: "SensitiveResponse" });
export type ResponseView = z.infer<typeof ResponseView>;

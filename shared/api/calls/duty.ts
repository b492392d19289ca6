import * as z from "zod";
import { Id, Name } from "../../directory/names.ts";
import type { Route } from "../route.ts";
import type { Scope } from "../scopes.ts";
import { Moment } from "../ticket.ts";

/** Unit staff and everybody at the hotline centre may have to reach somebody at night. */
const whoMayCall: Scope[] = [
  "cases:work",
  "cases:supervise",
  "cases:triage",
  "cases:coordinate",
  "callbacks:work",
  "audit:read",
  "directory:write",
  "operations",
];

const Reached = z.array(z.strictObject({ name: z.string(), phone: z.string() }));

export const getDuty = {
  operationId: "getDuty",
  method: "GET",
  path: "/v1/units/{unit}/duty",
  tag: "directory",
  scopes: whoMayCall,
  function: "cases",
  summary: { en: "Who is on duty for a unit", zh: "值班查询" },
  params: z.strictObject({ unit: Id }),
  query: z.strictObject({
    /** Left out: now. */
    at: Moment.optional(),
  }),
  success: {
    status: 200,
    description: "Its officers on duty; where there are none, whoever above it answers instead",
    schema: z
      .strictObject({
        unit: Id,
        name: Name,
        at: z.iso.datetime(),
        officers: Reached,
        /** The shifts that somebody of the unit must take then. */
        duties: z.array(
          z.strictObject({
            date: z.iso.date(),
            rule: Id,
            shift: Id,
            from: z.iso.datetime(),
            to: z.iso.datetime(),
          }),
        ),
        /** Who answers for the unit: itself, or the nearest unit above with somebody on duty. */
        answering: z.strictObject({ unit: Id, officers: Reached }),
        /** Where the unit is reached in its working hours. */
        contacts: z.array(z.strictObject({ name: Name, phone: z.string() })),
        /** Whether it is at work then, by its own hours; absent in a year without a published calendar. */
        atWork: z.boolean().optional(),
      })
      .meta({ id: "Duty" }),
  },
  problems: ["not-found"],
} as const satisfies Route;

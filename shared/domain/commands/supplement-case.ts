import type { Context, Decision, WrittenCase } from "../decision.ts";
import { decide } from "../decision.ts";
import type { Ticket } from "./open-case.ts";

/** Adds what the same platform sends again under the same reference: kept beside the first ticket, the work goes on. */
export function supplementCase(subject: WrittenCase, ticketId: string, ticket: Ticket, context: Context): Decision {
  return decide(subject, context, ({ emit }) => emit("SupplementAdded", { ticketId }, { said: { ...ticket } }));
}

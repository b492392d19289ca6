import { type Callers, createCallers } from "../callers.ts";
import type { Cloud } from "../cloud.ts";
import { type CaseWalk, openWalk, plainTicketOf, says } from "./case-walk.ts";
import { type MeasuredCase, measureCase } from "./measured-case.ts";

/** What a plain case uses, and the cases that were run for it; the first only warms up the functions. */
export interface PlainCase extends MeasuredCase {
  caseIds: string[];
}

/**
 * Runs a plain case: ticket, acceptance, first response, resolution, a satisfied callback, five calls. The clock must be
 * manual and show an hour in which people are called. Throws an Error when the case does not go the plain way.
 */
export async function measurePlainCase(cloud: Cloud): Promise<PlainCase> {
  const callers = createCallers(cloud);
  try {
    const warmUp = await takePlainCase(cloud, callers, "plain-1");
    await cloud.clock.advanceTo(cloud.clock.now() + untilForgotten);
    const measured = await measureCase(cloud, callers, () => takePlainCase(cloud, callers, "plain-2"));
    return { ...measured, caseIds: [warmUp.caseId, measured.caseId] };
  } finally {
    callers.close();
  }
}

/** The gateway knows a token for five minutes: whoever calls later is looked at again. */
const untilForgotten = 6 * 60_000;

/** Takes a case the plain way to its end, so slowly that every call meets a gateway that does not know its token. */
export async function takePlainCase(cloud: Cloud, callers: Callers, externalRef: string): Promise<CaseWalk> {
  const walk = await openWalk(cloud, callers, plainTicketOf(externalRef));
  const later = () => cloud.clock.advanceTo(cloud.clock.now() + untilForgotten);
  await later();
  await walk.byUnit("acceptance");
  await later();
  await walk.byUnit("first-response", says.firstResponse);
  await later();
  await walk.byUnit("resolution", says.resolution(cloud.clock.now()));
  await later();
  await walk.act({ kind: "callback" }, "callbacks/1/result", says.satisfied);
  return walk;
}

import type { Directory } from "../directory/directory.ts";
import type { Actor } from "./actor.ts";
import type { Case } from "./case.ts";

/**
 * 活动现场服务台: whether somebody speaks for the desk of the case's event. They asked the requester in, and ask on the spot how
 * it went; a platform that sent the ticket by any other channel does not.
 */
export function isDeskOf({ events }: Directory, { kind, partner }: Actor, subject: Case): boolean {
  const event = events.find(({ id }) => id === subject.event);
  return kind === "partner" && partner === subject.partner && event !== undefined && event.desk === subject.channel;
}

import { readFileSync } from "node:fs";
import { type City, seafood } from "./city.ts";

/** The sample's events, and a fair in the first days of March. */
export function eventsWithFair(): Record<string, string> {
  const events = readFileSync(new URL("../../sample/events.yaml", import.meta.url), "utf8");
  const fair = `- id: spring-fair
  name: { zh: 春季博览会, en: Spring Fair }
  from: 2026-03-02
  to: 2026-03-03
  region: "01.01"
  desk: event-desk
`;
  return { "events.yaml": events + fair };
}

/**
 * Somebody appeals at the fair's desk twice, which triage merges, and nobody works it: the evening's close-out finds it. The
 * first case that the close-out takes up cannot be written then, so that the next run has to read what was listed.
 */
export async function leaveOpenAtFair(city: City, faults: { closeOut: boolean }): Promise<void> {
  faults.closeOut = true;
  const atDesk = { channel: "event-desk", requester: { name: "王女士", phone: "13877770001" } };
  for (const n of [1, 2]) await city.open({ ...seafood, ...atDesk, externalRef: `fair-${n}` });
}

import type * as z from "zod";
import type { TimelineView } from "../../shared/api/case-view.ts";
import { createCallers } from "../callers.ts";
import type { Cloud } from "../cloud.ts";

type Event = z.infer<typeof TimelineView>["events"][number];

/** Parts of an event that say nothing to people. */
const leftOut = new Set([
  "recordHash",
  "evidence",
  "slot",
  "since",
  "directoryVersion",
  "policy",
  "ticketId",
  "entryId",
]);

/** One case's history in full, as the API shows it to an auditor: one line an event, local time. */
export async function timelineOf(cloud: Cloud, caseId: string, zone: string): Promise<string> {
  const callers = createCallers(cloud);
  try {
    const { body } = await callers
      .as({ kind: "auditor" })
      .get<z.infer<typeof TimelineView>>(`/v1/cases/${caseId}/timeline`);
    const title = `The case to which most happened: ${caseId}`;
    const chain = body.chain.whole
      ? "The chain of hashes is whole."
      : `The chain of hashes breaks at ${body.chain.brokenAt}.`;
    return [title, "-".repeat(title.length), ...body.events.map((event) => line(event, zone)), chain].join("\n");
  } finally {
    callers.close();
  }
}

function line({ seq, at, type, actor, data }: Event, zone: string): string {
  const said = Object.entries(data)
    .filter(
      ([name, value]) => !leftOut.has(name) && value !== undefined && !(Array.isArray(value) && value.length === 0),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${inShort(value, zone)}`);
  const who = actor.kind === "workflow" ? "workflow" : (actor.id ?? actor.kind);
  return `${String(seq).padStart(3)}  ${localTime(at, zone)}  ${type.padEnd(20)}  ${who.padEnd(18)}  ${said.join(" ")}`.trimEnd();
}

function inShort(value: unknown, zone: string): string {
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (typeof value === "string")
    return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? localTime(value, zone).replace(" ", "T") : value;
  return JSON.stringify(value);
}

function localTime(at: string, zone: string): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16);
}

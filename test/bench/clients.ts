import type { JsonObject } from "../../local/aws.ts";
import type { Cloud } from "../../local/cloud.ts";
import { plainTicketOf } from "../../local/cost/case-walk.ts";
import { median, percentile, rounded } from "./figures.ts";

/** What some calls took, one after the other or at once. */
export interface Turn {
  seconds: number;
  /** Each call, in milliseconds. */
  taken: number[];
}

export interface Timing {
  /** Median over the turns. */
  perSecond: number;
  /** Milliseconds, over all calls. */
  p50: number;
  p99: number;
}

export function timingOf(turns: Turn[]): Timing {
  const all = turns.flatMap(({ taken }) => taken);
  return {
    perSecond: Math.round(median(turns.map(({ seconds, taken }) => taken.length / seconds))),
    p50: rounded(percentile(all, 0.5), 1),
    p99: rounded(percentile(all, 0.99), 1),
  };
}

/** Runs a task for each number of a range from several clients at once. Returns what each took, in milliseconds. */
export async function fromClients(
  clients: number,
  { from, count }: { from: number; count: number },
  task: (number: number) => Promise<void>,
): Promise<Turn> {
  const taken: number[] = [];
  let next = from;
  const client = async () => {
    while (next < from + count) {
      const number = next++;
      const before = performance.now();
      await task(number);
      taken.push(performance.now() - before);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return { seconds: (performance.now() - start) / 1000, taken };
}

/** Sends one plain ticket over HTTP. Throws an Error when it is not taken. */
export async function postTicket({ apiUrl }: Cloud, token: string, externalRef: string): Promise<void> {
  const response = await fetch(`${apiUrl}/v1/tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(plainTicketOf(externalRef)),
  });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`a ticket was answered ${response.status}`);
}

/** The transaction of a ticket, to be made again with the same items under other keys. */
export interface TicketTransaction {
  seen(input: JsonObject): void;
  /** Writes it again. Throws an Error when no ticket was seen before. */
  again(cloud: Cloud, number: number): Promise<void>;
}

export function recordTicketTransaction(): TicketTransaction {
  let template: string | undefined;
  return {
    seen(input) {
      const text = JSON.stringify(input);
      if (template === undefined && text.includes("TICKET#")) template = text;
    },
    async again({ dynamoDb }, number) {
      if (template === undefined) throw new Error("no ticket transaction was seen");
      // The case id and the reference occur in every key.
      const [caseId = ""] = /[0-9A-HJKMNP-TV-Z]{26}/.exec(template) ?? [];
      const other = String(number).padStart(26, "0");
      const input = template.replaceAll(caseId, other).replace(/#REF#[\w-]+/g, `#REF#bare-${number}`);
      const { ClientRequestToken: _used, ...transaction } = JSON.parse(input) as JsonObject;
      await dynamoDb("TransactWriteItems", transaction, "cli");
    },
  };
}

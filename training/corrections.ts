import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { maskedTicket } from "../shared/domain/masking.ts";
import { loadTickets } from "../shared/table/cases.ts";
import type { Table } from "../shared/table/client.ts";
import { eventsBetween } from "../shared/table/events-by-hour.ts";

const help = `npm run corrections -- --table <name> --from <time> [--to <time>] [--endpoint-url <url>]

Writes what triage officers corrected to standard output, {"title", "body", "category"} a line, for
npm run train -- --from-corrections. Names, phones and numbers in the texts are covered.

--table         the stack output TableName
--from, --to    the corrections of this time, RFC 3339; until now unless told
--endpoint-url  that of a running local cloud
`;

/** A ticket's text and the category that a person gave it. */
export interface CorrectedText {
  title: string;
  body: string;
  category: string;
}

/** The corrections of a time range, each case's last one, with its first ticket's text masked. */
export async function* correctedTexts(table: Table, from: string, to: string): AsyncGenerator<CorrectedText> {
  const last = new Map<string, string>();
  for await (const events of eventsBetween(table, from, to)) {
    for (const event of events) {
      if (event.type === "TriageCorrected" && event.data.category !== event.data.from.category) {
        last.set(event.caseId, event.data.category);
      }
    }
  }
  for (const [caseId, category] of last) {
    const [first] = await loadTickets(table, caseId);
    if (first === undefined) continue;
    const { title, body } = maskedTicket(first.content);
    yield { title, body, category };
  }
}

/** Exports from the command line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      table: { type: "string" },
      from: { type: "string" },
      to: { type: "string", default: new Date().toISOString() },
      "endpoint-url": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const { table: name, from, to, "endpoint-url": endpoint } = values;
  if (name === undefined) throw new Error("name the table: --table <name>, the stack output TableName");
  if (from === undefined) throw new Error("say from when: --from 2026-03-01T00:00:00+08:00");
  const local = { endpoint, region: "us-east-1", credentials: { accessKeyId: "training", secretAccessKey: "local" } };
  const client = new DynamoDBClient(endpoint === undefined ? {} : local);
  let written = 0;
  for await (const text of correctedTexts({ client, name }, instant(from, "--from"), instant(to, "--to"))) {
    process.stdout.write(`${JSON.stringify(text)}\n`);
    written += 1;
  }
  process.stderr.write(`${written} corrections\n`);
}

function instant(text: string, option: string): string {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new Error(`${option} is no time: write 2026-03-01T00:00:00+08:00`);
  return new Date(millis).toISOString();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

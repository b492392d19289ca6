import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { JsonObject } from "../../local/aws.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";

/**
 * How fast tickets come in, beside the bare transaction: `POST /v1/tickets` through gateway, authorizer, function and
 * table, and then the same transactions alone, on the same engine on disk, in one run.
 * `node test/bench/intake.ts [--tickets 600] [--clients 4] [--json]`
 */
const { values } = parseArgs({
  options: {
    tickets: { type: "string", default: "600" },
    clients: { type: "string", default: "4" },
    json: { type: "boolean", default: false },
  },
});
const tickets = Number(values.tickets);
const clients = Number(values.clients);

interface Timing {
  perSecond: number;
  p50: number;
  p99: number;
}

const data = mkdtempSync(join(tmpdir(), "jiesu-bench-"));
let written: JsonObject | undefined;
const cloud = await startCloud({
  data,
  clock: { kind: "real" },
  faults: {
    call({ action, input }) {
      const isTicket = JSON.stringify(input).includes("TICKET#");
      if (action === "TransactWriteItems" && isTicket) written ??= input;
      return undefined;
    },
  },
});
try {
  const token = await cloud.tokenFor("partner");
  await measured(20, (index) => post(cloud, token, `warm-${index}`));
  const posted = await measured(tickets, (index) => post(cloud, token, `b-${index}`));
  await cloud.clock.idle();
  if (written === undefined) throw new Error("no ticket transaction was seen");
  const template = JSON.stringify(written);
  const bare = await measured(tickets, (index) => transact(cloud, template, index));
  const ratio = posted.perSecond / bare.perSecond;
  const result = { tickets, clients, posted, bare, ratio: Math.round(ratio * 100) / 100 };
  console.log(values.json ? JSON.stringify(result) : table(result));
} finally {
  await cloud.stop();
  rmSync(data, { recursive: true, force: true });
}

async function post({ apiUrl }: Cloud, token: string, externalRef: string): Promise<void> {
  const response = await fetch(`${apiUrl}/v1/tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      externalRef,
      channel: "hotline-12345",
      title: "海鲜市场缺斤短两",
      body: "今天上午在海鲜市场买虾，回家复称少了三两，摊主拒绝退款，请协调处理。",
      region: "01.01",
      requester: { name: "王女士", phone: "13800000001" },
    }),
  });
  await response.arrayBuffer();
  if (response.status !== 201) throw new Error(`a ticket was answered ${response.status}`);
}

/** The same items under other keys: the case id and the reference occur in every key. */
async function transact({ dynamoDb }: Cloud, template: string, index: number): Promise<void> {
  const [caseId = ""] = /[0-9A-HJKMNP-TV-Z]{26}/.exec(template) ?? [];
  const other = String(index).padStart(26, "0");
  const input = template.replaceAll(caseId, other).replace(/#REF#[\w-]+/g, `#REF#bare-${index}`);
  const { ClientRequestToken: _used, ...again } = JSON.parse(input) as JsonObject;
  await dynamoDb("TransactWriteItems", again, "bench");
}

/** Runs `task` that many times from several clients at once. */
async function measured(times: number, task: (index: number) => Promise<void>): Promise<Timing> {
  const taken: number[] = [];
  let next = 0;
  const client = async () => {
    while (next < times) {
      const index = next++;
      const before = performance.now();
      await task(index);
      taken.push(performance.now() - before);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  taken.sort((a, b) => a - b);
  const at = (share: number) => Math.round((taken[Math.floor(taken.length * share)] ?? 0) * 10) / 10;
  return { perSecond: Math.round(times / seconds), p50: at(0.5), p99: at(0.99) };
}

function table({ posted, bare, ratio }: { posted: Timing; bare: Timing; ratio: number }): string {
  const row = (name: string, { perSecond, p50, p99 }: Timing) =>
    `${name.padEnd(20)} ${String(perSecond).padStart(6)}/s   p50 ${p50} ms   p99 ${p99} ms`;
  return [row("POST /v1/tickets", posted), row("bare transaction", bare), `ratio ${ratio}`].join("\n");
}

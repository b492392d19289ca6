import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActorKind, actorKinds } from "../shared/api/scopes.ts";
import { readDirectory } from "../shared/table/directory.ts";
import type { ClockMode } from "./clock.ts";
import type { Cloud } from "./cloud.ts";

/** What other programs find in `endpoint.json` in the data directory. */
export interface Endpoint {
  api: string;
  aws: string;
  docs: string;
  pid: number;
  clock: string;
  tokens: Record<ActorKind, string>;
}

/** Writes `endpoint.json` into the data directory and says on standard output where everything is. */
export async function announce(cloud: Cloud, data: string, { json }: { json: boolean }): Promise<void> {
  const endpoint = await endpointOf(cloud);
  // It holds tokens: nobody else's business.
  writeFileSync(join(data, "endpoint.json"), `${JSON.stringify(endpoint, null, 2)}\n`, { mode: 0o600 });
  process.stdout.write(json ? `${JSON.stringify(endpoint)}\n` : inWords(endpoint));
}

export async function endpointOf({ apiUrl, awsUrl, docsUrl, clock, table, tokenFor }: Cloud): Promise<Endpoint> {
  const { units } = await readDirectory(table, clock.now).active();
  const unit = (units.find(({ kind }) => kind === "station") ?? units[0])?.id;
  const tokens = await Promise.all(
    actorKinds.map(async (kind) => [kind, await tokenFor({ kind, ...(kind === "unit" && { unit }) })] as const),
  );
  return {
    api: apiUrl,
    aws: awsUrl,
    docs: docsUrl,
    pid: process.pid,
    clock: clockName(clock.mode),
    tokens: Object.fromEntries(tokens) as Record<ActorKind, string>,
  };
}

function clockName(mode: ClockMode): string {
  return mode.kind === "times" ? `x${mode.factor}` : mode.kind;
}

function inWords({ api, aws, docs, clock, tokens }: Endpoint): string {
  const ticket = {
    externalRef: "try-1",
    channel: "hotline-12345",
    title: "健身房突然闭店，会员卡余额不退",
    body: "灯塔路的健身房贴了停业通知，电话打不通，卡里还有三千多元，要求退还余额。",
    address: "澜湾区灯塔路118号",
    requester: { name: "林先生", phone: "13800000001" },
  };
  const move = `curl -s -X POST ${aws}/_local/clock -d '{"advance":"PT24H"}'`;
  return `
Jiesu is running. The clock is ${clock}${clock === "manual" ? `, and goes on by: ${move}` : ""}.

A token for each actor, good for a year (others: npm run token -- <actor> --help):

${Object.entries(tokens)
  .map(([actor, token]) => `${actor}\n${token}\n`)
  .join("\n")}
  API           ${api}
  Docs page     ${docs}
  AWS endpoint  ${aws}

Look inside:

AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 \\
  aws --endpoint-url ${aws} stepfunctions list-state-machines

Try:

curl -s ${api}/v1/tickets \\
  -H 'Authorization: Bearer ${tokens.partner}' \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(ticket)}'

`;
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ActorKind, actorKinds, type Scope, scopes } from "../shared/api/scopes.ts";
import type { Endpoint } from "./announcement.ts";
import type { Millis } from "./clock.ts";
import { createIssuer, issuerKey } from "./issuer.ts";
import { openStore } from "./store.ts";

const help = `npm run token -- <actor> [options]

Prints a token for the local cloud that runs, or ran last, over a data directory.

  <actor>            ${actorKinds.join(", ")}
  --unit <id>        the unit of unit staff, for example station-gangqian
  --partner <id>     the platform of a partner, default hotline-12345
  --id <id>          the person or system
  --scope <scopes>   separated by commas, default those of the actor
  --data <dir>       the data directory, default .local
  --json             print {"token", "claims"}
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      unit: { type: "string" },
      partner: { type: "string" },
      id: { type: "string" },
      scope: { type: "string" },
      data: { type: "string", default: ".local" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const { data, unit, partner, id, scope } = values;
  if (!existsSync(join(data, "issuer-key.json"))) {
    throw new Error(`no local cloud has run over ${data}: npm start first, or name its directory with --data <dir>`);
  }
  const now = await timeOf(data);
  const issuer = await createIssuer(await issuerKey(data), () => now);
  const request = { kind: actorOf(positionals), unit, partner, id, scopes: scope?.split(",").map(scopeOf) };
  const token = await issuer.issueToken(request);
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  process.stdout.write(values.json ? `${JSON.stringify({ token, claims })}\n` : `${token}\n`);
}

function actorOf(positionals: string[]): ActorKind {
  const [given, ...rest] = positionals;
  const actor = ActorKind.safeParse(given);
  if (actor.success && rest.length === 0) return actor.data;
  const said = given === undefined ? "no actor given" : `${positionals.join(" ")} is not an actor`;
  throw new Error(`${said}: use one of ${actorKinds.join(", ")}`);
}

function scopeOf(given: string): Scope {
  if (Object.hasOwn(scopes, given)) return given as Scope;
  throw new Error(`${given} is not a scope: use some of ${Object.keys(scopes).join(", ")}`);
}

/** The time of the cloud that runs, else the one at which it stopped: its clock may be far from ours. */
async function timeOf(data: string): Promise<Millis> {
  try {
    const { aws } = JSON.parse(readFileSync(join(data, "endpoint.json"), "utf8")) as Endpoint;
    const answer = await fetch(`${aws}/_local/clock`, { signal: AbortSignal.timeout(2000) });
    return Date.parse(((await answer.json()) as { now: string }).now);
  } catch {
    if (!existsSync(join(data, "cloud.db"))) return Date.now();
    const store = openStore(join(data, "cloud.db"));
    try {
      return store.collection<Millis>("clock").get("position") ?? Date.now();
    } finally {
      store.close();
    }
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

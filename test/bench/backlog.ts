import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cloud, type CloudOptions, startCloud } from "../../local/cloud.ts";
import { type SynthesizedApp, synthesizeApp } from "../../local/synthesize.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import type { Bench } from "./bench.ts";
import {
  fromClients,
  postTicket,
  recordTicketTransaction,
  type TicketTransaction,
  type Timing,
  type Turn,
  timingOf,
} from "./clients.ts";
import { ratio } from "./figures.ts";
import { fillWithOpenCases } from "./fill.ts";

/** By how much a full table may slow the slowest tickets. */
const mostGrowth = 1.1;

const regions = ["01.01", "01.02", "01.03", "02.01", "02.02", "02.03", "03.01", "03.02", "03.03", "04.01"];

/** `POST /v1/tickets`, and the bare transaction with the same items, beside so many open cases. */
interface Beside {
  openCases: number;
  post: Timing;
  bare: Timing;
  /** Throughput of the one by that of the other. */
  share: number;
}

export interface BacklogResult {
  rounds: number;
  ticketsARound: number;
  few: Beside;
  many: Beside;
  /** p99 with many open cases by that with few, over all tickets of each. */
  p99Ratio: number;
  /** The same of the medians. */
  p50Ratio: number;
  reached: boolean;
}

interface Place {
  cloud: Cloud;
  token: string;
  transaction: TicketTransaction;
  turns: { post: Turn[]; bare: Turn[] };
}

/** Ticket creation beside few and beside many open cases, each on an engine on disk of its own, taking turns. */
export async function measureBacklog({
  few = 1000,
  many = 100_000,
  rounds = 20,
  ticketsARound = 50,
  app: given,
}: { few?: number; many?: number; rounds?: number; ticketsARound?: number } & Pick<
  CloudOptions,
  "app"
> = {}): Promise<BacklogResult> {
  const places = [few, many].map((openCases) => ({
    openCases,
    data: mkdtempSync(join(tmpdir(), "jiesu-bench-backlog-")),
    turns: { post: [] as Turn[], bare: [] as Turn[] },
  }));
  // Synthesized once: a second time in one process the CDK takes its assets to be there already.
  const app = given ?? (await synthesizeApp());
  const running: Place[] = [];
  try {
    for (const { openCases, data, turns } of places) {
      const transaction = recordTicketTransaction();
      const cloud = await cloudWith(openCases, data, app, transaction);
      running.push({ cloud, token: await cloud.tokenFor("partner"), transaction, turns });
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const { cloud, token, transaction, turns } of round % 2 === 0 ? running : running.toReversed()) {
        const range = { from: 1000 * round, count: ticketsARound };
        const post = await fromClients(1, range, (number) => postTicket(cloud, token, `b-${number}`));
        await cloud.clock.idle();
        const bare = await fromClients(1, range, (number) => transaction.again(cloud, number));
        await cloud.clock.idle();
        // The first round warms up.
        if (round === 0) continue;
        turns.post.push(post);
        turns.bare.push(bare);
      }
    }
    const [less, more] = places.map(({ openCases, turns }): Beside => {
      const [post, bare] = [timingOf(turns.post), timingOf(turns.bare)];
      return { openCases, post, bare, share: ratio(post.perSecond, bare.perSecond) };
    });
    if (less === undefined || more === undefined) throw new Error("nothing was measured");
    const p99Ratio = ratio(more.post.p99, less.post.p99);
    const p50Ratio = ratio(more.post.p50, less.post.p50);
    return { rounds, ticketsARound, few: less, many: more, p99Ratio, p50Ratio, reached: p99Ratio <= mostGrowth };
  } finally {
    for (const { cloud } of running) await cloud.kill();
    for (const { data } of places) rmSync(data, { recursive: true, force: true });
  }
}

/** A cloud whose table holds so many open cases, which nobody drives: none is due while it is measured. */
async function cloudWith(
  openCases: number,
  data: string,
  app: SynthesizedApp,
  transaction: TicketTransaction,
): Promise<Cloud> {
  const options = { data, app, clock: { kind: "real" } } as const;
  const first = await startCloud(options);
  const { name } = first.table;
  await first.kill();
  const directory = loadDirectory(fileURLToPath(new URL("../../sample", import.meta.url)));
  const dbPath = join(data, "table.db");
  await fillWithOpenCases({ dbPath, tableName: name, directory, cases: openCases, at: Date.now(), regions });
  return startCloud({
    ...options,
    recover: async () => undefined,
    faults: {
      call({ service, action, input }, phase) {
        if (service === "dynamodb" && action === "TransactWriteItems" && phase === "before") transaction.seen(input);
        return undefined;
      },
    },
  });
}

export const backlog: Bench<BacklogResult> = {
  about: "ticket creation with 100,000 open cases in the table, beside 1,000",
  run: () => measureBacklog(),
  print: ({ rounds, ticketsARound, few, many, p50Ratio, p99Ratio, reached }) => ({
    title: `POST /v1/tickets by open cases, ${rounds} rounds of ${ticketsARound}, one after the other`,
    rows: [
      ["open cases", "a second", "p50 ms", "p99 ms", "bare, a second", "bare p50", "bare p99", "share"],
      ...[few, many].map(({ openCases, post, bare, share }) => [
        ...[openCases.toLocaleString("en"), post.perSecond, post.p50, post.p99],
        ...[bare.perSecond, bare.p50, bare.p99, share],
      ]),
      ["ratio", ratio(many.post.perSecond, few.post.perSecond), p50Ratio, p99Ratio],
    ],
    notes: [`p99 at most ${mostGrowth} times as long: ${reached ? "reached" : "missed"}.`],
  }),
};

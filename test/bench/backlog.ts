import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cloud, type CloudOptions, startCloud } from "../../local/cloud.ts";
import { type SynthesizedApp, synthesizeApp } from "../../local/synthesize.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import type { Bench } from "./bench.ts";
import { fromClients, postTicket } from "./clients.ts";
import { median, percentile, ratio, rounded } from "./figures.ts";
import { fillWithOpenCases } from "./fill.ts";

/** By how much a full table may slow the slowest tickets. */
const mostGrowth = 1.1;

const regions = ["01.01", "01.02", "01.03", "02.01", "02.02", "02.03", "03.01", "03.02", "03.03", "04.01"];

interface Timing {
  openCases: number;
  p50: number;
  p99: number;
}

export interface BacklogResult {
  rounds: number;
  ticketsARound: number;
  few: Timing;
  many: Timing;
  /** p99 with many open cases by that with few, over all tickets of each. */
  p99Ratio: number;
  /** The same of the medians. */
  p50Ratio: number;
  reached: boolean;
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
    taken: [] as number[],
  }));
  // Synthesized once: a second time in one process the CDK takes its assets to be there already.
  const app = given ?? (await synthesizeApp());
  const running: { cloud: Cloud; token: string; taken: number[] }[] = [];
  try {
    for (const { openCases, data, taken } of places) {
      const cloud = await cloudWith(openCases, data, app);
      running.push({ cloud, token: await cloud.tokenFor("partner"), taken });
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const { cloud, token, taken } of round % 2 === 0 ? running : running.toReversed()) {
        const range = { from: 1000 * round, count: ticketsARound };
        const turn = await fromClients(1, range, (number) => postTicket(cloud, token, `b-${number}`));
        await cloud.clock.idle();
        // The first round warms up.
        if (round > 0) taken.push(...turn.taken);
      }
    }
    const [less, more] = places.map(({ openCases, taken }) => {
      return { openCases, p50: rounded(median(taken), 1), p99: rounded(percentile(taken, 0.99), 1) };
    });
    if (less === undefined || more === undefined) throw new Error("nothing was measured");
    const p99Ratio = ratio(more.p99, less.p99);
    const p50Ratio = ratio(more.p50, less.p50);
    return { rounds, ticketsARound, few: less, many: more, p99Ratio, p50Ratio, reached: p99Ratio <= mostGrowth };
  } finally {
    for (const { cloud } of running) await cloud.kill();
    for (const { data } of places) rmSync(data, { recursive: true, force: true });
  }
}

/** A cloud whose table holds so many open cases, which nobody drives: none is due while it is measured. */
async function cloudWith(openCases: number, data: string, app: SynthesizedApp): Promise<Cloud> {
  const options = { data, app, clock: { kind: "real" } } as const;
  const first = await startCloud(options);
  const { name } = first.table;
  await first.kill();
  const directory = loadDirectory(fileURLToPath(new URL("../../sample", import.meta.url)));
  const dbPath = join(data, "table.db");
  await fillWithOpenCases({ dbPath, tableName: name, directory, cases: openCases, at: Date.now(), regions });
  return startCloud({ ...options, recover: async () => undefined });
}

export const backlog: Bench<BacklogResult> = {
  about: "ticket creation with 100,000 open cases in the table, beside 1,000",
  run: () => measureBacklog(),
  print: ({ rounds, ticketsARound, few, many, p50Ratio, p99Ratio, reached }) => ({
    title: `POST /v1/tickets by open cases, ${rounds} rounds of ${ticketsARound}, one after the other`,
    rows: [
      ["open cases", "p50 ms", "p99 ms"],
      ...[few, many].map(({ openCases, p50, p99 }) => [openCases.toLocaleString("en"), p50, p99]),
      ["ratio", p50Ratio, p99Ratio],
    ],
    notes: [`p99 at most ${mostGrowth} times as long: ${reached ? "reached" : "missed"}.`],
  }),
};

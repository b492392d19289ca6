import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CloudOptions, startCloud } from "../../local/cloud.ts";
import type { Bench } from "./bench.ts";
import { fromClients, postTicket, recordTicketTransaction, type Timing, type Turn, timingOf } from "./clients.ts";
import { median, ratio, rounded } from "./figures.ts";

/** How much of the bare transaction's throughput the API keeps. */
const leastShare = 0.5;

export interface IntakeResult {
  rounds: number;
  ticketsARound: number;
  clients: number;
  post: Timing;
  bare: Timing;
  /** Median over the rounds of one throughput by the other. */
  ratio: number;
  reached: boolean;
}

/**
 * `POST /v1/tickets` through gateway, authorizer, function and table beside the bare transaction: the same items, the
 * same engine on disk, taking turns. Between the turns the workflows go on with the cases that came in.
 */
export async function measureIntake({
  rounds = 9,
  ticketsARound = 100,
  clients = 4,
  app,
}: { rounds?: number; ticketsARound?: number; clients?: number } & Pick<
  CloudOptions,
  "app"
> = {}): Promise<IntakeResult> {
  const data = mkdtempSync(join(tmpdir(), "jiesu-bench-intake-"));
  const transaction = recordTicketTransaction();
  const cloud = await startCloud({
    ...{ data, clock: { kind: "real" }, ...(app && { app }) },
    faults: {
      call({ service, action, input }, phase) {
        if (service === "dynamodb" && action === "TransactWriteItems" && phase === "before") transaction.seen(input);
        return undefined;
      },
    },
  });
  try {
    const token = await cloud.tokenFor("partner");
    const post = (number: number) => postTicket(cloud, token, `b-${number}`);
    await fromClients(clients, { from: 0, count: 20 }, post);
    await cloud.clock.idle();
    const [posts, bares]: Turn[][] = [[], []];
    for (let round = 1; round <= rounds; round += 1) {
      const range = { from: 1000 * round, count: ticketsARound };
      posts?.push(await fromClients(clients, range, post));
      await cloud.clock.idle();
      bares?.push(await fromClients(clients, range, (number) => transaction.again(cloud, number)));
      await cloud.clock.idle();
    }
    const share = median((posts ?? []).map(({ seconds }, round) => (bares?.[round]?.seconds ?? 0) / seconds));
    return {
      ...{ rounds, ticketsARound, clients },
      ...{ post: timingOf(posts ?? []), bare: timingOf(bares ?? []) },
      ...{ ratio: rounded(share, 2), reached: share >= leastShare },
    };
  } finally {
    await cloud.kill();
    rmSync(data, { recursive: true, force: true });
  }
}

export const intake: Bench<IntakeResult> = {
  about: "POST /v1/tickets beside the bare transaction",
  run: () => measureIntake(),
  print: ({ rounds, ticketsARound, clients, post, bare, ratio: share, reached }) => ({
    title: `Tickets coming in, ${rounds} rounds of ${ticketsARound} each from ${clients} clients`,
    rows: [
      ["", "a second", "p50 ms", "p99 ms"],
      ["POST /v1/tickets", post.perSecond, post.p50, post.p99],
      ["bare transaction", bare.perSecond, bare.p50, bare.p99],
      ["ratio", share, ratio(post.p50, bare.p50), ratio(post.p99, bare.p99)],
    ],
    notes: [
      `At least ${leastShare} of the bare transaction's throughput, median of the rounds: ${reached ? "reached" : "missed"}.`,
    ],
  }),
};

import type { CaseWalk } from "../../local/cost/case-walk.ts";
import { createChance } from "../../local/demo/chance.ts";
import { calledBack, handled, opened } from "./paths.ts";
import type { Street } from "./street.ts";

export interface Rate {
  /** Cases in all, and how many come in each second, at moments drawn by the seed. */
  cases: number;
  perSecond: number;
  seed: number;
  /** Virtual seconds between two calls about one case. */
  pause: number;
  /** Every so manieth case is urgent, so that its resolution is reviewed; none of them without it. */
  reviewEvery?: number;
  /** Where the cases are from; one after the other. */
  regions: string[];
  /** Told after each virtual second. */
  onSecond?: (second: number) => Promise<void>;
}

/**
 * Lets so many cases come in at a steady rate, each from ticket to callback with a pause after each call. Resolves
 * when the last one is closed. Throws what a case has thrown.
 */
export async function liveAtRate(street: Street, rate: Rate): Promise<void> {
  const { clock } = street.cloud;
  const chance = createChance(rate.seed);
  const settle = () => new Promise<void>((resolve) => clock.at(clock.now() + rate.pause * 1000, resolve));
  const paced = { ...street, settle };
  const from = clock.now();
  const failures: unknown[] = [];
  let open = rate.cases;
  for (let number = 0; number < rate.cases; number += 1) {
    const at = from + Math.floor((1000 * (number + chance("arrival", number))) / rate.perSecond);
    clock.at(at, () => {
      lifeOf(paced, number, rate)
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          open -= 1;
        });
    });
  }
  for (let second = 1; open > 0; second += 1) {
    await clock.advanceTo(from + second * 1000);
    await rate.onSecond?.(second);
    if (failures.length > 0) throw failures[0];
  }
  await clock.idle();
}

async function lifeOf(
  street: Pick<Street, "cloud" | "callers" | "settle">,
  number: number,
  rate: Rate,
): Promise<CaseWalk> {
  const { reviewEvery = Number.POSITIVE_INFINITY, regions, seed } = rate;
  const reviewed = number % reviewEvery === reviewEvery - 1;
  const region = regions[number % regions.length];
  const walk = await opened(street, `rate-${seed}-${number}`, { region, ...(reviewed && { severity: "urgent" }) });
  await handled(street, walk);
  if (reviewed) {
    await walk.act({ kind: "supervisor" }, "review-decision", { decision: "approve", reasons: "事实清楚" });
  }
  return calledBack(walk, 1);
}

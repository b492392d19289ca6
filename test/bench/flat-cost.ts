import { dollarsOf, type Usage, usageBetween } from "../../local/cost/usage.ts";
import type { Bench } from "./bench.ts";
import { liveAtRate } from "./city-rate.ts";
import { ratio, rounded } from "./figures.ts";
import { openStreet, type StreetOptions } from "./street.ts";

/** By how much a case may cost more in a big city than in a small one. */
const mostGrowth = 1.02;

/** What is measured of a day. */
const share = 1 / 20;
const secondsADay = 86_400;

/** Areas of stations of the sample city: each has a unit of its own. */
const regions = ["01.01", "01.02", "01.03", "02.01", "02.02", "02.03", "03.01", "03.02", "03.03", "04.01"];

interface PerCase {
  casesADay: number;
  cases: number;
  writeUnits: number;
  readUnits: number;
  transitions: number;
  taskInvocations: number;
  readerInvocations: number;
  authorizerInvocations: number;
  dollarsPer1000: number;
}

export interface FlatCostResult {
  seed: number;
  small: PerCase;
  big: PerCase;
  /** Units of a case at the high rate by those at the low one, write units and read units by their price. */
  unitsRatio: number;
  dollarsRatio: number;
  reached: boolean;
}

/** A twentieth of a day at 1,000 cases a day and at 65,000, one case in ten reviewed, each on a cloud of its own. */
export async function measureFlatCost({
  small = 1000,
  big = 65_000,
  seed = 1,
  app,
}: { small?: number; big?: number; seed?: number } & Pick<StreetOptions, "app"> = {}): Promise<FlatCostResult> {
  const options = { seed, ...(app && { app }) };
  const [low, high] = [await atRate(small, options), await atRate(big, options)];
  const unitsRatio = ratio(unitsOf(high), unitsOf(low));
  const dollarsRatio = ratio(high.dollarsPer1000, low.dollarsPer1000);
  return { seed, small: low, big: high, unitsRatio, dollarsRatio, reached: unitsRatio <= mostGrowth };
}

async function atRate(
  casesADay: number,
  { seed, app }: { seed: number } & Pick<StreetOptions, "app">,
): Promise<PerCase> {
  const street = await openStreet(app === undefined ? {} : { app });
  try {
    const { cloud, callers } = street;
    const cases = Math.round(casesADay * share);
    const life = { pause: 300, perSecond: casesADay / secondsADay, reviewEvery: 10, regions, seed };
    // Two cases before, one of them reviewed, warm up the functions; what they read then they keep.
    await liveAtRate(street, { ...life, cases: 2, reviewEvery: 2, seed: seed + 1 });
    const [before, requestsBefore] = [cloud.meter.snapshot(), callers.calls.requests];
    await liveAtRate(street, { ...life, cases });
    const requests = callers.calls.requests - requestsBefore;
    // Events and their logs are the same for each case: what a case does is.
    const used = { functions: cloud.lambda.functions, requests, events: 0, executionEventsPerTransition: 0 };
    return perCase(usageBetween(before, cloud.meter.snapshot(), used), casesADay, cases);
  } finally {
    await street.close();
  }
}

function perCase(usage: Usage, casesADay: number, cases: number): PerCase {
  const each = (count: number) => rounded(count / cases, 3);
  return {
    ...{ casesADay, cases, writeUnits: each(usage.writeUnits), readUnits: each(usage.readUnits) },
    ...{ transitions: each(usage.transitions), taskInvocations: each(usage.taskInvocations) },
    readerInvocations: each(usage.readerInvocations),
    authorizerInvocations: each(usage.authorizerInvocations),
    dollarsPer1000: rounded((1000 * dollarsOf(usage)) / cases, 4),
  };
}

/** A write unit costs five times what a read unit costs. */
function unitsOf({ writeUnits, readUnits }: PerCase): number {
  return writeUnits + readUnits / 5;
}

export const flatCost: Bench<FlatCostResult> = {
  about: "what a case uses where 65,000 come in a day, beside 1,000 a day",
  run: () => measureFlatCost(),
  print({ seed, small, big, unitsRatio, dollarsRatio, reached }) {
    const names: [string, keyof PerCase][] = [
      ["write units", "writeUnits"],
      ["read units", "readUnits"],
      ["transitions", "transitions"],
      ["task invocations", "taskInvocations"],
      ["reader invocations", "readerInvocations"],
      ["authorizer invocations", "authorizerInvocations"],
      ["$/1,000, without events", "dollarsPer1000"],
    ];
    return {
      title: `One case at two rates, a twentieth of a day each (seed ${seed})`,
      rows: [
        ["", `${small.casesADay.toLocaleString("en")} a day`, `${big.casesADay.toLocaleString("en")} a day`, "ratio"],
        ["cases", small.cases, big.cases, ""],
        ...names.map(([name, key]) => [
          name,
          String(small[key]),
          String(big[key]),
          ratio(big[key], small[key]).toFixed(3),
        ]),
      ],
      notes: [
        `Units, read and write by their price: ratio ${unitsRatio}, at most ${mostGrowth}: ${reached ? "reached" : "missed"}. Dollars: ratio ${dollarsRatio}.`,
      ],
    };
  },
};

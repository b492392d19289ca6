import { openStream } from "../../local/dynamodb/cursor.ts";
import type { Bench } from "./bench.ts";
import { liveAtRate } from "./city-rate.ts";
import { rounded } from "./figures.ts";
import { openStreet, type StreetOptions } from "./street.ts";
import { writeUnitsOf } from "./write-units.ts";

/** Write units a second that the hottest key may take: a quarter of what DynamoDB gives one partition. */
const mostHeat = 250;

/** Upper bounds of the histogram's classes, in write units a second. */
const classes = [1, 2, 5, 10, 25, 50, 100, 250, Number.POSITIVE_INFINITY];

export interface KeyHeatResult {
  seed: number;
  casesASecond: number;
  /** Virtual seconds that were counted, when as many cases ended as began. */
  seconds: number;
  /** Write units a second, of all keys together. */
  total: number;
  /** For each kind of key: how many there were, and the most that one of them took in one second. */
  kinds: { kind: string; keys: number; mean: number; hottest: number; hottestKey: string }[];
  /** How many seconds of a key were up to so hot. */
  histogram: { upTo: number | null; keySeconds: number }[];
  hottest: number;
  reached: boolean;
}

/**
 * Write units by partition key and second where cases come in at the peak rate of a city of 65,000 a day, all from one
 * partner and all for one unit, which no city has: no spreading helps the keys that carry the partner or the unit.
 */
export async function measureKeyHeat({
  casesASecond = 23,
  pause = 4,
  seconds = 20,
  seed = 1,
  app,
}: { casesASecond?: number; pause?: number; seconds?: number; seed?: number } & Pick<
  StreetOptions,
  "app"
> = {}): Promise<KeyHeatResult> {
  const street = await openStreet(app === undefined ? {} : { app });
  try {
    const { cloud } = street;
    const { LatestStreamArn } = (await cloud.dynamoDb("DescribeTable", { TableName: cloud.table.name }, "cli"))
      .Table as { LatestStreamArn: string };
    const stream = openStream(cloud.dynamoDb, LatestStreamArn, "cli", { from: "LATEST" });
    await stream.read();
    // A case makes five calls; when the first have ended, as many end as begin.
    const filled = Math.ceil(5 * pause) + 1;
    const heat = new Map<string, number[]>();
    const onSecond = async (second: number) => {
      for (let page = await stream.read(); page.records.length > 0; page = await stream.read()) {
        if (second <= filled || second > filled + seconds) continue;
        for (const { key, units } of page.records.flatMap(writeUnitsOf)) {
          const bySecond = heat.get(key) ?? Array.from({ length: seconds }, () => 0);
          bySecond[second - filled - 1] = (bySecond[second - filled - 1] ?? 0) + units;
          heat.set(key, bySecond);
        }
      }
    };
    const cases = casesASecond * (filled + seconds);
    await liveAtRate(street, { cases, perSecond: casesASecond, seed, pause, regions: ["01.01"], onSecond });
    return { seed, casesASecond, ...summed(heat, seconds) };
  } finally {
    await street.close();
  }
}

function summed(heat: Map<string, number[]>, seconds: number): Omit<KeyHeatResult, "seed" | "casesASecond"> {
  const kinds = [...Map.groupBy(heat, ([key]) => kindOf(key))].map(([kind, keys]) => {
    const hot = keys.map(([key, bySecond]) => ({ key, most: Math.max(...bySecond), sum: sumOf(bySecond) }));
    const [first] = hot.sort((a, b) => b.most - a.most);
    const mean = rounded(sumOf(hot.map(({ sum }) => sum)) / hot.length / seconds, 1);
    return { kind, keys: keys.length, mean, hottest: first?.most ?? 0, hottestKey: first?.key ?? "" };
  });
  const values = [...heat.values()].flat().filter((units) => units > 0);
  const histogram = classes.map((upTo, index) => ({
    upTo: Number.isFinite(upTo) ? upTo : null,
    keySeconds: values.filter((units) => units <= upTo && units > (classes[index - 1] ?? 0)).length,
  }));
  const hottest = Math.max(...values);
  return {
    ...{ seconds, total: Math.round(sumOf(values) / seconds) },
    kinds: kinds.sort((a, b) => b.hottest - a.hottest),
    ...{ histogram, hottest, reached: hottest <= mostHeat },
  };
}

/** `worklist UNIT#station-gangqian` is `worklist UNIT`. */
function kindOf(key: string): string {
  return key.split("#")[0] ?? key;
}

function sumOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export const keyHeat: Bench<KeyHeatResult> = {
  about: "write units by key and second at 23 cases a second, all from one partner and for one unit",
  run: () => measureKeyHeat(),
  print: ({ seed, casesASecond, seconds, total, kinds, histogram, hottest, reached }) => [
    {
      title: `Keys at ${casesASecond} cases a second, over ${seconds} s (seed ${seed})`,
      rows: [
        ["", "keys", "mean WU/s", "hottest second", "key"],
        ...kinds.map(({ kind, keys, mean, hottest, hottestKey }) => [kind, keys, mean, hottest, hottestKey]),
      ],
      notes: [
        `${total} write units a second in all. The hottest key takes ${hottest}, at most ${mostHeat}: ${reached ? "reached" : "missed"}.`,
      ],
    },
    {
      title: "How hot keys are",
      rows: [
        ["write units in a second", "seconds of a key"],
        ...histogram.map(({ upTo, keySeconds }) => [upTo === null ? "more" : `up to ${upTo}`, keySeconds]),
      ],
      notes: [],
    },
  ],
};

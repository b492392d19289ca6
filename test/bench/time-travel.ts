import { fileURLToPath } from "node:url";
import { type CloudOptions, startCloud } from "../../local/cloud.ts";
import { readAppeals } from "../../local/demo/appeals.ts";
import { createChance } from "../../local/demo/chance.ts";
import { localHours } from "../../local/demo/local-hours.ts";
import { liveThrough } from "../../local/demo/month.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import type { Bench } from "./bench.ts";

const sample = fileURLToPath(new URL("../../sample", import.meta.url));

/** How many times as fast as real time. */
const leastTimes = 10_000;

export interface TimeTravelResult {
  seed: number;
  days: number;
  cases: number;
  /** The most cases open at the end of a day. */
  mostOpen: number;
  requests: number;
  virtualSeconds: number;
  wallSeconds: number;
  timesRealTime: number;
  reached: boolean;
}

/** The demo's city for some virtual days, with the sample's appeals sent again and again until there are so many. */
export async function measureTimeTravel({
  cases = 1000,
  days = 30,
  seed = 1,
  app,
}: { cases?: number; days?: number; seed?: number } & Pick<CloudOptions, "app"> = {}): Promise<TimeTravelResult> {
  const directory = loadDirectory(sample);
  const [calendar] = directory.calendars;
  if (calendar === undefined) throw new Error("the sample city has no calendar");
  const chance = createChance(seed);
  const known = { directory, chance, hours: localHours(calendar) };
  const some = readAppeals(`${sample}/appeals.jsonl`, known);
  const appeals = Array.from({ length: cases }, (_, index) => {
    const appeal = some[index % some.length];
    if (appeal === undefined) throw new Error("the sample has no appeals");
    const body = { ...appeal.body, externalRef: `travel-${index}` };
    return { ...appeal, number: index + 1, body, at: undefined };
  });
  let drawn = 0;
  const cloud = await startCloud({
    ...{ clock: { kind: "manual" }, clockStart: Date.parse("2026-03-02T09:00:00+08:00"), ...(app && { app }) },
    random: () => chance("cloud", drawn++),
  });
  try {
    let mostOpen = 0;
    const onDay = ({ received, closed }: { received: number; closed: number }) => {
      mostOpen = Math.max(mostOpen, received - closed);
    };
    const { casebook, calls, virtualSeconds, wallSeconds } = await liveThrough(cloud, {
      ...known,
      appeals,
      days,
      onDay,
    });
    const timesRealTime = Math.round(virtualSeconds / wallSeconds);
    return {
      ...{ seed, days, cases: new Set(casebook.posted.map(({ caseId }) => caseId)).size, mostOpen },
      ...{ requests: calls.requests, virtualSeconds, wallSeconds, timesRealTime, reached: timesRealTime >= leastTimes },
    };
  } finally {
    await cloud.kill();
  }
}

export const timeTravel: Bench<TimeTravelResult> = {
  about: "how fast virtual time goes for 1,000 cases and everybody who handles them",
  run: () => measureTimeTravel(),
  print: ({ seed, days, cases, mostOpen, requests, wallSeconds, timesRealTime, reached }) => ({
    title: `Time travel (seed ${seed})`,
    rows: [
      ["cases", cases],
      ["most open at a day's end", mostOpen],
      ["virtual days", days],
      ["API calls", requests],
      ["seconds it took", Math.round(wallSeconds)],
      ["times real time", timesRealTime],
    ],
    notes: [`At least ${leastTimes.toLocaleString("en")} times: ${reached ? "reached" : "missed"}.`],
  }),
};

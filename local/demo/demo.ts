import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { DayReport } from "./month.ts";

const sample = fileURLToPath(new URL("../../sample", import.meta.url));
/** A Monday, when the offices of the sample city open. */
const start = "2026-03-02T09:00:00+08:00";

const help = `npm run demo -- [options]

Starts the local cloud in memory, sends appeals to it over its HTTP API, and lets seeded units, reviewers and callback
staff act for some virtual days, the clock jumping from timer to timer. Then says what became of the cases, what one
case went through, what it would cost on AWS, and whether anything was lost: exit code 1 if so.

  --input <file>   JSON lines: bodies of POST /v1/tickets, or {"title", "body", "time"?, "region"?, "id"?};
                   default the sample's 80 appeals
  --limit <number> take no more lines than this
  --days <number>  virtual days, default 30
  --seed <number>  another seed, other people; default 1
  --json           print one JSON document in the place of the text
  --help           print this
`;

/** Reads the command line. Throws an Error in one line for what it does not know. */
function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      input: { type: "string", default: `${sample}/appeals.jsonl` },
      limit: { type: "string" },
      days: { type: "string", default: "30" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    ...values,
    limit: values.limit === undefined ? undefined : whole("--limit", values.limit, 1, 1_000_000),
    days: whole("--days", values.days, 1, 240),
    seed: whole("--seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
  };
}

function whole(option: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= least && value <= most) return value;
  throw new Error(`${option} ${given} is not possible: give a whole number from ${least} to ${most}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const { seed, days } = options;
  // Loaded late, so that --help and a wrong option are answered at once.
  const { createChance } = await import("./chance.ts");
  const { readAppeals } = await import("./appeals.ts");
  const { localHours } = await import("./local-hours.ts");
  const { loadDirectory } = await import("../../shared/directory/load.ts");
  const directory = loadDirectory(sample);
  const [calendar] = directory.calendars;
  if (calendar === undefined) throw new Error("the sample city has no calendar");
  const chance = createChance(seed);
  const known = { directory, chance, hours: localHours(calendar) };
  const appeals = readAppeals(options.input, { ...known, limit: options.limit });

  const { startCloud } = await import("../cloud.ts");
  const { measurePlainCase } = await import("../cost/plain-case.ts");
  const { liveThrough } = await import("./month.ts");
  const { sumUp } = await import("./result.ts");
  const { asJson } = await import("./json-report.ts");
  const { asText } = await import("./text-report.ts");
  const { timelineOf } = await import("./timeline.ts");
  // A function's stray promise would end its instance on AWS, not the cloud.
  process.on("unhandledRejection", (error) => console.error(error));
  console.error("starting the local cloud in memory");
  let drawn = 0;
  const random = () => chance("cloud", drawn++);
  const cloud = await startCloud({ clock: { kind: "manual" }, clockStart: Date.parse(start), random });
  try {
    const plainCase = await measurePlainCase(cloud);
    console.error(
      `a plain case took ${plainCase.transitions} transitions; now ${appeals.length} appeals, ${days} days`,
    );
    const before = cloud.meter.snapshot();
    const month = await liveThrough(cloud, { ...known, appeals, days, onDay: (day) => console.error(progress(day)) });
    const result = await sumUp(cloud, { seed, days, plainCase, month, before });
    const { mostEventful } = result.outcomes;
    if (options.json) process.stdout.write(`${asJson(result)}\n`);
    else {
      const timeline = mostEventful === undefined ? "" : `${await timelineOf(cloud, mostEventful, calendar.zone)}\n\n`;
      process.stdout.write(`\n${timeline}${asText(result)}\n`);
    }
    for (const { posted, missing } of result.lost)
      console.error(`lost: the ${missing} of ticket ${posted.number}, case ${posted.caseId}`);
    if (result.lost.length > 0) process.exitCode = 1;
  } finally {
    await cloud.kill();
  }
}

function progress({ date, received, closed, requests, wallSeconds }: DayReport): string {
  const weekday = new Date(`${date}T00:00:00Z`).toLocaleDateString("en", { weekday: "short", timeZone: "UTC" });
  const counts = `cases ${received}, open ${received - closed}, closed ${closed}, API calls ${requests}`;
  return `${date} ${weekday}  ${counts}  (${wallSeconds.toFixed(1)} s)`;
}

try {
  await main();
} catch (error) {
  console.error(`the demo ended: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

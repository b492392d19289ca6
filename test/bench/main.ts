import { parseArgs } from "node:util";
import { reportTable } from "../../local/report-table.ts";
import type { Bench } from "./bench.ts";

/** Each is loaded when it is run: `--help` and a wrong name are answered at once. */
const benches = {
  start: async () => (await import("./start.ts")).start,
  cost: async () => (await import("./cost.ts")).cost,
  "flat-cost": async () => (await import("./flat-cost.ts")).flatCost,
  "key-heat": async () => (await import("./key-heat.ts")).keyHeat,
  intake: async () => (await import("./intake.ts")).intake,
  backlog: async () => (await import("./backlog.ts")).backlog,
  "time-travel": async () => (await import("./time-travel.ts")).timeTravel,
} satisfies Record<string, () => Promise<Bench<unknown>>>;

const help = `npm run bench -- [options] [<name>…]

Measures what can be measured on one machine and prints a table for each bench; all of them without a name. Absolute
times say little on a machine that does other work: read the ratios, whose two sides take turns in one run.

  names   ${Object.keys(benches).join(", ")}
  --json  print one JSON document in the place of the tables
  --help  print this
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const known = Object.keys(benches) as (keyof typeof benches)[];
  const unknown = positionals.find((name) => !known.includes(name as (typeof known)[number]));
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}: choose from ${known.join(", ")}`);
  const chosen = known.filter((name) => positionals.length === 0 || positionals.includes(name));
  process.on("unhandledRejection", (error) => console.error(error));
  const document: Record<string, unknown> = {};
  for (const name of chosen) {
    const bench = await benches[name]();
    console.error(`${name}: ${bench.about} …`);
    const started = performance.now();
    const result = await bench.run();
    console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    document[name] = result;
    if (!values.json) process.stdout.write(`\n${asText(bench, result)}\n\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(document)}\n`);
}

function asText(bench: Bench<unknown>, result: unknown): string {
  return [bench.print(result)]
    .flat()
    .map(({ title, rows, notes }) => [reportTable(title, rows), ...notes].join("\n"))
    .join("\n\n");
}

try {
  await main();
} catch (error) {
  console.error(`the benches ended: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

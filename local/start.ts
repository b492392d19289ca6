import { parseArgs } from "node:util";
import * as z from "zod";
import { parseClockMode } from "./clock.ts";

const help = `npm start -- [options]

Runs the whole of Jiesu on this machine, from the same definition that is deployed to AWS.

  --port <number>      port of the API, default 3000
  --aws-port <number>  port of the AWS protocols, default 4566
  --data <dir>         where state is kept, default .local
  --memory             keep nothing but the token key
  --clock <clock>      real, x<N> (N times as fast) or manual, default real
  --clock-start <time> where a new clock begins, RFC 3339 such as 2026-03-02T09:00:00+08:00, default now;
                       a data directory whose clock is later goes on from there
  --verbose            log what the functions log, to standard error
  --json               print one JSON document in the place of the text
  --help               print this
`;

/** Reads the command line. Throws an Error in one line for what it does not know. */
function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "3000" },
      "aws-port": { type: "string", default: "4566" },
      data: { type: "string", default: ".local" },
      memory: { type: "boolean", default: false },
      clock: { type: "string", default: "real" },
      "clock-start": { type: "string" },
      verbose: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.data === "") throw new Error("--data names no folder: give one, or leave the option out for .local");
  return {
    ...values,
    clock: parseClockMode(values.clock),
    clockStart: values["clock-start"] === undefined ? undefined : moment(values["clock-start"]),
    port: portNumber("--port", values.port),
    awsPort: portNumber("--aws-port", values["aws-port"]),
  };
}

function moment(given: string): number {
  // Date.parse takes the 30th of February for the 2nd of March.
  const isMoment = z.iso.datetime({ offset: true }).safeParse(given).success;
  const millis = isMoment ? Date.parse(given) : Number.NaN;
  if (!Number.isNaN(millis)) return millis;
  throw new Error(`--clock-start ${given} is not a moment: write RFC 3339 with an offset, 2026-03-02T09:00:00+08:00`);
}

function portNumber(option: string, given: string): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port < 65_536) return port;
  throw new Error(`${option} ${given} is not a port: give a number up to 65535, or 0 for any free one`);
}

/** Lambda runs the functions under Node 24; an older one lacks what we build on. */
function checkNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 22) throw new Error(`Node ${process.versions.node} is too old: run npm install and then npm start`);
  if (major < 24) console.error(`warning: this is Node ${process.versions.node}, on AWS the functions run under 24`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  checkNode();
  const { startCloud } = await import("./cloud.ts");
  const { announce } = await import("./announcement.ts");
  const cloud = await startCloud({
    ...options,
    onLog: options.verbose ? (name, { text }) => process.stderr.write(`${name} ${text}\n`) : undefined,
  });
  // A function's stray promise would end its instance on AWS, not the cloud.
  process.on("unhandledRejection", (error) => console.error(error));
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    console.error("stopping: what is in flight is finished first, once more to end at once");
    await cloud.stop();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  await announce(cloud, options.data, { json: options.json });
}

try {
  await main();
} catch (error) {
  const verbose = process.argv.includes("--verbose") && error instanceof Error;
  console.error(verbose ? error.stack : `cannot start: ${error instanceof Error ? error.message : error}`);
  // Not by exit code alone: something half-started may keep the process alive.
  process.exit(1);
}

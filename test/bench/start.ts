import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunctions } from "../../infra/bundles.ts";
import { environmentNames } from "../../shared/lambda/environment.ts";
import type { Bench } from "./bench.ts";
import { kilobytes, median, ratio } from "./figures.ts";
import { bundleUsualStack } from "./usual-stack.ts";

const sourceRoot = fileURLToPath(new URL("../..", import.meta.url));
const importTime = fileURLToPath(new URL("import-time.cjs", import.meta.url));

/** How much of the usual stack's time and size a function may take. */
const mostTime = 0.55;
const mostSize = 0.45;

export interface StartResult {
  rounds: number;
  usualStack: { milliseconds: number; bytes: number };
  functions: { name: string; milliseconds: number; timeRatio: number; bytes: number; sizeRatio: number }[];
  highest: { timeRatio: number; sizeRatio: number };
  reached: boolean;
}

/**
 * Import time of every function's bundle in a process of its own, beside the usual stack's, taking turns: medians over
 * the rounds, so that whatever else the machine does meets all alike. Sizes are of the minified bundles.
 */
export function measureStart({ rounds = 20, only }: { rounds?: number; only?: string[] } = {}): StartResult {
  const folder = mkdtempSync(join(tmpdir(), "jiesu-bench-start-"));
  try {
    bundleFunctions({ sourceRoot, into: folder, sourceMaps: false });
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (only === undefined || only.includes(entry.name)))
      .map(({ name }) => name);
    const usual = bundleUsualStack(folder);
    const files = new Map([
      ["usual-stack", usual.file],
      ...names.map((name) => [name, bundleOf(folder, name)] as const),
    ]);
    const times = new Map([...files.keys()].map((name) => [name, [] as number[]]));
    // The first round only brings the files into the system's cache.
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, file] of files) {
        const taken = importOnce(file);
        if (round >= 0) times.get(name)?.push(taken);
      }
    }
    const timeOf = (name: string) => median(times.get(name) ?? []);
    const usualStack = { milliseconds: timeOf("usual-stack"), bytes: usual.bytes };
    const functions = names.map((name) => {
      const bytes = sizeOf(folder, name);
      const milliseconds = timeOf(name);
      return {
        ...{ name, milliseconds, timeRatio: ratio(milliseconds, usualStack.milliseconds) },
        ...{ bytes, sizeRatio: ratio(bytes, usualStack.bytes) },
      };
    });
    const highest = {
      timeRatio: Math.max(...functions.map(({ timeRatio }) => timeRatio)),
      sizeRatio: Math.max(...functions.map(({ sizeRatio }) => sizeRatio)),
    };
    const reached = highest.timeRatio <= mostTime && highest.sizeRatio <= mostSize;
    return { rounds, usualStack, functions, highest, reached };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const start: Bench<StartResult> = {
  about: "import time and size of every function beside the usual stack",
  run: async () => measureStart(),
  print: ({ rounds, usualStack, functions, highest, reached }) => ({
    title: `Start of a function, median of ${rounds} fresh processes each`,
    rows: [
      ["", "ms", "of usual", "KB", "of usual"],
      ["usual stack", usualStack.milliseconds.toFixed(1), "", kilobytes(usualStack.bytes), ""],
      ...functions.map(({ name, milliseconds, timeRatio, bytes, sizeRatio }) => {
        return [name, milliseconds.toFixed(1), timeRatio.toFixed(2), kilobytes(bytes), sizeRatio.toFixed(2)];
      }),
      ["highest", "", highest.timeRatio.toFixed(2), "", highest.sizeRatio.toFixed(2)],
    ],
    notes: [`At most ${mostTime} of the time and ${mostSize} of the size: ${reached ? "reached" : "missed"}.`],
  }),
};

function bundleOf(folder: string, name: string): string {
  return join(folder, name, "index.js");
}

function sizeOf(folder: string, name: string): number {
  const { outputs } = JSON.parse(readFileSync(join(folder, `${name}.meta.json`), "utf8")) as {
    outputs: Record<string, { bytes: number }>;
  };
  return Object.values(outputs)[0]?.bytes ?? 0;
}

/** With the environment a function finds, since handlers read it when they are loaded. */
function importOnce(file: string): number {
  const env = {
    ...Object.fromEntries(Object.values(environmentNames).map((name) => [name, "https://bench.example"])),
    ...{ [environmentNames.keySet]: '{"keys":[]}', TZ: ":UTC" },
    ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" },
  };
  return Number(execFileSync(process.execPath, [importTime, file], { env, encoding: "utf8" }));
}

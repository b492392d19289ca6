import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { ChangeRecord } from "../../local/dynamodb/cursor.ts";
import { sharedApp } from "../shared-app.ts";
import { measureBacklog } from "./backlog.ts";
import { cost, measureCost } from "./cost.ts";
import { median, percentile } from "./figures.ts";
import { measureFlatCost } from "./flat-cost.ts";
import { measureIntake } from "./intake.ts";
import { measureKeyHeat } from "./key-heat.ts";
import { measureStart, start } from "./start.ts";
import { measureTimeTravel } from "./time-travel.ts";
import { bundleUsualStack } from "./usual-stack.ts";
import { sizeOf, writeUnitsOf } from "./write-units.ts";

test("medians and percentiles", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(3);
});

test("functions are imported beside the usual stack, and none is nearly as large", () => {
  const result = measureStart({ rounds: 1, only: ["intake", "drive-workflows"] });
  expect(result.functions.map(({ name }) => name)).toEqual(["drive-workflows", "intake"]);
  for (const { milliseconds, timeRatio, sizeRatio } of result.functions) {
    // How long it takes is not for a test to say: one turn on a busy machine tells nothing.
    expect(milliseconds).toBeGreaterThan(1);
    expect(timeRatio).toBeCloseTo(milliseconds / result.usualStack.milliseconds, 2);
    expect(sizeRatio).toBeLessThanOrEqual(0.45);
  }
  expect([start.print(result)].flat()[0]?.rows).toHaveLength(5);
});

test("the usual stack is what it is said to be: a megabyte", () => {
  const folder = mkdtempSync(join(tmpdir(), "jiesu-usual-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { bytes } = bundleUsualStack(folder);
  expect(bytes / 1024).toBeGreaterThan(1000);
  expect(bytes / 1024).toBeLessThan(1400);
});

test("a plain case keeps within its figures; its units are those of the table and its indexes together", async () => {
  const result = await measureCost({ only: ["plain", "withdrawal"], app: await sharedApp() });
  expect(result.reached).toBe(true);
  const { plain, withdrawal } = result.paths;
  expect(plain).toMatchObject({ transitions: 12, requests: 5, apiInvocations: 5, authorizerInvocations: 5 });
  expect(plain?.places.reduce((sum, { writeUnits }) => sum + writeUnits, 0)).toBe(plain?.writeUnits);
  expect(plain?.places.map(({ place }) => place.split("/")[1] ?? "table")).toEqual(
    expect.arrayContaining(["table", "by-due", "by-hour", "worklist"]),
  );
  expect(withdrawal?.requests).toBe(3);
  // Transitions and units do not depend on the machine: whoever changes them says so where they are told.
  const told = readFileSync(new URL("../../docs/benchmarks.md", import.meta.url), "utf8");
  for (const [path, one] of Object.entries(result.paths))
    expect(told).toContain(`| ${path} | ${one.transitions} | ${one.writeUnits} | ${one.readUnits} |`);
  expect(result.plainBill.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(plain?.dollarsPer1000 ?? 0);
  expect(cost.print(result)).toHaveLength(3);
}, 120_000);

test("a case uses the same at twice the rate", async () => {
  const result = await measureFlatCost({ small: 200, big: 400, app: await sharedApp() });
  expect([result.small.cases, result.big.cases]).toEqual([10, 20]);
  expect(result.small.transitions).toBe(12.2);
  expect(result.unitsRatio).toBeLessThanOrEqual(1.02);
}, 120_000);

test("the heat of keys, worked out from the stream, is what the engine counts", async () => {
  const result = await measureKeyHeat({ casesASecond: 2, pause: 1, seconds: 4, app: await sharedApp() });
  expect(result.kinds.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["table CASE", "table PARTNER", "worklist UNIT", "by-due DUE", "by-hour HOUR"]),
  );
  // As many cases end as begin: two cases' worth a second.
  expect(result.total).toBeGreaterThan(2 * 95);
  expect(result.total).toBeLessThan(2 * 120);
  expect(result.reached).toBe(true);
}, 120_000);

test("a change costs a unit a kilobyte, twice in a transaction; an index entry whose key moves costs two", () => {
  const wide = "a".repeat(1500);
  const keys = { pk: { S: "CASE#1" }, sk: { S: "CASE" } };
  const before = { ...keys, duePk: { S: "DUE#01" }, dueSk: { S: "1" }, text: { S: wide } };
  const after = { ...before, dueSk: { S: "2" } };
  const change = (images: object) => ({ dynamodb: { Keys: keys, ...images } }) as unknown as ChangeRecord;
  expect(writeUnitsOf(change({ OldImage: before, NewImage: after }))).toEqual([
    { key: "table CASE#1", units: 4 },
    { key: "by-due DUE#01", units: 1 },
    { key: "by-due DUE#01", units: 1 },
  ]);
  const waiting = { ...before, waitToken: { S: "token" } };
  expect(writeUnitsOf(change({ OldImage: before, NewImage: waiting }))).toEqual([{ key: "table CASE#1", units: 2 }]);
  expect(sizeOf({ pk: { S: "城" } })).toBe(5);
});

test("tickets are taken beside the same transactions", async () => {
  const result = await measureIntake({ rounds: 1, ticketsARound: 8, clients: 2, app: await sharedApp() });
  expect(result.post.perSecond).toBeGreaterThan(0);
  expect(result.bare.perSecond).toBeGreaterThan(0);
  expect(result.ratio).toBeGreaterThan(0);
});

test("tickets are taken beside open cases that went past the engine into its file", async () => {
  const sizes = { few: 10, many: 40, rounds: 1, ticketsARound: 5 };
  const result = await measureBacklog({ ...sizes, app: await sharedApp() });
  expect(result).toMatchObject({ few: { openCases: 10 }, many: { openCases: 40 } });
  expect(result.p99Ratio).toBeGreaterThan(0);
});

test("virtual time goes faster than real time while a few cases are handled", async () => {
  const result = await measureTimeTravel({ cases: 4, days: 1, app: await sharedApp() });
  expect(result).toMatchObject({ cases: 4, virtualSeconds: 86_400 });
  expect(result.timesRealTime).toBeGreaterThan(1);
}, 120_000);

test("--help names the benches, a wrong name is told in one line", async () => {
  const run = promisify(execFile);
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [main, "--help"]);
  expect(stdout).toContain("start, cost, flat-cost, key-heat, intake, backlog, time-travel");
  const failed = await run(process.execPath, [main, "nothing"]).catch((error) => error);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toMatch(/^the benches ended: there is no bench nothing: choose from .*\n$/);
});

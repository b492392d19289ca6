import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startDynamoDbEngine } from "../../../local/dynamodb/engine.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const answers = (endpoint: string) =>
  fetch(endpoint, { method: "POST" }).then(
    () => true,
    () => false,
  );

test("an engine answers until it is stopped", async () => {
  const engine = await startDynamoDbEngine();
  expect(await answers(engine.endpoint)).toBe(true);
  await engine.stop();
  expect(await answers(engine.endpoint)).toBe(false);
});

test("two clouds cannot use one file, but one can follow the other", async () => {
  const dbPath = join(folder, "tables.db");
  const cloud = await otherCloud(dbPath);
  try {
    await expect(startDynamoDbEngine({ dbPath })).rejects.toThrow(`another local cloud (process ${cloud.process.pid})`);
  } finally {
    cloud.process.kill("SIGTERM");
    await once(cloud.process, "exit");
  }
  const engine = await startDynamoDbEngine({ dbPath });
  await engine.stop();
  expect(existsSync(`${dbPath}.pid`)).toBe(false);
});

test("the engine of a cloud that was killed ends, and does not hinder the next one", async () => {
  const dbPath = join(folder, "tables.db");
  const cloud = await otherCloud(dbPath);
  cloud.process.kill("SIGKILL");
  await once(cloud.process, "exit");
  const engine = await startDynamoDbEngine({ dbPath });
  expect(await answers(cloud.endpoint)).toBe(false);
  expect(await answers(engine.endpoint)).toBe(true);
  const note = JSON.parse(readFileSync(`${dbPath}.pid`, "utf8"));
  expect(note).toMatchObject({ owner: process.pid, engine: expect.any(Number) });
  await engine.stop();
});

test("writing stays fast however many records a stream has: the engine finds the last one by an index", async () => {
  const dbPath = join(folder, "tables.db");
  const engine = await startDynamoDbEngine({ dbPath });
  const database = new DatabaseSync(dbPath);
  const plan = database
    .prepare(
      "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?",
    )
    .get("cases");
  database.close();
  await engine.stop();
  expect(plan?.detail).toContain("USING COVERING INDEX stream_order");
});

async function otherCloud(dbPath: string): Promise<{ process: ChildProcess; endpoint: string }> {
  const module = resolve(import.meta.dirname, "../../../local/dynamodb/engine.ts");
  const script = `
    const { startDynamoDbEngine } = await import(${JSON.stringify(module)});
    console.log((await startDynamoDbEngine({ dbPath: ${JSON.stringify(dbPath)} })).endpoint);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [endpoint] = await once(child.stdout, "data");
  return { process: child, endpoint: String(endpoint).trim() };
}

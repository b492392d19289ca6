import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { activateDirectory } from "../../shared/table/activation.ts";
import type { Table } from "../../shared/table/client.ts";
import { putDirectory, readDirectory } from "../../shared/table/directory.ts";
import { startCaseTable } from "../builders/case-table.ts";
import { city } from "../builders/city.ts";
import { listed } from "../builders/listed.ts";

let table: Table;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
});
afterAll(() => stop());

/** The same table, with what is read from it counted. */
function counted(): { table: Table; reads: () => number } {
  let reads = 0;
  const client = Object.create(table.client, {
    send: {
      value(...args: Parameters<Table["client"]["send"]>) {
        reads += 1;
        return table.client.send(...args);
      },
    },
  }) as Table["client"];
  return { table: { ...table, client }, reads: () => reads };
}

test("nothing can be opened before a directory is active, and the error says so", async () => {
  await expect(readDirectory(table).active()).rejects.toThrow("no directory is active");
  await expect(readDirectory(table).version("none")).rejects.toThrow("directory none is not in the table");
});

test("a version comes back as it was put, however large, and putting it again changes nothing", async () => {
  // What does not compress: more than three items' worth.
  const noise = Array.from({ length: 1200 }, () => listed("1", { evidence: randomBytes(400).toString("hex") }));
  const large = { ...city, version: "large", abnormalList: noise };
  await putDirectory(table, large);
  await putDirectory(table, large);
  expect(await readDirectory(table).version("large")).toEqual(large);
});

test("a version is read once a function, the active one looked up once a minute", async () => {
  await putDirectory(table, city);
  await putDirectory(table, { ...city, version: "next" });
  await activateDirectory(table, city.version);
  const at = { now: 0 };
  const { table: watched, reads } = counted();
  const reader = readDirectory(watched, () => at.now);
  expect(await reader.active()).toEqual(city);
  const once = reads();
  for (let index = 0; index < 20; index += 1) await Promise.all([reader.active(), reader.version(city.version)]);
  expect(reads()).toBe(once);
  await activateDirectory(table, "next");
  at.now = 59_999;
  expect((await reader.active()).version).toBe(city.version);
  at.now = 60_000;
  expect((await reader.active()).version).toBe("next");
});

test("a failed read is not remembered", async () => {
  const reader = readDirectory(table);
  await expect(reader.version("later")).rejects.toThrow();
  await putDirectory(table, { ...city, version: "later" });
  expect((await reader.version("later")).version).toBe("later");
});

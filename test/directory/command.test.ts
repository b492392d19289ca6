import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Table } from "../../shared/table/client.ts";
import { startCaseTable } from "../builders/case-table.ts";

let table: Table;
let stop: () => Promise<void>;
let url: string;
const folder = mkdtempSync(join(tmpdir(), "jiesu-directory-"));
const changed = join(folder, "changed");

beforeAll(async () => {
  ({ table, stop } = await startCaseTable());
  const endpoint = await table.client.config.endpoint?.();
  url = `http://${endpoint?.hostname}:${endpoint?.port}`;
  cpSync("sample", changed, { recursive: true });
  const channels = readFileSync(join(changed, "channels.yaml"), "utf8");
  writeFileSync(join(changed, "channels.yaml"), channels.replace("replyPath: on-site", "replyPath: phone"));
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const run = promisify(execFile);

/** What the command prints, or the error it ends with. */
async function directory(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = ["--require", "./local/before-typescript.cjs", "shared/directory/command.ts", ...words];
  try {
    const { stdout, stderr } = await run(process.execPath, command, { timeout: 60_000 });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
const onTable = (...words: string[]) =>
  directory(...words, "--table", table.name, "--endpoint-url", url, "--by", "ann", "--json");

test("a folder is imported, compared, activated and rolled back from the command line", {
  timeout: 120_000,
}, async () => {
  const first = JSON.parse((await onTable("import", "sample", "--activate")).out);
  expect(first).toMatchObject({ imported: true, active: true });

  const diff = JSON.parse((await onTable("diff", changed)).out);
  const change = { part: "channels", added: [], removed: [], changed: [{ id: "event-desk", fields: ["replyPath"] }] };
  expect(diff).toMatchObject({ from: first.version, changes: [change] });

  const second = JSON.parse((await onTable("import", changed)).out);
  expect(second).toMatchObject({ version: diff.to, imported: true, active: false });
  expect(JSON.parse((await onTable("list")).out)).toMatchObject({ active: first.version, history: [{ by: "ann" }] });

  expect(JSON.parse((await onTable("activate", second.version)).out)).toMatchObject({ version: second.version });
  expect(JSON.parse((await onTable("diff", first.version, second.version)).out).changes).toEqual([change]);
  expect(JSON.parse((await onTable("rollback")).out)).toMatchObject({ version: first.version, revision: 3 });

  const refused = await onTable("rollback");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out).error).toContain("no version was active before");
});

test("what is wrong goes to standard error, as findings for a program", { timeout: 60_000 }, async () => {
  writeFileSync(join(changed, "matrix.yaml"), "- { id: all, lead: nobody-at-all }\n");
  const { code, out, err } = await directory("validate", changed, "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out).findings).toMatchObject([{ file: "matrix.yaml", line: 1 }]);
  expect(err).toContain("matrix.yaml:1: there is no unit nobody-at-all");
});

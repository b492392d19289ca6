import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockDataDirectory } from "../../local/data-directory.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "data-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("a directory is made with its parents, and locked until it is released", () => {
  const data = join(folder(), "a", "b");
  const lock = lockDataDirectory(data);
  expect(() => lockDataDirectory(data)).toThrow(`in use by process ${process.pid}`);
  lock.release();
  lockDataDirectory(data).release();
});

test("the lock of a process that is gone is taken over", () => {
  const data = folder();
  const { pid } = spawnSync("true");
  writeFileSync(join(data, "lock"), JSON.stringify({ pid, started: "1" }));
  lockDataDirectory(data).release();
});

test("the lock of a process whose number another one has now is taken over", () => {
  const data = folder();
  writeFileSync(join(data, "lock"), JSON.stringify({ pid: process.pid, started: "1" }));
  lockDataDirectory(data).release();
});

test("a lock cut off by a crash is taken over", () => {
  const data = folder();
  writeFileSync(join(data, "lock"), "{");
  lockDataDirectory(data).release();
});

test.each(["/proc/jiesu", "/dev/null"])("%s is refused in one line that says what to do", (data) => {
  expect(() => lockDataDirectory(data)).toThrow(/cannot be written \(\w+\): choose another with --data <dir>$/);
});

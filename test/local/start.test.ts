import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Endpoint } from "../../local/announcement.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The default data directory of a folder that a person stands in. */
function dataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, ".local");
}

function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`local/${script}`, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Starts the local cloud as a process of its own and waits until it is ready. */
async function started(data: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    [join(root, "local/start.ts"), "--port", "0", "--aws-port", "0", "--clock", "manual", ...args],
    { cwd: dirname(data), stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  const read = (text: Buffer) => {
    said += text;
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  while (!existsSync(join(data, "endpoint.json"))) {
    if (child.exitCode !== null) throw new Error(`it did not start: ${said}`);
    await delay(50);
  }
  const endpoint = JSON.parse(readFileSync(join(data, "endpoint.json"), "utf8")) as Endpoint;
  while (!said.includes(endpoint.api)) await delay(20);
  return { child, endpoint, ended, said: () => said };
}

test("npm start prints a curl that works when pasted, carries on after kill -9, and ends cleanly", async () => {
  const data = dataDirectory();
  const first = await started(data);
  expect(first.said()).toContain(first.endpoint.aws);
  expect(first.endpoint).toMatchObject({ docs: `${first.endpoint.api}/docs`, pid: first.child.pid, clock: "manual" });
  const curl = first.said().slice(first.said().lastIndexOf("curl -s"));
  const { stdout } = spawnSync("/bin/sh", ["-c", curl], { encoding: "utf8" });
  const { caseId } = JSON.parse(stdout) as { caseId: string };
  first.child.kill("SIGKILL");
  await first.ended;
  rmSync(join(data, "endpoint.json"));

  const second = await started(data, "--json");
  expect(JSON.parse(second.said().split("\n")[0] ?? "")).toEqual(second.endpoint);
  const headers = { authorization: `Bearer ${first.endpoint.tokens.auditor}` };
  const seen = await (await fetch(`${second.endpoint.api}/v1/cases/${caseId}`, { headers })).json();
  expect(seen).toMatchObject({ caseId });

  const token = run("token.ts", "unit", "--unit", "station-gangqian", "--data", data, "--json");
  expect(JSON.parse(token.stdout).claims).toMatchObject({ actor: "unit", unit: "station-gangqian" });
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(run("token.ts", "analyst", "--data", data).stdout).toMatch(/^ey[\w-]+\.[\w-]+\.[\w-]+\n$/);
}, 120_000);

test.each([
  ["start.ts", ["--data", "/dev/null"], "the data directory /dev/null cannot be written"],
  ["start.ts", ["--clock", "fast"], "--clock fast is not a clock"],
  ["start.ts", ["--port", "99999"], "--port 99999 is not a port"],
  ["start.ts", ["--prot", "1"], "Unknown option '--prot'"],
  ["token.ts", ["partner", "--data", "/nowhere"], "no local cloud has run over /nowhere"],
])("%s %j says what is wrong in one line", (script, args, message) => {
  const { status, stdout, stderr } = run(script, ...args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("a token for nobody we know, or for a unit without its name, is refused", () => {
  const data = dataDirectory();
  const issued = (...args: string[]) => run("token.ts", ...args, "--data", data).stderr;
  expect(issued("king")).toContain("no local cloud has run");
});

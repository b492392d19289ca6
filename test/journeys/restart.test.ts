import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { CaseView } from "../../shared/api/case-view.ts";
import { resolution, satisfied, seafoodOf } from "./city.ts";

interface Endpoint {
  api: string;
  aws: string;
  pid: number;
  tokens: Record<string, string>;
}

const start = fileURLToPath(new URL("../../local/start.ts", import.meta.url));
const clockStart = "2026-03-02T09:30:00+08:00";

/** Runs `npm start` on a data directory until it is ready. */
async function running(data: string): Promise<{ process: ChildProcess; endpoint: Endpoint }> {
  const args = [
    start,
    "--data",
    data,
    "--port",
    "0",
    "--aws-port",
    "0",
    "--clock",
    "manual",
    "--clock-start",
    clockStart,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      said.push(chunk.toString());
      if (said.join("").includes("curl")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${said.join("")}`)));
  });
  return { process: child, endpoint: JSON.parse(readFileSync(join(data, "endpoint.json"), "utf8")) as Endpoint };
}

test("killed with cases open, the next start carries every one of them on", { timeout: 180_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "jiesu-restart-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const first = await running(data);
  const call = async (endpoint: Endpoint, actor: string, method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${endpoint.tokens[actor]}`, "content-type": "application/json" };
    const response = await fetch(`${endpoint.api}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as CaseView };
  };
  const send = (endpoint: Endpoint, index: number) =>
    call(endpoint, "partner", "POST", "/v1/tickets", seafoodOf(`r-${index}`));
  const timeAt = async ({ aws }: Endpoint, move?: object) => {
    const init = move === undefined ? {} : { method: "POST", body: JSON.stringify(move) };
    return ((await (await fetch(`${aws}/_local/clock`, init)).json()) as { now: string }).now;
  };
  await timeAt(first.endpoint, { advance: "PT5M" });
  const caseIds: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const { status, body } = await send(first.endpoint, index);
    expect(status).toBe(201);
    caseIds.push(body.caseId);
  }
  const before = await timeAt(first.endpoint);
  // Some of the twelve are still on their way through triage and routing.
  const gone = new Promise((resolve) => first.process.once("exit", resolve));
  first.process.kill("SIGKILL");
  await gone;

  const second = await running(data);
  expect((await timeAt(second.endpoint)) >= before, "time ran back").toBe(true);
  // Whoever did not hear the answer sends again, and hears of the same case.
  for (const [index, caseId] of caseIds.entries()) {
    expect(await send(second.endpoint, index)).toMatchObject({ status: 201, body: { caseId } });
  }
  const state = async (caseId: string) => (await call(second.endpoint, "auditor", "GET", `/v1/cases/${caseId}`)).body;
  await expect
    .poll(async () => (await Promise.all(caseIds.map(state))).map(({ stage, epoch }) => `${stage} ${epoch}`), {
      timeout: 30_000,
      interval: 250,
    })
    .toEqual(caseIds.map(() => "acceptance 2"));

  const [caseId] = caseIds;
  const lead = `/v1/cases/${caseId}/assignments/lead`;
  const solved = { ...resolution, told: { ...resolution.told, at: before } };
  expect((await call(second.endpoint, "unit", "POST", `${lead}/acceptance`)).status).toBe(200);
  expect((await call(second.endpoint, "unit", "POST", `${lead}/resolution`, solved)).status).toBe(200);
  const closed = await call(second.endpoint, "callback", "POST", `/v1/cases/${caseId}/callbacks/1/result`, satisfied);
  expect(closed.body).toMatchObject({ stage: "closed", outcome: "satisfied" });
});

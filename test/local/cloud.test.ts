import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Cloud, type CloudOptions, startCloud } from "../../local/cloud.ts";
import { openPort } from "../../local/ports.ts";
import { type SynthesizedApp, synthesizeApp } from "../../local/synthesize.ts";

const start = Date.parse("2026-03-02T09:00:00+08:00");
const appeal = readFileSync(new URL("../../sample/appeals.jsonl", import.meta.url), "utf8").split("\n")[0] ?? "";

let app: SynthesizedApp;
beforeAll(async () => {
  app = await synthesizeApp();
});

async function cloudWith(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const cloud = await startCloud({ clock: { kind: "manual" }, clockStart: start, app, ...options });
  onTestFinished(() => cloud.kill());
  return cloud;
}

function dataDirectory(): string {
  const data = mkdtempSync(join(tmpdir(), "cloud-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

async function call(cloud: Cloud, actor: Parameters<Cloud["tokenFor"]>[0], path: string, body?: string) {
  const response = await fetch(cloud.apiUrl + path, {
    ...(body !== undefined && { method: "POST", body }),
    headers: { authorization: `Bearer ${await cloud.tokenFor(actor)}`, "content-type": "application/json" },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function openCase(cloud: Cloud): Promise<string> {
  const { status, body } = await call(cloud, "partner", "/v1/tickets", appeal);
  expect(status).toBe(201);
  await cloud.clock.idle();
  return String(body.caseId);
}

async function executionsOf(cloud: Cloud, caseId: string) {
  const [machine] = cloud.assembly.resources.filter(({ type }) => type === "AWS::StepFunctions::StateMachine");
  const listed = await cloud.stepFunctions("ListExecutions", { stateMachineArn: machine?.arn ?? "" }, "cli");
  const executions = listed.executions as { name: string; status: string }[];
  return executions
    .filter(({ name }) => name.startsWith(caseId))
    .map(({ name, status }) => `${name.split("-")[1]} ${status}`);
}

test("the whole app runs: nothing in its assembly is unknown, a ticket becomes a case that a workflow drives", async () => {
  const cloud = await cloudWith();
  expect(cloud.assembly.unknown).toEqual([]);
  const caseId = await openCase(cloud);
  expect(await executionsOf(cloud, caseId)).toEqual(["1 RUNNING"]);
  const { body } = await call(cloud, "auditor", `/v1/cases/${caseId}`);
  expect(body).toMatchObject({ caseId, stage: "acceptance" });
  const [bus] = cloud.assembly.resources.filter(({ type }) => type === "AWS::Events::EventBus");
  const published = cloud.eventBridge.recentEvents().filter((recent) => recent.bus === bus?.name);
  expect(published.map(({ event }) => event["detail-type"])).toContain("CaseOpened");
  expect(cloud.meter.snapshot().invocations.filter(({ failed }) => failed > 0)).toEqual([]);
});

test("a token that nobody signed, an expired one and one of another issuer are refused", async () => {
  const cloud = await cloudWith();
  const token = await cloud.tokenFor({ kind: "auditor", lifetime: 60 });
  const status = async (authorization: string) =>
    (await fetch(`${cloud.apiUrl}/v1/cases/01KJP0Y9M0JY47V3SVE153A6ZP`, { headers: { authorization } })).status;
  expect(await status(`Bearer ${token}`)).toBe(404);
  expect(await status(`Bearer ${token.slice(0, -6)}AAAAAA`)).toBe(401);
  // A cached answer lasts longer than this token, so a fresh one is asked about.
  const late = await cloud.tokenFor({ kind: "auditor", id: "late", lifetime: 60 });
  await cloud.clock.advanceTo(start + 120_000);
  expect(await status(`Bearer ${late}`)).toBe(401);
});

describe("over a data directory", () => {
  test("every open case goes on after a kill, under a new epoch, and time does not run back", async () => {
    const data = dataDirectory();
    const first = await cloudWith({ data });
    const caseId = await openCase(first);
    await first.clock.advanceTo(start + 3600_000);
    await first.kill();

    const second = await cloudWith({ data, clockStart: start - 86_400_000 });
    expect(second.clock.now()).toBeGreaterThanOrEqual(start + 3600_000);
    await second.clock.idle();
    expect(await executionsOf(second, caseId)).toEqual(["2 RUNNING"]);
    expect((await call(second, "auditor", `/v1/cases/${caseId}`)).body).toMatchObject({ stage: "acceptance" });
  });

  test("only one cloud runs at a time", async () => {
    const data = dataDirectory();
    const first = await cloudWith({ data });
    await expect(cloudWith({ data })).rejects.toThrow(/in use by process \d+: stop it/);
    await first.stop();
    await cloudWith({ data });
  });
});

test("a port that is taken is said in one line, and nothing is left running", async () => {
  const taken = await openPort(0, "--port");
  onTestFinished(taken.close);
  const data = dataDirectory();
  const port = Number(new URL(taken.url).port);
  await expect(cloudWith({ data, port })).rejects.toThrow(`port ${port} is taken: choose another with --port <number>`);
  await cloudWith({ data });
});

describe("faults", () => {
  test("a function fails after its work: the workflow tries again and nothing is doubled", async () => {
    const failed: string[] = [];
    const cloud = await cloudWith({
      faults: {
        invocation(name, _payload, phase) {
          if (phase !== "after" || !name.endsWith("triage-case") || failed.length > 0) return undefined;
          failed.push(name);
          return Object.assign(new Error("crashed"), { name: "Lambda.ServiceException" });
        },
      },
    });
    const caseId = await openCase(cloud);
    await cloud.clock.advanceTo(cloud.clock.now() + 60_000);
    expect(failed).toHaveLength(1);
    const { body } = await call(cloud, "auditor", `/v1/cases/${caseId}`);
    expect(body).toMatchObject({ stage: "acceptance" });
  });

  test("deliveries come twice", async () => {
    const cloud = await cloudWith({ faults: { deliverTwice: () => true } });
    const caseId = await openCase(cloud);
    expect(await executionsOf(cloud, caseId)).toEqual(["1 RUNNING"]);
  });
});

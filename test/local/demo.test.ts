import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DeleteItemCommand, type DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { measurePlainCase } from "../../local/cost/plain-case.ts";
import { readAppeals } from "../../local/demo/appeals.ts";
import { createChance } from "../../local/demo/chance.ts";
import { asJson } from "../../local/demo/json-report.ts";
import { localHours } from "../../local/demo/local-hours.ts";
import { findLost } from "../../local/demo/lost.ts";
import { liveThrough, type Month } from "../../local/demo/month.ts";
import { type DemoResult, sumUp } from "../../local/demo/result.ts";
import { readContents } from "../../local/demo/table-contents.ts";
import { asText } from "../../local/demo/text-report.ts";
import { timelineOf } from "../../local/demo/timeline.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { toItem } from "../../shared/table/case-item.ts";
import { caseKey } from "../../shared/table/keys.ts";
import { sharedApp } from "../shared-app.ts";

const sample = fileURLToPath(new URL("../../sample", import.meta.url));
const directory = loadDirectory(sample);
const [calendar] = directory.calendars;
if (calendar === undefined) throw new Error("the sample has no calendar");
const known = { directory, hours: localHours(calendar), chance: createChance(7) };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jiesu-demo-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inFile(name: string, ...lines: (object | string)[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
}

describe("the input", () => {
  test("bodies of POST /v1/tickets are sent as they are, each with its channel's token", () => {
    const body = { channel: "wechat", title: "路灯不亮", body: "三盏路灯不亮", unknown: 1 };
    expect(readAppeals(inFile("bodies.jsonl", body), known)).toEqual([
      { number: 1, partner: "wechat", body, at: undefined },
    ]);
  });

  test("a plain appeal becomes a ticket of a channel that asks for nothing it lacks", () => {
    const plain = {
      id: "a-1",
      title: "路灯不亮",
      body: "三盏路灯不亮",
      region: "别处",
      label: "市政",
      time: "2026-03-03 10:15:00",
    };
    const appeals = readAppeals(inFile("plain.jsonl", ...Array.from({ length: 40 }, () => plain)), known);
    for (const { partner, body, at } of appeals) {
      const { requires } = directory.channels.find(({ code }) => code === partner) ?? { requires: ["nothing"] };
      expect(requires.filter((field) => !["externalRef", "title"].includes(field))).toEqual([]);
      expect(body).toEqual({
        channel: partner,
        externalRef: "a-1",
        title: "路灯不亮",
        body: "三盏路灯不亮",
        address: "别处",
      });
      expect(at).toBe(Date.parse("2026-03-03T10:15:00+08:00"));
    }
    expect(new Set(appeals.map(({ partner }) => partner)).size).toBeGreaterThan(3);
  });

  test("a time outside the published calendar is ignored, a missing title taken from the text", () => {
    const [appeal] = readAppeals(
      inFile("old.jsonl", { title: "", body: "路灯不亮", time: "2016-07-01 15:38:40" }),
      known,
    );
    expect(appeal?.at).toBeUndefined();
    expect(appeal?.body).toMatchObject({ title: "路灯不亮", body: "路灯不亮", externalRef: "line-1" });
  });

  test("a line that is no JSON is named with file and line, as is a missing file", () => {
    const file = inFile("bad.jsonl", { title: "一", body: "二" }, "{no json");
    expect(() => readAppeals(file, known)).toThrow(`${file}:2: not JSON`);
    expect(() => readAppeals("no-such.jsonl", known)).toThrow("no-such.jsonl is not there");
    expect(() => readAppeals(inFile("list.jsonl", "[1]"), known)).toThrow(/list.jsonl:1: not a JSON object/);
  });
});

describe("two weeks of a small city", () => {
  let cloud: Cloud;
  let month: Month;
  let result: DemoResult;
  const progress: string[] = [];

  beforeAll(async () => {
    cloud = await startCloud({
      clock: { kind: "manual" },
      clockStart: Date.parse("2026-03-02T09:00:00+08:00"),
      app: await sharedApp(),
    });
    const tooLong = { channel: "wechat", title: "路灯不亮", body: "灯".repeat(20_001) };
    const appeals = [
      ...readAppeals(join(sample, "appeals.jsonl"), { ...known, limit: 20 }),
      { number: 21, partner: "wechat", body: tooLong, at: undefined },
    ];
    const plainCase = await measurePlainCase(cloud);
    const before = cloud.meter.snapshot();
    month = await liveThrough(cloud, { ...known, appeals, days: 14, onDay: ({ date }) => progress.push(date) });
    result = await sumUp(cloud, { seed: 7, days: 14, plainCase, month, before });
  }, 120_000);
  afterAll(() => cloud?.kill());

  test("nothing is lost or doubled, and what the API refuses is counted as refused", () => {
    expect(result).toMatchObject({ tickets: 20, refused: 1, doubled: 0, lost: [] });
    expect(result.outcomes.cases).toBe(20);
    expect(result.outcomes.stalled).toBe(0);
  });

  test("people act: cases are closed after callbacks, and every case that is open is at a stage", () => {
    const { byOutcome, byStage, byType } = result.outcomes;
    expect(byOutcome.satisfied).toBeGreaterThan(5);
    const sum = (counts: object) => Object.values(counts).reduce((total: number, count) => total + Number(count), 0);
    expect(sum(byStage)).toBe(20);
    expect(sum(byOutcome)).toBe(byStage.closed);
    expect(byType.AssignmentAccepted).toBeGreaterThan(10);
    expect(progress).toHaveLength(14);
    expect(progress.slice(0, 2)).toEqual(["2026-03-02", "2026-03-03"]);
  });

  test("a plain case takes at most twelve transitions, four task invocations, and 45 cents for a thousand", () => {
    expect(result.plainCase.transitions).toBeLessThanOrEqual(12);
    expect(result.plainCase.taskInvocations).toBeLessThanOrEqual(4);
    expect(result.dollarsPer1000.plainCase).toBeLessThanOrEqual(0.45);
  });

  test("the JSON document holds the figures, the text shows them", async () => {
    const document = JSON.parse(asJson(result));
    expect(document).toMatchObject({ tickets: 20, refused: 1, cases: 20, lost: 0, virtualSeconds: 14 * 86_400 });
    expect(document.plainCase.transitions).toBe(result.plainCase.transitions);
    expect(document.timesRealTime).toBeGreaterThan(1000);
    expect(asText(result)).toMatch(/closed by outcome +satisfied \d+/);
    const { mostEventful = "" } = result.outcomes;
    const timeline = await timelineOf(cloud, mostEventful, "Asia/Shanghai");
    expect(timeline).toMatch(/ 1 {2}2026-03-0\d \d\d:\d\d {2}CaseOpened/);
    expect(timeline).toContain("The chain of hashes is whole.");
  });

  test("a case whose items are deleted by hand is lost", async () => {
    const [victim] = month.casebook.posted;
    if (victim === undefined) throw new Error("no ticket was posted");
    const { client, name } = cloud.table;
    await deleteAll(client, name, caseKey(victim.caseId).pk);
    const lost = findLost(month.casebook.posted, await readContents(cloud.table));
    expect(lost).toEqual([{ posted: victim, missing: "case" }]);
  });

  test("a history that lacks an event is lost too", async () => {
    const victim = month.casebook.posted[1];
    if (victim === undefined) throw new Error("no second ticket was posted");
    const { client, name } = cloud.table;
    const Key = toItem({ pk: caseKey(victim.caseId).pk, sk: "EVENT#000002" });
    await client.send(new DeleteItemCommand({ TableName: name, Key }));
    const lost = findLost(month.casebook.posted, await readContents(cloud.table));
    expect(lost).toContainEqual({ posted: victim, missing: "history" });
  });
});

describe("npm run demo", () => {
  const run = promisify(execFile);
  const demo = fileURLToPath(new URL("../../local/demo/demo.ts", import.meta.url));
  const failing = (...args: string[]) =>
    run(process.execPath, [demo, ...args]).then(
      () => undefined,
      (error) => error,
    );

  test("--help says what it does", async () => {
    const { stdout } = await run(process.execPath, [demo, "--help"]);
    expect(stdout).toContain("--input <file>");
  });

  test("--json prints one document on standard output, progress goes to standard error", async () => {
    const { stdout, stderr } = await run(process.execPath, [demo, "--limit", "3", "--days", "2", "--json"]);
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({ tickets: 3, cases: 3, lost: 0, days: 2, seed: 1 });
    expect(stderr).toMatch(/2026-03-02 Mon {2}cases \d/);
  });

  test("a wrong option, a missing file and a bad line are told in one line", async () => {
    const option = await failing("--days", "0");
    expect(option).toMatchObject({ code: 1, stdout: "" });
    expect(option.stderr).toMatch(/^the demo ended: --days 0 is not possible.*\n$/);
    const file = await failing("--input", "no-such.jsonl");
    expect(file.stderr).toMatch(/^the demo ended: no-such.jsonl is not there.*\n$/);
    const line = await failing("--input", inFile("bad-line.jsonl", "{"));
    expect(line.stderr).toMatch(/^the demo ended: .*bad-line.jsonl:1: not JSON.*\n$/);
  });
});

async function deleteAll(client: DynamoDBClient, TableName: string, pk: string): Promise<void> {
  const query = { TableName, KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: toItem({ ":pk": pk }) };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const { pk, sk } of Items) {
      if (pk && sk) await client.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
    }
  }
}

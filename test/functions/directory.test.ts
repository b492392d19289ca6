import "../builders/environment.ts";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newHandler as cases } from "../../functions/cases/handler.ts";
import { newHandler as directory } from "../../functions/directory/handler.ts";
import * as calls from "../../shared/api/calls/directory.ts";
import { getDuty } from "../../shared/api/calls/duty.ts";
import type { Route } from "../../shared/api/route.ts";
import { filesIn, loadDirectory } from "../../shared/directory/load.ts";
import type { Actor } from "../../shared/domain/actor.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { call } from "../builders/api-event.ts";
import { caseStore, startCaseTable } from "../builders/case-table.ts";
import { caller, harbour, partner } from "../builders/city.ts";
import { local } from "../builders/story.ts";

const administrator: Actor = { kind: "administrator", id: "admin-1" };
const auditor: Actor = { kind: "auditor", id: "auditor-1" };
const at = { now: local("2026-07-25 21:00") };
const sample = loadDirectory("sample");
const files = Object.fromEntries([...filesIn("sample")].map(([file, bytes]) => [file, Buffer.from(bytes).toString()]));

let store: CaseStore;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startCaseTable();
  stop = started.stop;
  store = await caseStore(started.table, at, sample);
});
afterAll(() => stop());

const ask = (route: Pick<Route, "method" | "path">, sent: Parameters<typeof call>[2] = {}) =>
  call(directory(store), route, { actor: administrator, ...sent });
const changed = (file: string, from: string, to: string) => {
  expect(files[file]).toContain(from);
  return { ...files, [file]: files[file]?.replace(from, to) };
};

test("validation answers with the version, or with every finding by file and line, and keeps nothing", async () => {
  const sound = await ask(calls.postDirectoryValidation, { body: { name: "sample", files } });
  expect(sound).toMatchObject({
    status: 200,
    body: { valid: true, version: sample.version, findings: [], warnings: [] },
  });
  const broken = changed("matrix.yaml", "lead: transport,", "lead: trams,");
  const { status, body } = await ask(calls.postDirectoryValidation, { body: { name: "sample", files: broken } });
  const line = readFileSync("sample/matrix.yaml", "utf8")
    .split("\n")
    .findIndex((text) => text.includes("id: transport"));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    valid: false,
    findings: [{ file: "matrix.yaml", line: line + 1, message: expect.stringContaining("no unit trams") }],
  });
  expect((await ask(calls.getDirectoryVersions)).body.versions).toHaveLength(1);
});

test("a shift that nobody takes is a warning", async () => {
  const alone = changed(
    "roster.yaml",
    "shifts: [night] }\n",
    "shifts: [night], leave: [{ from: 2026-07-30, to: 2026-07-30 }] }\n",
  );
  const { body } = await ask(calls.postDirectoryValidation, { body: { name: "sample", files: alone } });
  expect(body.warnings).toEqual([
    "roster.yaml: nobody takes shift night of unit public-security on 2026-07-30 (rule everyday)",
  ]);
});

test("an import is refused with a pointer to each file", async () => {
  const broken = { ...changed("matrix.yaml", "lead: transport,", "lead: trams,"), "notes.yaml": "x: 1" };
  const { status, body } = await ask(calls.postDirectoryVersion, { body: { name: "sample", files: broken } });
  expect(status).toBe(422);
  expect(body.errors).toMatchObject([
    { pointer: "/files/notes.yaml", detail: expect.stringMatching(/^line 1: is no part/) },
  ]);
});

test("a version is imported, compared, activated and rolled back, each by whoever did it", async () => {
  const next = changed("channels.yaml", "replyPath: on-site", "replyPath: phone");
  const imported = await ask(calls.postDirectoryVersion, { body: { name: "next", files: next } });
  expect(imported).toMatchObject({ status: 201, body: { imported: true } });
  const { version } = imported.body;
  expect((await ask(calls.postDirectoryVersion, { body: { name: "next", files: next } })).body.imported).toBe(false);

  const { body: diff } = await ask(calls.getDirectoryDiff, { query: { to: version } });
  expect(diff).toMatchObject({
    from: sample.version,
    to: version,
    words: ["channels: changed event-desk (replyPath)"],
  });
  const { body: back } = await ask(calls.getDirectoryDiff, { query: { from: version, to: sample.version } });
  expect(back.changes).toEqual(diff.changes);

  const stale = { version, replaces: "sample-000000000000" };
  expect(await ask(calls.postDirectoryActivation, { body: stale })).toMatchObject({
    status: 409,
    body: { code: "DirectoryChanged" },
  });
  const activated = await ask(calls.postDirectoryActivation, { body: { version, replaces: sample.version } });
  expect(activated).toMatchObject({ status: 200, body: { version, by: "admin-1", at: at.now } });
  const { body: listed } = await ask(calls.getDirectoryVersions, { actor: auditor });
  expect(listed).toMatchObject({ active: version, history: [{ version }, { version: sample.version }] });
  expect(listed.versions).toHaveLength(2);

  expect((await ask(calls.postDirectoryRollback, { body: {} })).body.version).toBe(sample.version);
  expect((await ask(calls.postDirectoryRollback, { body: {} })).body).toMatchObject({ code: "NothingBefore" });
});

test.each([
  ["activated", calls.postDirectoryActivation, { body: { version: "none-0" } }],
  ["compared", calls.getDirectoryDiff, { query: { to: "none-0" } }],
])("a version that is not there cannot be %s", async (_what, route, sent) => {
  expect(await ask(route, sent)).toMatchObject({ status: 404, body: { code: "NoSuchVersion" } });
});

test("only the administrator changes the directory; an auditor looks, others do neither", async () => {
  const status = async (actor: Actor, route: Pick<Route, "method" | "path">, sent = {}) =>
    (await ask(route, { actor, ...sent })).status;
  const body = { version: sample.version };
  for (const actor of [auditor, partner, harbour, caller])
    expect(await status(actor, calls.postDirectoryActivation, { body })).toBe(403);
  expect(await status(auditor, calls.getDirectoryVersions)).toBe(200);
  for (const actor of [partner, harbour, caller]) expect(await status(actor, calls.getDirectoryVersions)).toBe(403);
});

test("a body of megabytes is taken, one of more than five is not", async () => {
  const padding = (bytes: number) => ({
    ...files,
    "triage.yaml": `# ${"词".repeat(bytes / 3)}\n${files["triage.yaml"]}`,
  });
  const send = (bytes: number) =>
    ask(calls.postDirectoryValidation, { body: { name: "sample", files: padding(bytes) } });
  expect(await send(4_000_000)).toMatchObject({ status: 200, body: { valid: true } });
  expect(await send(5_300_000)).toMatchObject({ status: 413 });
});

test("who is on duty is told to unit staff and the centre, with whoever answers where nobody is", async () => {
  const duty = (unit: string, query = {}, actor: Actor = harbour) =>
    call(cases(store), getDuty, { actor, params: { unit }, query });
  const { status, body } = await duty("public-security");
  expect(status).toBe(200);
  expect(getDuty.success.schema.parse(body)).toMatchObject({
    ...{ unit: "public-security", at: at.now, officers: [{ name: "董警长", phone: "13800009202" }] },
    duties: [{ rule: "everyday" }, { rule: "peak-season" }, { rule: "events" }].map((one) =>
      expect.objectContaining(one),
    ),
    answering: { unit: "public-security" },
  });
  const station = (await duty("station-jintan", { at: "2026-07-27T03:00:00+08:00" }, caller)).body;
  expect(station).toMatchObject({ officers: [{ name: "白所长" }], answering: { unit: "station-jintan" } });
  const silent = (await duty("station-xiqiao", { at: "2026-03-02T03:00:00+08:00" })).body;
  expect(silent).toMatchObject({
    officers: [],
    answering: { unit: "market-supervision", officers: [{ name: "龙科长" }] },
  });
  const atWork = async (unit: string, at: string) => (await duty(unit, { at })).body.atWork;
  expect(await atWork("water-company", "2026-03-02T12:30:00+08:00")).toBe(true);
  expect(await atWork("market-supervision", "2026-03-02T12:30:00+08:00")).toBe(false);
  expect(await atWork("market-supervision", "2029-03-02T12:30:00+08:00")).toBeUndefined();
  expect((await duty("nowhere")).body.code).toBe("NoSuchUnit");
  expect((await duty("public-security", {}, partner)).status).toBe(403);
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { TicketBody } from "../../shared/api/ticket.ts";
import { leaves } from "../../shared/directory/check-trees.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { Kind, kinds, Severity, severities } from "../../shared/directory/names.ts";
import { regionOf } from "../../shared/domain/region.ts";
import { candidates } from "../../shared/domain/routing.ts";
import { classify } from "../../shared/domain/triage/classify.ts";

const city = loadDirectory("sample");
const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");
const appeals = lines("sample/appeals.jsonl").map((line) => TicketBody.parse(JSON.parse(line)));
const Labels = z.record(z.string(), z.tuple([Kind, z.string(), Severity]));
const labels = Labels.parse(parse(readFileSync("test/sample/labels.yaml", "utf8")));
const labelled = appeals.map((appeal) => {
  const label = labels[appeal.externalRef ?? ""];
  if (!label) throw new Error(`${appeal.externalRef} has no label`);
  return { appeal, label };
});
const filed = new Set(leaves(city.categories));

describe("the sample city", () => {
  test("loads clean, and is as large as it says", () => {
    const of = (...wanted: string[]) => city.units.filter(({ kind }) => wanted.includes(kind)).length;
    expect(of("district")).toBe(4);
    expect(of("station")).toBe(12);
    expect(of("bureau", "department", "utility")).toBeGreaterThanOrEqual(20);
    expect(filed.size).toBeGreaterThanOrEqual(150);
    for (const leaf of filed) expect(leaf.split(".").length, leaf).toBeGreaterThanOrEqual(3);
    expect(city.channels).toHaveLength(18);
  });

  test("every category has words, so that triage can find it", () => {
    expect(new Set(city.triage.categories.map(({ category }) => category))).toEqual(filed);
  });
});

describe("the sample appeals", () => {
  test("are eighty, over all channels, kinds and severities", () => {
    expect(appeals).toHaveLength(80);
    expect(new Set(appeals.map(({ externalRef }) => externalRef)).size).toBe(80);
    expect(new Set(appeals.map(({ channel }) => channel))).toEqual(new Set(city.channels.map(({ code }) => code)));
    expect(new Set(labelled.map(({ label }) => label[0]))).toEqual(new Set(kinds));
    expect(new Set(labelled.map(({ label }) => label[2]))).toEqual(new Set(severities));
  });

  test("bring what their channel asks for", () => {
    for (const appeal of appeals) {
      const brought: Record<string, unknown> = {
        ...appeal,
        "requester.phone": appeal.requester?.phone,
        enterprise: appeal.requester?.enterprise,
      };
      const channel = city.channels.find(({ code }) => code === appeal.channel);
      expect(channel?.requires.filter((field) => brought[field] === undefined)).toEqual([]);
    }
  });

  test("name no real telephone, and say nothing about when they came", () => {
    for (const { requester, receivedAt } of appeals) {
      expect(receivedAt).toBeUndefined();
      if (requester?.phone !== undefined) expect(requester.phone).toMatch(/^1380000\d{4}$/);
    }
  });

  test("with coordinates lie in the area that their address tells", () => {
    const located = appeals.filter(({ location }) => location !== undefined);
    expect(located.length).toBeGreaterThanOrEqual(5);
    for (const { location, address, title } of located)
      expect(regionOf(city, { location }), title).toBe(regionOf(city, { address }));
  });

  test("are all filed under a leaf category, and read rightly by words alone", () => {
    const read = labelled.map(({ appeal: { title, body }, label: [kind, category, severity] }) => {
      const triage = classify(city.triage, { title, body });
      expect(filed).toContain(triage.category);
      return [triage.kind === kind, triage.category === category, triage.severity === severity];
    });
    const share = (field: number) => read.filter((row) => row[field]).length / read.length;
    expect(share(0)).toBeGreaterThanOrEqual(0.9);
    expect(share(1)).toBeGreaterThanOrEqual(0.95);
    expect(share(2)).toBeGreaterThanOrEqual(0.95);
  });

  test("no urgent or major appeal is read as general", () => {
    for (const { appeal, label } of labelled.filter((one) => one.label[2] !== "general")) {
      expect([label[2], "major"], appeal.title).toContain(classify(city.triage, appeal).severity);
    }
  });

  test("find a unit, but for those whose place nobody knows", () => {
    const unrouted = appeals.filter(({ title, body, region, location, address, ...hints }) => {
      const { category, kind, tracks } = classify(city.triage, { title, body, ...hints });
      const place = regionOf(city, { region, location, address, text: `${title} ${body}` });
      const found = candidates(city, { category, kind, tracks, region: place });
      if (found.length === 0) expect(place).toBeUndefined();
      return found.length === 0;
    });
    expect(unrouted.length).toBeGreaterThan(0);
    expect(unrouted.length).toBeLessThanOrEqual(4);
  });
});

describe("what must be refused", () => {
  const Bad = z.strictObject({ body: z.unknown(), why: z.string().min(1), expect: z.literal([400, 413, 422]) });
  const bad = lines("sample/appeals-bad.jsonl").map((line) => Bad.parse(JSON.parse(line)));

  test.each(bad.map((one) => [one.why, one] as const))("%s", (_why, { body, expect: status }) => {
    const sent = typeof body === "string" ? body : JSON.stringify(body);
    expect(refusedBy(sent)).toBe(status);
  });

  /** The status by size, form, schema and directory; what only the time of receipt decides counts as decided. */
  function refusedBy(sent: string): number | undefined {
    if (Buffer.byteLength(sent) > 256 * 1024) return 413;
    if (sent.includes("\uFFFD")) return 400;
    let value: unknown;
    try {
      value = JSON.parse(sent);
    } catch {
      return 400;
    }
    const ticket = TicketBody.safeParse(value);
    if (!ticket.success) return 422;
    const { channel, region, category, receivedAt, requester } = ticket.data;
    const known = city.channels.find(({ code }) => code === channel);
    if (!known) return 422;
    if (region !== undefined && !city.regions.some(({ code }) => code === region)) return 422;
    if (category !== undefined && !city.categories.some(({ code }) => code === category)) return 422;
    const brought: Record<string, unknown> = {
      ...ticket.data,
      "requester.phone": requester?.phone,
      enterprise: requester?.enterprise,
    };
    if (known.requires.some((field) => brought[field] === undefined)) return 422;
    return receivedAt !== undefined && (receivedAt < "2025" || receivedAt > "2027") ? 422 : undefined;
  }
});

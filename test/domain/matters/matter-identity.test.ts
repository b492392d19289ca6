import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadDirectory } from "../../../shared/directory/load.ts";
import { likeness } from "../../../shared/domain/matter/likeness.ts";
import { type Appeal, relatedTo } from "../../../shared/domain/matter/related.ts";
import { hashesIn, keysOf, mostPairs, sketchOf } from "../../../shared/domain/matter/sketch.ts";
import { regionOf } from "../../../shared/domain/region.ts";
import { classify } from "../../../shared/domain/triage/classify.ts";
import { otherMatter, sameMatter, type Words } from "./paraphrases.ts";

const directory = loadDirectory("sample");
const { duplicates } = directory.triage;

function appeal(caseId: string, [title, body, address, respondent]: Words, more: Partial<Appeal> = {}): Appeal {
  const { category } = classify(directory.triage, { title, body });
  const region = regionOf(directory, { address, text: `${title} ${body}` });
  const sketch = sketchOf({ title, body, address, respondent, category, region });
  return { caseId, receivedAt: "2026-03-02T00:00:00.000Z", kind: "complaint", sketch, ...more };
}

const related = (a: Appeal, b: Appeal, who: "same" | "other") =>
  relatedTo(a, who === "same" ? [b] : [], who === "other" ? [b] : [], duplicates);

describe("labelled paraphrases", () => {
  const told = (pairs: [Words, Words][], found: (a: Appeal, b: Appeal) => boolean) =>
    pairs.filter(([a, b]) => found(appeal("a", a), appeal("b", b))).length;
  const measured = (found: (a: Appeal, b: Appeal) => boolean) => {
    const [right, wrong] = [told(sameMatter, found), told(otherMatter, found)];
    return { precision: right / (right + wrong), recall: right / sameMatter.length };
  };

  test("there are enough of them", () => expect(sameMatter.length + otherMatter.length).toBeGreaterThanOrEqual(60));

  test("no appeal is merged with one about another matter, and six of seven with those about the same", () => {
    const { precision, recall } = measured((a, b) => related(a, b, "same").merges.length > 0);
    console.log(`merges: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    expect(precision).toBe(1);
    expect(recall).toBeGreaterThanOrEqual(0.85);
  });

  test("nine of ten links are right, and nine of ten that should be there are", () => {
    const { precision, recall } = measured((a, b) => related(a, b, "other").link !== undefined);
    console.log(`links: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  test("whoever tells of the same matter is found under one of its three keys, mostly", () => {
    const found = told(sameMatter, (a, b) => keysOf(a.sketch).some((key) => keysOf(b.sketch).includes(key)));
    expect(found / sameMatter.length).toBeGreaterThanOrEqual(0.7);
  });
});

describe("likeness", () => {
  const [a, b] = [sameMatter[0]?.[0], sameMatter[0]?.[1]] as [Words, Words];
  const sketch = (words: Words) => appeal("x", words).sketch;

  test("is 1 with itself, symmetric, and shows what it is made of", () => {
    expect(likeness(sketch(a), sketch(a)).score).toBe(1);
    expect(likeness(sketch(a), sketch(b))).toEqual(likeness(sketch(b), sketch(a)));
    expect(Object.keys(likeness(sketch(a), sketch(b)).parts)).toEqual(
      expect.arrayContaining(["text", "category", "names", "respondent", "address"]),
    );
  });

  test("what every appeal says counts for nothing", () => {
    const polite: Words = ["反映问题", "尊敬的领导您好，希望有关部门能够重视，尽快解决我们的问题，谢谢！"];
    expect(hashesIn(sketch(polite).pairs).length).toBeLessThan(8);
  });

  test("a sketch holds no text, and stays small however long the appeal", () => {
    const long = Array.from({ length: 20_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join(
      "",
    );
    const { pairs } = sketch(["长", long]);
    expect(pairs.length).toBe(3 * mostPairs);
    // Cut texts are compared by what they have in common all the same.
    expect(likeness(sketch(["长", long]), sketch(["长", long.slice(0, 18_000)])).parts.text).toBeGreaterThan(0.85);
  });

  test.each([
    ["empty", "", ""],
    ["signs", "！！！", "？？？"],
    ["emoji", "😀😀", "😀路灯😀"],
    ["mixed scripts", "WiFi broken 坏了", "the router in 海岸街 is broken"],
  ])("takes any text: %s", (_what, title, body) => {
    expect(keysOf(sketch([title, body])).length).toBeLessThanOrEqual(3);
    expect(likeness(sketch([title, body]), sketch(a)).score).toBeLessThan(0.5);
  });
});

describe("what merges, what links, what repeats", () => {
  const words = sameMatter[1]?.[0] as Words;
  const self = appeal("self", words);
  const day = (n: number) => new Date(Date.parse("2026-03-28T00:00:00Z") - n * 86_400_000).toISOString();
  const on = (receivedAt: string, more: Partial<Appeal> = {}) =>
    appeal(`on-${receivedAt}`, words, { receivedAt, ...more });
  const late = { ...self, receivedAt: "2026-03-28T00:00:00.000Z" };

  test("within thirty days, of the same kind, by the same requester", () => {
    expect(relatedTo(late, [on(day(10))], [], duplicates).merges).toHaveLength(1);
    expect(relatedTo(late, [on(day(40))], [], duplicates).merges).toEqual([]);
    expect(relatedTo(late, [on(day(10), { kind: "report" })], [], duplicates).merges).toEqual([]);
    expect(relatedTo(late, [], [on(day(10))], duplicates).merges).toEqual([]);
  });

  test("what cannot be merged is linked", () => {
    for (const [own, others] of [
      [[on(day(40))], []],
      [[on(day(10), { kind: "report" })], []],
      [[], [on(day(10))]],
    ] as [Appeal[], Appeal[]][]) {
      expect(relatedTo(late, own, others, duplicates).link).toMatchObject({ likeness: { score: 1 } });
    }
  });

  test("the third appeal of a requester on a matter is a repeat, and what came with another one counts once", () => {
    const [one, two] = [on(day(10)), on(day(40))];
    expect(relatedTo(late, [one], [], duplicates).repeats).toEqual([]);
    expect(relatedTo(late, [one], [two], duplicates).repeats).toEqual([]);
    expect(relatedTo(late, [one, two], [], duplicates).repeats).toHaveLength(2);
    expect(relatedTo(late, [one, { ...two, splitFrom: "on" }], [], duplicates).repeats).toEqual([]);
  });
});

/** A file of JSON lines `{reporter, title, body, time}` of one city, and words that name its known groups. */
const { MATTERS_FILE, MATTERS_GROUPS = "" } = process.env;

test.skipIf(MATTERS_FILE === undefined)("known groups of a labelled file", () => {
  const names = MATTERS_GROUPS.split(",").filter((name) => name !== "");
  const rows = readFileSync(MATTERS_FILE ?? "", "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { reporter: string; title: string; body: string; time: string })
    .map((row, index) => ({
      ...row,
      group: names.findIndex((name) => `${row.title}${row.body}`.includes(name)),
      at: Date.parse(row.time.replaceAll("/", "-")),
      appeal: appeal(String(index), [row.title, row.body]),
    }))
    .sort((a, b) => a.at - b.at);
  const index = new Map<string, typeof rows>();
  const seen = new Set<number>();
  const count = { links: 0, right: 0, touching: 0, expected: 0, merges: 0, mergesRight: 0, mergesTouching: 0 };
  for (const row of rows) {
    const keys = keysOf(row.appeal.sketch);
    const near = keys.flatMap((key) =>
      (index.get(key) ?? []).filter(({ at }) => row.at - at < 90 * 86_400_000).slice(-6),
    );
    const others = [...new Set(near)].filter(({ reporter }) => reporter !== row.reporter);
    const { link } = relatedTo(
      row.appeal,
      [],
      others.map((one) => one.appeal),
      duplicates,
    );
    const linked = others.find((one) => one.appeal === link?.appeal);
    if (seen.has(row.group)) count.expected += 1;
    if (row.group >= 0) seen.add(row.group);
    if (linked !== undefined) count.links += 1;
    if (linked !== undefined && (row.group >= 0 || linked.group >= 0)) {
      count.touching += 1;
      if (row.group === linked.group) count.right += 1;
    }
    const own = rows.filter((one) => one !== row && one.reporter === row.reporter && one.at <= row.at);
    const merged = relatedTo(
      row.appeal,
      own.slice(-20).map((one) => one.appeal),
      [],
      { ...duplicates, withinDays: 36_500 },
    );
    const into = own.find((one) => one.appeal === merged.merges[0]?.appeal);
    if (into !== undefined) count.merges += 1;
    if (into !== undefined && (row.group >= 0 || into.group >= 0)) {
      count.mergesTouching += 1;
      if (row.group === into.group) count.mergesRight += 1;
    }
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), row]);
  }
  const { links, right, touching, expected, merges, mergesRight, mergesTouching } = count;
  console.log(
    `${rows.length} messages; links ${links}, of the groups ${right} of ${touching} right (precision ${(right / touching).toFixed(3)}, ` +
      `recall ${(right / expected).toFixed(3)}); merges ${merges}, of the groups ${mergesRight} of ${mergesTouching} right`,
  );
  expect(right / touching).toBeGreaterThan(0.9);
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TriageRules } from "../../shared/directory/triage-rules.ts";
import { labelsOf } from "../../shared/domain/triage/category-shares.ts";
import { classify } from "../../shared/domain/triage/classify.ts";
import { textModel } from "../builders/text-model.ts";
import { smallCity } from "../directory/small-city.ts";

const words = (...list: [string, number][]) => list.map(([word, weight]) => ({ word, weight }));
const rules: TriageRules = {
  ...smallCity().triage,
  categories: [
    { category: "01.01.01", words: words(["餐馆", 3], ["后厨", 5]) },
    { category: "01.01.02", words: words(["超市", 3]) },
    { category: "02.01", words: words(["停水", 5]) },
    { category: "03.01", words: words(["护照", 8]) },
  ],
  model: {
    labels: [
      { label: "food", categories: ["01"], usual: "01.01.02" },
      { label: "water", categories: ["02"] },
    ],
  },
};
const model = textModel(["food", "water"], { 吃: [60, -60], 餐馆: [20, -20], 水: [-60, 60], 超: [5, -5] });
const read = (body: string, hints: object = {}) => classify(rules, { title: "", body, ...hints }, model);

describe("words and model together", () => {
  test("the model says which label, the words which of its categories", () => {
    const triage = read("在餐馆吃的，后厨很脏");
    expect(triage).toMatchObject({ category: "01.01.01", model: model.version });
    expect(triage.confidence).toBeGreaterThan(0.8);
    expect(triage.evidence[1]).toMatchObject({ rule: "triage.categories.01.01.01", words: ["餐馆", "后厨"] });
    expect(triage.evidence[2]).toMatchObject({ rule: "triage.model.food", words: ["餐馆", "吃"] });
  });

  test("the model settles what words leave open", () => {
    expect(read("超市停水，水水水").category).toBe("02.01");
    expect(read("超市停，吃吃吃").category).toBe("01.01.02");
  });

  test("where no word tells more, a sure model files under the label's usual category, without being sure of it", () => {
    const triage = read("吃吃吃");
    expect(triage).toMatchObject({ category: "01.01.02" });
    expect(triage.confidence).toBeLessThan(0.5);
    expect(triage.evidence.filter(({ field }) => field === "category")).toHaveLength(1);
  });

  test("what no label speaks for is found by its words", () => {
    expect(read("护照").category).toBe("03.01");
    expect(read("护照").evidence.some(({ rule }) => rule.startsWith("triage.model"))).toBe(false);
  });

  test("nothing recognised is what the directory says, without confidence", () => {
    for (const body of ["", "hello", "😀", "\u0000"]) {
      expect(read(body)).toMatchObject({ category: "02.01", confidence: 0 });
    }
  });

  test("a directory that does not map the model's labels reads by its rules alone", () => {
    const { model: _, ...unmapped } = rules;
    expect(classify(unmapped, { title: "", body: "吃吃吃，停水" }, model)).toEqual(
      classify(unmapped, { title: "", body: "吃吃吃，停水" }),
    );
  });

  test("labels the directory does not know, and labels the model does not have, do no harm", () => {
    const other = textModel(["music", "food"], { 吃: [-60, 60], 歌: [60, -60] });
    const sing = (body: string) => classify(rules, { title: "", body }, other);
    expect(sing("歌歌歌")).toMatchObject({ category: "02.01", confidence: 0 });
    expect(sing("停水").category).toBe("02.01");
    expect(sing("餐馆吃").category).toBe("01.01.01");
  });

  test("a partner's category decides, whatever the model thinks", () => {
    expect(read("吃吃吃", { category: "02.01" })).toMatchObject({ category: "02.01", confidence: 1 });
    expect(read("吃吃吃，餐馆", { category: "01" })).toMatchObject({ category: "01.01.01", confidence: 1 });
    expect(read("吃吃吃", { category: "01" }).category).toBe("01");
  });

  test("kind, severity, tracks and risk are the rules' alone", () => {
    const { kind, severity, tracks, highRisk } = read("举报，孕妇受伤，我公司，吃");
    const alone = classify(rules, { title: "", body: "举报，孕妇受伤，我公司，吃" });
    expect({ kind, severity, tracks, highRisk }).toEqual({
      ...{ kind: alone.kind, severity: alone.severity },
      ...{ tracks: alone.tracks, highRisk: alone.highRisk },
    });
  });
});

describe("which labels speak for a category", () => {
  const mapped = (...labels: [string, string[]][]) => ({
    ...rules,
    model: { labels: labels.map(([label, categories]) => ({ label, categories })) },
  });

  test("those that name it, or the nearest above it", () => {
    const near = mapped(["trade", ["01"]], ["health", ["01.01"]]);
    expect(labelsOf(near, "01.01.02")).toEqual(["health"]);
    expect(labelsOf(near, "01.02")).toEqual(["trade"]);
    expect(labelsOf(near, "02.01")).toEqual([]);
  });

  test("all that name it equally near", () => {
    expect(labelsOf(mapped(["trade", ["01.01"]], ["health", ["01.01", "02"]]), "01.01.02")).toEqual([
      "trade",
      "health",
    ]);
  });
});

const text = fc
  .array(fc.oneof(fc.constantFrom("餐馆", "超市", "停水", "护照", "吃", "水", "后厨", "投诉"), fc.string()), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

describe("laws, with and without a model", () => {
  test("candidates stand in order, at most five, together at most 1; the choice is the first of them or the default", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (body, withModel) => {
        const triage = classify(rules, { title: "", body }, withModel ? model : undefined);
        const shares = triage.candidates.map(({ share }) => share);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
        expect(shares.length).toBeLessThanOrEqual(5);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.001);
        if (triage.confidence > 0) {
          expect(triage.candidates.map(({ category }) => category)).toContain(triage.category);
          expect(triage.candidates.find(({ category }) => category === triage.category)?.share).toBe(triage.confidence);
        } else expect(triage.category).toBe(rules.otherwise.category);
      }),
    );
  });

  test("one more word for a category never makes it less likely", () => {
    fc.assert(
      fc.property(text, (body) => {
        const share = (ticket: string) =>
          read(ticket).candidates.find(({ category }) => category === "01.01.01")?.share ?? 0;
        const before = body.replaceAll("后厨", "");
        expect(share(`${before}。后厨`)).toBeGreaterThanOrEqual(share(`${before}。`));
      }),
    );
  });

  test("the order of rules and labels changes nothing", () => {
    const reversed: TriageRules = {
      ...rules,
      categories: rules.categories.toReversed(),
      model: { labels: rules.model?.labels.toReversed() ?? [] },
    };
    fc.assert(
      fc.property(text, (body) => {
        const [one, other] = [rules, reversed].map((own) => classify(own, { title: "", body }, model));
        expect(other?.category).toBe(one?.category);
        expect(other?.confidence).toBeCloseTo(one?.confidence ?? -1, 3);
      }),
    );
  });
});

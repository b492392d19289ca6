import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelText, ngramsOf } from "../../shared/domain/triage/ngrams.ts";
import { readTextModel } from "../../shared/domain/triage/text-model.ts";
import { modelFile, textModel } from "../builders/text-model.ts";

const model = textModel(["water", "food"], { 停水: [40, -40], 停: [10, 0], 餐馆: [-40, 40], "^举报": [0, 50] });

describe("a text model", () => {
  test("gives every label a share, together 1, the most to the one whose n-grams occur", () => {
    const { shares, known } = model.read("停水", "又停水了");
    expect(shares[0]).toBeGreaterThan(0.85);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(known).toBe(2);
  });

  test("knows nothing of a text without its n-grams: the shares are those of no text at all", () => {
    expect(model.read("", "hello")).toMatchObject({ shares: [0.5, 0.5], known: 0 });
  });

  test("looks for marked n-grams in the title only", () => {
    expect(model.read("举报", "").shares[1]).toBeGreaterThan(0.8);
    expect(model.read("", "举报").known).toBe(0);
  });

  test("is less sure of a text of one known word than of one of many, by its damping", () => {
    const damped = textModel(["water", "food"], { 停水: [40, -40] }, { reading: { titleCounts: 1, damping: 1000 } });
    expect(damped.read("停水", "").shares[0]).toBeLessThan(model.read("停水", "").shares[0] ?? 0);
  });

  test("names the n-grams that drove it, strongest first, none within another", () => {
    expect(model.read("", "停水，餐馆").drivenBy(0, 5)).toEqual(["停水"]);
    expect(model.read("举报", "餐馆").drivenBy(1, 5)).toEqual(["餐馆", "举报"]);
    expect(model.read("举报", "餐馆").drivenBy(1, 1)).toEqual(["餐馆"]);
  });

  test("is the same version only for the same file", () => {
    expect(model.version).toBe(
      textModel(["water", "food"], { 停水: [40, -40], 停: [10, 0], 餐馆: [-40, 40], "^举报": [0, 50] }).version,
    );
    expect(model.version).not.toBe(textModel(["water", "food"], { 停水: [41, -40] }).version);
  });

  test("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (title, body) => {
        for (const share of model.read(title, body).shares) expect(share).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("a model file is refused", () => {
  const read = (value: unknown) => () => readTextModel(JSON.stringify(value));
  const good = modelFile(["a", "b"], { 停水: [1, 2] });

  test.each([
    ["of another format", { ...good, format: "jiesu-text-model-9" }, "format"],
    ["whose parts do not fit", { ...good, weights: "AA==" }, "damaged"],
    ["with features of too few messages", { ...good, provenance: { ...good.provenance, fewestMessages: 4 } }, "fewer"],
  ])("%s", (_, file, message) => expect(read(file)).toThrow(message));

  test("that is no JSON", () => expect(() => readTextModel("{")).toThrow("no JSON"));
});

describe("what the model reads", () => {
  test("every run of digits is one 0, so that no number is learned", () => {
    expect(modelText("电话１３８００００，第3天")).toBe("电话0,第0天");
  });

  test("n-grams do not cross signs and blanks, and cut no character in two", () => {
    expect([...ngramsOf("停水,𠮷", 2)]).toEqual(["停", "停水", "水", "𠮷"]);
  });
});

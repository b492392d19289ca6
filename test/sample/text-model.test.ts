import { readFileSync, statSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadModel, modelFile } from "../../functions/triage/load-model.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { classify } from "../../shared/domain/triage/classify.ts";
import { fewestMessages, type ModelFile } from "../../shared/domain/triage/model-file.ts";

const { triage: rules } = loadDirectory("sample");
const file = JSON.parse(readFileSync(modelFile, "utf8")) as ModelFile;
const model = loadModel();
const read = (body: string, title = "") => classify(rules, { title, body }, model);

describe("the text model that is shipped", () => {
  test("takes at most one megabyte", () => {
    expect(statSync(modelFile).size).toBeLessThanOrEqual(1_000_000);
  });

  test("has no feature of fewer than five messages, and none longer than three characters", () => {
    const counts = Buffer.from(file.messages, "base64");
    for (let at = 0; at < counts.length; at += 2)
      expect(counts.readUInt16LE(at)).toBeGreaterThanOrEqual(fewestMessages);
    for (const ngram of file.ngrams.split(" ")) expect(ngram).toMatch(/^\^?[\p{L}\p{N}]{1,3}$/u);
  });

  test("has the labels that the sample city maps, and says where it comes from", () => {
    expect(model?.labels.toSorted()).toEqual(rules.model?.labels.map(({ label }) => label).sort());
    expect(file.provenance.rows).toBeGreaterThan(1000);
    expect(file.provenance.heldOut.macroF1).toBeGreaterThanOrEqual(0.9);
    expect(file.provenance.heldOut.mostConfident80).toBeGreaterThanOrEqual(0.96);
  });

  test("is read once", () => {
    expect(loadModel()).toBe(model);
  });
});

describe("the sample appeals, read with the text model", () => {
  const labels = parse(readFileSync("test/sample/labels.yaml", "utf8")) as Record<string, [string, string, string]>;
  const appeals = readFileSync("sample/appeals.jsonl", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { externalRef: string; title: string; body: string });

  test("find their category nearly always, and it is among the candidates else", () => {
    const found = appeals.map(({ externalRef, title, body }) => {
      const { category, candidates } = read(body, title);
      const right = labels[externalRef]?.[1];
      return [category === right, candidates.some((one) => one.category === right)];
    });
    const share = (at: number) => found.filter((one) => one[at]).length / found.length;
    expect(share(0)).toBeGreaterThanOrEqual(0.93);
    expect(share(1)).toBeGreaterThanOrEqual(0.97);
  });

  test("of which most need no officer", () => {
    const unsure = appeals.filter(({ title, body }) => read(body, title).confidence < rules.officerBelow);
    expect(unsure.length / appeals.length).toBeLessThanOrEqual(0.35);
  });
});

describe("whatever comes in", () => {
  test.each([
    ["nothing", ""],
    ["blanks", " \n\t　"],
    ["control characters", "\u0000\u0001\u001b[31m\u007f"],
    ["emoji", "😀👨‍👩‍👧‍👦🏳️‍🌈".repeat(50)],
    ["half a character", "\ud83d\ude00\ud83d"],
    ["no Chinese", "My neighbour's dog barks all night long, please help"],
    ["other scripts", "Здравствуйте, нет воды! ماء 水道"],
    ["one letter", "a".repeat(20_000)],
  ])("%s decides nothing: the default, and an officer looks at it", (_, body) => {
    const triage = read(body, body.slice(0, 200));
    expect(triage.confidence).toBeLessThan(rules.officerBelow);
    expect(triage.evidence.length).toBeGreaterThan(0);
  });

  test("20,000 characters of appeals of all kinds are read, and no category is sure", () => {
    const body = readFileSync("sample/appeals.jsonl", "utf8")
      .replace(/[\w{}":,]+/g, "")
      .slice(0, 20_000);
    const triage = read(body.padEnd(20_000, body));
    expect(triage.confidence).toBeLessThan(0.9);
    expect(triage.candidates.length).toBeLessThanOrEqual(5);
  });

  test("an address of another city changes nothing", () => {
    const matter = "自来水停水三天了，水压也不够";
    expect(read(`${matter}，地址：火星市奥林匹斯山路1号`).category).toBe(read(matter).category);
  });

  test("no text makes it fail, and nobody is ever surer than sure", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 80 }), (body, title) => {
        const { confidence, candidates } = read(body, title);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        for (const { share } of candidates) expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});

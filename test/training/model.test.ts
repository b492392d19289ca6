import { describe, expect, test } from "vitest";
import { fewestMessages, type ModelFile } from "../../shared/domain/triage/model-file.ts";
import { readTextModel } from "../../shared/domain/triage/text-model.ts";
import { buildModel, isHeldOut } from "../../training/build-model.ts";
import { temperatureOf } from "../../training/calibration.ts";
import { buildCorpus, fewestRows } from "../../training/corpus.ts";
import { countNgrams } from "../../training/features.ts";
import { fingerprint, InputRefused, partOf } from "../../training/messages.ts";
import { messagesOfWords } from "./corpus-of-words.ts";

const messages = messagesOfWords(60);
const text = buildModel(buildCorpus(messages));
const file = JSON.parse(text) as ModelFile;

describe("a trained model", () => {
  test("tells the labels apart, and is measured on messages it did not see", () => {
    expect(file.labels).toEqual(["noise", "school", "water"]);
    expect(file.provenance.heldOut.rows).toBeGreaterThan(10);
    expect(file.provenance.heldOut.macroF1).toBeGreaterThan(0.9);
    const { shares } = readTextModel(text).read("水管爆裂", "自来水停水");
    expect(file.labels[shares.indexOf(Math.max(...shares))]).toBe("water");
  });

  test("is the same, byte for byte, from the same messages", () => {
    expect(buildModel(buildCorpus(messagesOfWords(60)))).toBe(text);
  });

  test("has no feature of fewer than five distinct messages, however often a text was sent", () => {
    const rare = { title: "", body: "罕见之词独此一家", label: "water", at: "" };
    const often = Array.from({ length: 20 }, () => rare);
    const {
      ngrams,
      messages: counts,
      provenance,
    } = JSON.parse(buildModel(buildCorpus([...messages, ...often]))) as ModelFile;
    const bytes = Buffer.from(counts, "base64");
    for (let at = 0; at < bytes.length; at += 2) expect(bytes.readUInt16LE(at)).toBeGreaterThanOrEqual(fewestMessages);
    expect(provenance.fewestMessages).toBeGreaterThanOrEqual(fewestMessages);
    expect(ngrams).not.toContain("罕见");
  });

  test("counts for each n-gram the messages that really have it", () => {
    const kept = buildCorpus(messages).examples;
    const bytes = Buffer.from(file.messages, "base64");
    for (const [place, ngram] of file.ngrams.split(" ").entries()) {
      const having = kept.filter(({ counts }) => counts.has(ngram)).length;
      expect(bytes.readUInt16LE(2 * place)).toBe(having);
    }
  });

  test("holds no text and no digit of a message", () => {
    for (const ngram of file.ngrams.split(" ")) expect(ngram).toMatch(/^\^?[\p{L}\p{N}]{1,3}$/u);
    expect(file.ngrams).not.toMatch(/[1-9]/);
  });

  test("kept apart from the messages held out, it learns from the others only", () => {
    const corpus = buildCorpus(messages);
    const apart = JSON.parse(buildModel(corpus, { keepOut: true })) as ModelFile;
    expect(apart.provenance.rows).toBe(corpus.examples.filter((example) => !isHeldOut(example)).length);
    expect(file.provenance.rows).toBe(corpus.examples.length);
  });
});

describe("a corpus", () => {
  test("has each distinct text once; a correction overrides what the message was filed under", () => {
    const [first] = messages;
    if (!first) throw new Error("there are no messages");
    const again = { ...first, body: first.body.replaceAll("，", " ， "), label: "noise" };
    const { examples, labels } = buildCorpus(messages, [{ ...first, label: "school" }], 3);
    expect(examples).toHaveLength(messages.length);
    expect(examples.filter(({ corrected }) => corrected)).toMatchObject([
      { label: labels.indexOf("school"), weight: 3 },
    ]);
    expect(fingerprint(again)).toBe(fingerprint({ ...again, body: again.body }));
  });

  test("refuses a label of too few messages, and a single label", () => {
    const few = messages.filter(({ label }) => label !== "noise").concat(messages.slice(-fewestRows + 1));
    expect(() => buildCorpus(few)).toThrow(InputRefused);
    expect(() => buildCorpus(messages.filter(({ label }) => label === "water"))).toThrow("the only label is water");
  });

  test("weighs corrections: enough of them change what a text is read as", () => {
    const corrections = messagesOfWords(90)
      .slice(60, 90)
      .map((message) => ({ ...message, title: "水压太低", body: `水压太低，${message.body}`, label: "noise" }));
    const read = (model: string) => {
      const { labels, read: ask } = readTextModel(model);
      return ask("水压太低", "水压太低").shares[labels.indexOf("noise")] ?? 0;
    };
    expect(read(buildModel(buildCorpus(messages, corrections, 3)))).toBeGreaterThan(2 * read(text));
  });
});

test("a text stands on one side of every test: its part hangs on its words alone", () => {
  const spread = new Set(messages.map((message) => partOf(message, 5)));
  expect(spread.size).toBe(5);
  const [one] = messages;
  expect(one && partOf({ ...one }, 5)).toBe(one && partOf({ title: ` ${one.title}`, body: one.body }, 5));
});

test("an n-gram of the title is counted by itself too", () => {
  const counts = countNgrams({ title: "停水", body: "水" });
  expect(counts.get("水")).toBe(2);
  expect(counts.get("^水")).toBe(1);
  expect(counts.get("^停水")).toBe(1);
});

test("the temperature makes too sure scores humbler, and too humble ones surer", () => {
  const scored = (size: number) =>
    Array.from({ length: 100 }, (_, at) => ({ scores: [size, 0], label: at % 4 === 0 ? 1 : 0 }));
  expect(temperatureOf(scored(3))).toBeCloseTo(3 / Math.log(3), 2);
  expect(temperatureOf(scored(0.5))).toBeCloseTo(0.5 / Math.log(3), 2);
});

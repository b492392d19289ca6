import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lexicon } from "../../shared/domain/triage/lexicon.ts";

const occurrences = (words: readonly string[], text: string) => {
  const found: string[] = [];
  lexicon(words).scan(text, (place) => found.push(words[place] as string));
  return found.sort();
};

test("words within words are all found, each as often as it occurs", () => {
  expect(occurrences(["停水", "停", "水"], "停水又停水")).toEqual(["停", "停", "停水", "停水", "水", "水"]);
});

test("finds what a search for each word would find, in any text", () => {
  const letters = fc.array(fc.constantFrom("停", "水", "电", "a", "𠮷", "😀", " "), { maxLength: 12 });
  const word = letters.map((parts) => parts.slice(0, 3).join("")).filter((text) => text !== "");
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), letters, (words, parts) => {
      const text = parts.join("");
      const each = words.flatMap((one) =>
        Array.from(text, (_, at) => at).length === 0
          ? []
          : [...Array(text.length).keys()].filter((at) => text.startsWith(one, at)).map(() => one),
      );
      expect(occurrences(words, text)).toEqual(each.sort());
    }),
  );
});

test("an empty list finds nothing, and an empty word is nowhere", () => {
  expect(occurrences([], "停水")).toEqual([]);
  expect(occurrences([""], "停水")).toEqual([]);
});

import { expect, test } from "vitest";
import { diffInWords, directoryDiff } from "../../shared/directory/diff.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import { listed } from "../builders/listed.ts";
import { smallCity } from "./small-city.ts";

const city = smallCity();
const words = (parts: Partial<Directory>) => diffInWords(directoryDiff(city, smallCity(parts)));

test("the same content under another name changes nothing", () => {
  expect(directoryDiff(city, { ...city, version: "other" })).toEqual([]);
  expect(words({})).toEqual(["nothing changes"]);
});

test("entries that are added, removed and changed are named by part, with the fields that differ", () => {
  const [food, water] = city.matrix as [Directory["matrix"][number], Directory["matrix"][number]];
  const matrix = [
    { ...food, lead: "bureau", guides: undefined },
    { ...water, id: "wells" },
  ];
  expect(words({ matrix, regions: city.regions.slice(0, 4) })).toEqual([
    "regions: removed 02.01",
    "matrix: added wells",
    "matrix: removed water",
    "matrix: changed food (lead, guides)",
  ]);
});

test("the order of entries plays no part", () => {
  expect(words({ units: city.units.toReversed(), matrix: city.matrix.toReversed() })).toEqual(["nothing changes"]);
});

test("triage rules are named by what they decide, and its settings are one entry", () => {
  const { kinds, ...triage } = city.triage;
  const [first, ...others] = kinds as [Directory["triage"]["kinds"][number]];
  const changed = { ...first, words: [{ word: "投诉", weight: 5 }] };
  expect(words({ triage: { ...triage, threshold: 4, kinds: [changed, ...others] } })).toEqual([
    "triage: changed settings (threshold), kinds complaint (words)",
  ]);
});

test("an entry of the abnormal list is told apart without giving its hash away", () => {
  const entry = listed("1380000");
  const [line] = words({ abnormalList: [entry] });
  expect(line).toBe(`abnormal list: added ${entry.requester.slice(0, 8)} of 2026-01-01`);
});

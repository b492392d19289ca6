import { describe, expect, test } from "vitest";
import type { Area, Position } from "../../shared/directory/area.ts";
import { loadDirectory } from "../../shared/directory/load.ts";
import { regionAt, regionOf } from "../../shared/domain/region.ts";
import { smallCity } from "../directory/small-city.ts";

const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const square = (...corners: [number, number, number, number]): Area => ({
  type: "Polygon",
  coordinates: [box(...corners)],
});

/** North a square with the harbour in its west half, south an area of two islands, one of them with a lake. */
const areas: Record<string, Area> = {
  "01": square(0, 0, 10, 10),
  "01.01": square(0, 0, 5, 10),
  "02": { type: "MultiPolygon", coordinates: [[box(20, 0, 30, 10), box(24, 4, 26, 6)], [box(40, 0, 41, 1)]] },
};
const plain = smallCity();
const city = smallCity({ regions: plain.regions.map((region) => ({ ...region, area: areas[region.code] })) });
const at = (lng: number, lat: number) => regionAt(city, { lng, lat });

describe("coordinates", () => {
  test("lie in the deepest region whose area holds them", () => {
    expect(at(2, 5)).toBe("01.01");
    expect(at(7, 5)).toBe("01");
    expect(at(11, 5)).toBeUndefined();
  });

  test("of islands count, in a lake they do not", () => {
    expect(at(21, 1)).toBe("02");
    expect(at(40.5, 0.5)).toBe("02");
    expect(at(25, 5)).toBeUndefined();
  });

  test("on a border belong to the deeper region, and between two of one depth always to the same", () => {
    expect(at(5, 5)).toBe("01.01");
    const touching = smallCity({
      regions: city.regions
        .filter(({ code }) => code.startsWith("01."))
        .map((region, index) => ({ ...region, area: square(index * 5, 0, index * 5 + 5, 10) })),
    });
    expect(regionAt(touching, { lng: 5, lat: 5 })).toBe("01.01");
    expect(regionAt({ ...touching, regions: touching.regions.toReversed() }, { lng: 5, lat: 5 })).toBe("01.01");
  });
});

describe("a place", () => {
  test("is told by its code, else by its coordinates, else by its address, else by the text", () => {
    const place = { region: "02.01", location: { lng: 7, lat: 5 }, address: "松林路", text: "码头路" };
    expect(regionOf(city, place)).toBe("02.01");
    expect(regionOf(city, { ...place, region: undefined })).toBe("01");
    expect(regionOf(city, { ...place, region: "09", location: undefined })).toBe("01.02");
    expect(regionOf(city, { text: place.text })).toBe("01.01");
  });

  test("with coordinates outside every area is looked for in the address", () => {
    expect(regionOf(city, { location: { lng: -70, lat: -30 }, address: "松林路1号" })).toBe("01.02");
  });

  test("outside the city, or in two districts at once, is no region: the joint office looks at it", () => {
    expect(regionOf(city, { location: { lng: -70, lat: -30 }, address: "外地某路" })).toBeUndefined();
    expect(regionOf(city, { address: "松林路和沙滩路" })).toBeUndefined();
  });

  test("between two stations of a district is the district's", () => {
    expect(regionOf(city, { text: "从码头路到松林路" })).toBe("01");
  });

  test.each([
    ["empty", ""],
    ["of blanks and control characters", "\u0000 \u200b\t"],
    ["of emoji and half a character", "\u{1F30A}\uD83C"],
    ["of 20,000 characters", "海".repeat(20_000)],
  ])("whose text is %s is no region", (_what, text) => {
    expect(regionOf(city, { address: text, text })).toBeUndefined();
  });

  test("in mixed scripts and widths is found all the same", () => {
    expect(regionOf(city, { address: "near ＨＡＲＢＯＵＲ, 1号" })).toBe("01.01");
  });
});

test("every area of the sample is found at a point inside it, and open water is nowhere", () => {
  const sample = loadDirectory("sample");
  const middle: Record<string, [number, number]> = {
    "01.01": [123.03, 36.04],
    "01.02": [123.015, 36.08],
    "01.03": [123.045, 36.08],
    "02.01": [123.1, 36.035],
    "02.02": [123.115, 36.08],
    "02.03": [123.075, 36.08],
    "03.01": [123.18, 36.12],
    "03.02": [123.13, 36.12],
    "03.03": [123.15, 36.16],
    "04.01": [123.02, 36.12],
    "04.02": [123.08, 36.12],
    "04.03": [123.05, 36.16],
  };
  for (const [code, [lng, lat]] of Object.entries(middle)) expect(regionAt(sample, { lng, lat })).toBe(code);
  expect(regionAt(sample, { lng: 123.225, lat: 36.115 })).toBe("03.01");
  expect(regionAt(sample, { lng: 123.3, lat: 36.05 })).toBeUndefined();
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkDirectory } from "../../shared/directory/check.ts";
import { kinds, tracks } from "../../shared/directory/names.ts";
import type { MatrixRow } from "../../shared/directory/places-and-people.ts";
import { regionOf } from "../../shared/domain/region.ts";
import {
  answerableAt,
  candidates,
  defaultRow,
  jointOffice,
  matches,
  specificityOf,
  unitAbove,
} from "../../shared/domain/routing.ts";
import { smallCity } from "../directory/small-city.ts";

const city = smallCity();
const food = { category: "01.01.01", region: "01.01", kind: "complaint", tracks: [] } as const;

describe("the responsibility matrix", () => {
  test("a local row means the station and the district of the case's own region", () => {
    expect(candidates(city, food)).toEqual([
      { row: "food", lead: "harbour", guides: "bureau", supervises: "north", specificity: 100 },
    ]);
    expect(candidates(city, { ...food, region: "02.01" })[0]?.lead).toBe("beach");
  });

  test("a place below a station's area belongs to that station", () => {
    expect(candidates(city, { ...food, region: "01.02.07" })[0]?.lead).toBe("hill");
  });

  test("a row whose local unit cannot be found is left out", () => {
    expect(candidates(city, { ...food, region: undefined })).toEqual([]);
    expect(candidates(city, { ...food, region: "02" })).toEqual([]);
    expect(candidates(city, { ...food, region: "07" })).toEqual([]);
  });

  test("a row for a department needs no place", () => {
    expect(candidates(city, { ...food, category: "02.01", region: undefined })[0]?.lead).toBe("water");
  });

  test("a category covers what is below it in the tree, not what begins with the same digits", () => {
    const row: MatrixRow = { id: "r", category: "01.0", lead: "bureau" };
    expect(matches(row, { ...food, category: "01.01" })).toBe(false);
    expect(matches({ ...row, category: "01" }, { ...food, category: "01.01" })).toBe(true);
  });

  test("tracks, then category, then region, then kinds decide which row is more specific", () => {
    const rows: MatrixRow[] = [
      { id: "kinds-narrow", lead: "bureau", kinds: ["complaint"] },
      { id: "kinds-wide", lead: "bureau", kinds: ["complaint", "report"] },
      { id: "everything", lead: "bureau" },
      { id: "region", lead: "bureau", region: "01" },
      { id: "region-deep", lead: "bureau", region: "01.01" },
      { id: "category", lead: "bureau", category: "01" },
      { id: "category-deep", lead: "bureau", category: "01.01" },
      { id: "enterprise", lead: "bureau", track: "enterprise" },
      { id: "sensitive", lead: "bureau", track: "sensitive" },
    ];
    const asked = { ...food, tracks: ["enterprise", "sensitive"] } as const;
    expect(candidates(smallCity({ matrix: rows }), asked).map(({ row }) => row)).toEqual([
      "sensitive",
      "enterprise",
      "category-deep",
      "category",
      "region-deep",
      "region",
      "kinds-narrow",
      "kinds-wide",
      "everything",
    ]);
  });

  const rowSet = fc.uniqueArray(
    fc.record(
      {
        id: fc.stringMatching(/^[a-z]{2,6}$/),
        lead: fc.constantFrom("bureau", "water", "local-station", "local-district"),
        category: fc.constantFrom("01", "01.01", "01.01.01", "02", "02.01"),
        region: fc.constantFrom("01", "01.01", "02", "02.01"),
        kinds: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }),
        track: fc.constantFrom(...tracks),
      },
      { requiredKeys: ["id", "lead"] },
    ),
    { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
  );
  const question = fc.record({
    category: fc.constantFrom("01.01.01", "01.01.02", "02.01"),
    region: fc.constantFrom("01", "01.01", "01.02", "02", "02.01", undefined),
    kind: fc.constantFrom(...kinds),
    tracks: fc.uniqueArray(fc.constantFrom(...tracks)),
  });

  test("the most specific row wins, and the order of the rows never matters", () => {
    fc.assert(
      fc.property(rowSet, question, fc.infiniteStream(fc.nat()), (rows, asked, numbers) => {
        const ranked = candidates(smallCity({ matrix: rows }), asked);
        const shuffled = rows
          .map((row) => ({ row, at: numbers.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
        expect(candidates(smallCity({ matrix: shuffled }), asked)).toEqual(ranked);
        const [first] = ranked;
        for (const row of rows.filter((one) => matches(one, asked) && ranked.some((r) => r.row === one.id))) {
          expect(specificityOf(row)).toBeLessThanOrEqual(first?.specificity ?? -1);
        }
        expect(ranked.every(({ row }) => matches(rows.find(({ id }) => id === row) as MatrixRow, asked))).toBe(true);
      }),
    );
  });

  test("in a matrix that the check accepts, no two rows of one case are equally specific", () => {
    fc.assert(
      fc.property(rowSet, question, (rows, asked) => {
        const directory = smallCity({ matrix: rows });
        const tied = checkDirectory(directory).some(({ message }) => message.includes(" ties with "));
        const places = rows.filter((row) => matches(row, asked)).map(specificityOf);
        if (!tied) expect(new Set(places).size).toBe(places.length);
      }),
    );
  });
});

describe("the default row", () => {
  test("the guiding bureau leads where the place is unknown", () => {
    expect(defaultRow(city, { ...food, region: undefined })).toMatchObject({ row: "food", lead: "bureau" });
  });

  test("the joint office leads where no row says who guides", () => {
    expect(defaultRow(city, { ...food, category: "02.01" }).lead).toBe("office");
    expect(defaultRow(smallCity({ matrix: [{ id: "other", category: "02", lead: "water" }] }), food).lead).toBe(
      "office",
    );
  });
});

describe("the region of a place", () => {
  test("a code that the directory knows needs no address", () => {
    expect(regionOf(city, { region: "01.02", address: "沙滩路3号" })).toBe("01.02");
  });

  test("an unknown code gives way to the address", () => {
    expect(regionOf(city, { region: "09", address: "沙滩路3号" })).toBe("02.01");
  });

  test("the longest word wins, so that a landmark is not taken for a shorter one", () => {
    expect(regionOf(city, { address: "灯塔广场东侧" })).toBe("02.01");
    expect(regionOf(city, { address: "灯塔东侧" })).toBe("01.01");
  });

  test("the text is asked only when the address tells nothing", () => {
    expect(regionOf(city, { address: "松林路", text: "在沙滩路买的" })).toBe("01.02");
    expect(regionOf(city, { address: "某路", text: "在沙滩路买的" })).toBe("02.01");
    expect(regionOf(city, { text: "没有地址" })).toBeUndefined();
    expect(regionOf(city, {})).toBeUndefined();
  });

  test("equally long words of two areas give the district above both, and nothing when there is none", () => {
    expect(regionOf(city, { address: "码头路与松林路口" })).toBe("01");
    expect(regionOf(city, { address: "码头路和沙滩路" })).toBeUndefined();
  });

  test("full-width letters and line breaks hide no word", () => {
    expect(regionOf(city, { address: "ＨＡＲＢＯＵＲ" })).toBe("01.01");
    expect(regionOf(city, { address: "松\n林路" })).toBe("01.02");
  });
});

describe("the ladder", () => {
  test("station → district → city bureau → joint office", () => {
    expect(unitAbove(city, "harbour")).toBe("north");
    expect(answerableAt(city, "harbour", "station")).toBe("harbour");
    expect(answerableAt(city, "harbour", "district")).toBe("north");
    expect(answerableAt(city, "harbour", "city-bureau")).toBe("bureau");
    expect(answerableAt(city, "harbour", "joint-office")).toBe("office");
  });

  test("a unit that stands at the level or above it answers itself", () => {
    expect(answerableAt(city, "water", "district")).toBe("water");
    expect(answerableAt(city, "office", "station")).toBe("office");
  });

  test("above the joint office there is nobody", () => {
    expect(jointOffice(city)).toBe("office");
    expect(unitAbove(city, "office")).toBeUndefined();
  });

  test("an unknown unit and a tree without a top are errors, not endless walks", () => {
    expect(() => unitAbove(city, "nobody")).toThrow("no unit nobody");
    const units = city.units.map((unit) => (unit.id === "bureau" ? { ...unit, parent: "bureau" } : unit));
    expect(() => answerableAt(smallCity({ units }), "harbour", "joint-office")).toThrow("correct the unit tree");
    expect(() => jointOffice(smallCity({ units: city.units.slice(1) }))).toThrow("no joint office");
  });
});

import { describe, expect, test } from "vitest";
import { checkDirectory } from "../../shared/directory/check.ts";
import type { Directory } from "../../shared/directory/directory.ts";
import type { MatrixRow, Unit } from "../../shared/directory/places-and-people.ts";
import type { MilestonePlan, Policy } from "../../shared/directory/policy.ts";
import { smallCity } from "./small-city.ts";

const city = smallCity();
const messages = (parts: Partial<Directory>) => checkDirectory(smallCity(parts)).map(({ message }) => message);
const problems = (parts: Partial<Directory>) => checkDirectory(smallCity(parts));
const name = { zh: "名", en: "Name" };

test("a sound directory has no problems", () => {
  expect(checkDirectory(city)).toEqual([]);
});

describe("units", () => {
  const unit = (id: string, change: Partial<Unit>) =>
    city.units.map((one) => (one.id === id ? { ...one, ...change } : one));

  test("a parent that does not exist is refused", () => {
    expect(problems({ units: unit("hill", { parent: "west" }) })).toEqual([
      { path: ["units", 6, "parent"], message: "there is no unit west; name a unit of this directory" },
    ]);
  });

  test("a cycle is refused at every unit in it, and nowhere else", () => {
    const found = problems({ units: unit("bureau", { parent: "north" }) });
    expect(found.map(({ path }) => path[1])).toEqual([1, 3]);
    expect(found[0]?.message).toContain("stands above itself");
  });

  test("there is exactly one joint office, and it stands on top", () => {
    expect(messages({ units: unit("office", { kind: "bureau" }) })).toContain(
      "there is no joint office; add one unit of kind joint-office",
    );
    expect(messages({ units: unit("water", { kind: "joint-office", parent: undefined }) })).toEqual([
      "there is a joint office already; a directory has exactly one",
    ]);
    expect(messages({ units: unit("office", { parent: "water" }) })).toContain(
      "the joint office stands above all units; remove its parent",
    );
  });

  test("a unit without a parent, a station without an area, an unknown area, two stations in one", () => {
    expect(messages({ units: unit("water", { parent: undefined }) })[0]).toContain("has no parent");
    expect(messages({ units: unit("hill", { region: undefined }) })[0]).toContain("name its region");
    expect(messages({ units: unit("hill", { region: "07" }) })[0]).toContain("no region 07");
    expect(messages({ units: unit("hill", { region: "01.01" }) })).toEqual([
      "another station answers for region 01.01; give each its own area",
    ]);
  });

  test("an id stands for one unit, and none is called what a matrix row calls the local one", () => {
    const extra: Unit = { id: "local-station", name, kind: "bureau", parent: "office" };
    expect(messages({ units: [...city.units, extra] })[0]).toContain("give the unit another id");
    expect(messages({ units: [...city.units, city.units[2] as Unit] })[0]).toContain("unit water is listed twice");
  });
});

describe("trees", () => {
  test("a code without its parent is refused", () => {
    expect(messages({ categories: [...city.categories, { code: "05.01", name }] })).toEqual([
      "05.01 has no parent; add 05 to categories",
    ]);
    expect(messages({ regions: [...city.regions, { code: "03.01", name, words: [] }] })).toEqual([
      "03.01 has no parent; add 03 to regions",
    ]);
  });

  test("a code listed twice is refused", () => {
    expect(messages({ categories: [...city.categories, { code: "02.01", name }] })[0]).toContain("listed twice");
  });

  test("an address word tells one place, or a place and the district around it", () => {
    const told = (code: string) =>
      messages({ regions: city.regions.map((one) => (one.code === code ? { ...one, words: ["码头路"] } : one)) });
    expect(told("01")).toEqual([]);
    expect(told("02.01")).toEqual([
      '"码头路" tells region 01.01 as well as 02.01; remove it from one, or write a longer word',
    ]);
  });
});

describe("matrix", () => {
  const withRow = (row: Partial<MatrixRow>) =>
    problems({ matrix: [...city.matrix, { id: "new", lead: "bureau", ...row } as MatrixRow] });

  test("two rows that can match one case with equal specificity are refused", () => {
    expect(withRow({ category: "01" })).toEqual([
      {
        path: ["matrix", 2],
        message:
          "row new ties with row food: both can match one case and neither is more specific; change or remove one",
      },
    ]);
    expect(withRow({ category: "01", kinds: ["report"] })).toEqual([]);
    expect(withRow({ category: "01.01" })).toEqual([]);
    expect(withRow({ category: "01", region: "01" })).toEqual([]);
    expect(withRow({ category: "01", track: "sensitive" })).toEqual([]);
  });

  test("rows for as many kinds tie only when they share one", () => {
    const rows = (first: MatrixRow["kinds"], second: MatrixRow["kinds"]) =>
      messages({
        matrix: [
          ...city.matrix,
          { id: "a", category: "01", kinds: first, lead: "bureau" },
          { id: "b", category: "01", kinds: second, lead: "water" },
        ],
      });
    expect(rows(["report", "help"], ["complaint", "praise"])).toEqual([]);
    expect(rows(["report", "help"], ["complaint", "help"])).toHaveLength(1);
    expect(rows(["report"], ["report", "help"])).toEqual([]);
    expect(rows(["report", "report"], ["report"])).toHaveLength(1);
  });

  test.each([
    ["category", { category: "09" }, "no category 09"],
    ["region", { region: "09" }, "no region 09"],
    ["lead", { category: "01.01", lead: "west" }, "no unit west"],
    ["guides", { category: "01.01", guides: "west" }, "no unit west"],
    ["supervises", { category: "01.01", supervises: "west" }, "no unit west"],
    ["assists", { category: "01.01", assists: ["water", "west"] }, "no unit west"],
    ["assists", { category: "01.01", assists: ["bureau"] }, "does not assist itself"],
    ["assists", { category: "01.01", assists: ["water", "water"] }, "assists twice"],
  ])("a %s that cannot be is refused", (field, row, message) => {
    const [problem, ...others] = withRow(row);
    expect(problem?.path).toEqual(["matrix", 2, field]);
    expect(problem?.message).toContain(message);
    expect(others).toEqual([]);
  });

  test("a category nobody handles is refused, with kind and place where it is only some", () => {
    const only = (row: Partial<MatrixRow>) =>
      messages({ matrix: [city.matrix[0] as MatrixRow, { id: "water", lead: "water", category: "02", ...row }] });
    expect(messages({ matrix: city.matrix.slice(0, 1) })).toEqual([
      "nobody handles category 02.01; add a matrix row for it, or for its parent",
    ]);
    expect(only({ region: "01" })[0]).toContain("complaint in region 02.01");
    expect(only({ kinds: ["consultation", "help", "suggestion", "complaint", "report"] })[0]).toContain(
      "(praise in every region)",
    );
  });

  test("a row for one track does not make a category handled", () => {
    const matrix = [
      city.matrix[0] as MatrixRow,
      { id: "water", category: "02", track: "event", lead: "water" } as MatrixRow,
    ];
    expect(messages({ matrix })[0]).toContain("nobody handles category 02.01");
  });

  test("a local row where no station stands leaves the area uncovered", () => {
    const regions = [...city.regions, { code: "03", name, words: [] }];
    expect(messages({ regions })).toHaveLength(2);
    expect(messages({ regions })[0]).toContain("region 03");
  });
});

describe("triage rules", () => {
  const rules = city.triage;

  test("a rule names a category that cases are filed under", () => {
    const rule = (category: string) =>
      messages({ triage: { ...rules, categories: [{ category, words: [{ word: "字", weight: 1 }] }] } })[0];
    expect(rule("09")).toContain("no category 09");
    expect(rule("01.01")).toContain("has categories below it");
    const otherwise = { ...rules.otherwise, category: "01" };
    expect(problems({ triage: { ...rules, otherwise } })[0]?.path).toEqual(["triage", "otherwise", "category"]);
  });

  test("a word that stands twice, written differently, would weigh twice", () => {
    const words = [
      { word: "KTV", weight: 1 },
      { word: "ｋｔｖ", weight: 1 },
    ];
    const found = problems({ triage: { ...rules, kinds: [{ kind: "report", words }] } });
    expect(found[0]?.path).toEqual(["triage", "kinds", 0, "words", 1]);
  });

  test("two rules for one thing, and a word of blanks, are refused", () => {
    expect(messages({ triage: { ...rules, tracks: [...rules.tracks, ...rules.tracks] } })[0]).toContain("already");
    const blank = [{ kind: "report" as const, words: [{ word: "\u200b", weight: 1 }] }];
    expect(messages({ triage: { ...rules, kinds: blank } })[0]).toContain("blanks");
  });
});

describe("the text model's labels", () => {
  const model = (...labels: NonNullable<Directory["triage"]["model"]>["labels"]) =>
    problems({ triage: { ...city.triage, model: { labels } } });

  test("name categories that exist, and a usual one of their own", () => {
    expect(model({ label: "food", categories: ["01"], usual: "01.01.02" })).toEqual([]);
    expect(model({ label: "food", categories: ["01", "09"] })).toEqual([
      {
        path: ["triage", "model", "labels", 0, "categories", 1],
        message: "there is no category 09; name a category of this directory",
      },
    ]);
    expect(model({ label: "food", categories: ["01"], usual: "01.01" })[0]?.message).toContain("name a leaf");
    expect(model({ label: "food", categories: ["01"], usual: "02.01" })[0]?.message).toContain("does not speak for");
  });

  test("stand once each", () => {
    const food = { label: "food", categories: ["01"] };
    expect(model(food, food)[0]?.message).toContain("listed already");
  });
});

describe("policies", () => {
  const [policy] = city.policies as [Policy];
  const in_ = (id: string, effectiveFrom: string, effectiveTo?: string): Policy => ({
    ...policy,
    id,
    effectiveFrom,
    effectiveTo,
  });

  test("a calendar that does not exist is refused", () => {
    expect(problems({ policies: [{ ...policy, calendar: "moon" }] })[0]).toMatchObject({
      path: ["policies", 0, "calendar"],
    });
  });

  test("one policy follows another on the day it ends", () => {
    expect(messages({ policies: [in_("b", "2026-01-01"), in_("a", "2025-01-01", "2026-01-01")] })).toEqual([]);
  });

  test("a track limits no clock whose limit follows from something else", () => {
    const tracks = { event: { limits: { assignment: { hours: 2 }, resolve: { hours: 2 } } } };
    expect(messages({ policies: [{ ...policy, tracks }] })).toEqual([
      expect.stringContaining("cannot limit assignment"),
    ]);
  });

  test("overlaps, gaps, an end without a successor and an end before the beginning are refused", () => {
    expect(messages({ policies: [in_("a", "2025-01-01", "2026-01-02"), in_("b", "2026-01-01")] })[0]).toContain(
      "overlaps",
    );
    expect(messages({ policies: [in_("a", "2025-01-01"), in_("b", "2026-01-01")] })[0]).toContain("overlaps");
    expect(messages({ policies: [in_("a", "2025-01-01", "2025-12-31"), in_("b", "2026-01-01")] })[0]).toContain(
      "no policy from 2025-12-31 until b begins",
    );
    expect(messages({ policies: [in_("a", "2025-01-01", "2026-01-01")] })[0]).toContain("no policy after 2026-01-01");
    expect(messages({ policies: [in_("a", "2025-01-01", "2024-01-01")] })[0]).toContain("ends before it begins");
  });

  test("a policy id names one policy", () => {
    expect(messages({ policies: [in_("a", "2025-01-01", "2026-01-01"), in_("a", "2026-01-01")] })[0]).toContain(
      "twice",
    );
  });

  describe("milestones", () => {
    const plan = (length: "long" | "short", ...ats: MilestonePlan["milestones"][number]["at"][]) => {
      const milestones = ats.map((at, index) => ({ key: `m${index}`, at, effects: [] }));
      const accept = { ...policy.milestones.accept, [length]: { ...policy.milestones.accept[length], milestones } };
      return messages({ policies: [{ ...policy, milestones: { ...policy.milestones, accept } }] });
    };
    const due = { due: true } as const;

    test("stand in the order they fall due, on the shortest budget and on long ones", () => {
      expect(plan("long", { fraction: 0.5 }, { workingDaysBefore: 1 }, due, { workingDaysAfter: 1 })).toEqual([]);
      expect(plan("long", due, { fraction: 0.5 })[0]).toContain("m1 can fall due before m0");
      expect(plan("long", { workingDaysBefore: 1 }, { fraction: 0.5 }, due)[0]).toContain("can fall due before");
      expect(plan("long", { fraction: 0.75 }, { workingDaysBefore: 1 }, due)[0]).toContain("can fall due before");
      expect(plan("long", due, { workingDaysAfter: 3 }, { workingDaysAfter: 1 })[0]).toContain("can fall due before");
      expect(plan("long", { workingDaysBefore: 3 }, due)[0]).toContain("before its clock starts");
    });

    test("have the deadline itself once", () => {
      expect(plan("long", { fraction: 0.5 })[0]).toContain("exactly one milestone at the deadline");
      expect(plan("long", due, due)[0]).toContain("exactly one milestone at the deadline");
    });

    test("of short budgets are fractions", () => {
      expect(plan("short", { fraction: 0.5 }, due, { fraction: 1.25 })).toEqual([]);
      expect(plan("short", due, { workingDaysAfter: 1 })[0]).toContain("fraction");
    });
  });
});

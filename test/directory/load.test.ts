import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { DirectoryRefused } from "../../shared/directory/assemble.ts";
import { loadDirectory } from "../../shared/directory/load.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A copy of the sample with one text in one file replaced. */
function copy(file?: string, from?: string | RegExp, to = ""): string {
  const parent = mkdtempSync(join(tmpdir(), "jiesu-directory-"));
  folders.push(parent);
  const folder = join(parent, "sample");
  cpSync("sample", folder, { recursive: true });
  if (file !== undefined && from !== undefined) {
    const before = readFileSync(join(folder, file), "utf8");
    const after = before.replace(from, () => to);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, file), after);
  }
  return folder;
}

/** What is said about the folder, without its first line. */
function refusal(folder: string): string[] {
  try {
    loadDirectory(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(DirectoryRefused);
    return (error as Error).message.split("\n").slice(1);
  }
  throw new Error("the directory was accepted");
}

const lineOf = (file: string, text: string) =>
  readFileSync(join("sample", file), "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;

describe("a malformed directory is refused with file, line and what to do", () => {
  test.each([
    [
      "an unknown field",
      "units.yaml",
      "en: Wanglan Water }, kind: utility, parent:",
      "en: Wanglan Water }, kind: utility, parents:",
      "id: water-company",
      'unknown field "parents"; correct its spelling or remove it',
    ],
    [
      "a code without quotes",
      "regions.yaml",
      'code: "01.01"',
      "code: 01.01",
      'code: "01.01"',
      "was read as the number 1.01; put it in quotes",
    ],
    [
      "a value that is none of those allowed",
      "channels.yaml",
      "replyPath: on-site",
      "replyPath: pigeon",
      "replyPath: on-site",
      "use one of phone, platform, letter, app, on-site, superior",
    ],
    [
      "a missing field",
      "categories.yaml",
      "{ zh: 传销, en: Pyramid selling }",
      "{ zh: 传销 }",
      "传销",
      "name.en: is missing; add it",
    ],
    [
      "an empty value",
      "policies/city.yaml",
      "calendar: cn-2025-2026.1",
      "calendar:",
      "calendar: cn-",
      "calendar: must be of type string, not empty",
    ],
    [
      "a budget of no known form",
      "policies/city.yaml",
      "urgent: { hours: 72 }",
      "urgent: { hour: 72 }",
      "urgent: { hours: 72 }",
      'limits.resolve.urgent: is {"hour":72}; write { workingDays }, or { workingHours }, or { hours }, or { minutes }',
    ],
    [
      "a budget of the wrong type",
      "policies/city.yaml",
      "urgent: { hours: 72 }",
      "urgent: { hours: many }",
      "urgent: { hours: 72 }",
      "limits.resolve.urgent.hours: must be of type number, not string",
    ],
    [
      "a unit that does not exist",
      "matrix.yaml",
      "guides: food-safety, supervises: local-district",
      "guides: food-safty, supervises: local-district",
      "id: food,",
      "there is no unit food-safty",
    ],
    [
      "a rule behind an alias",
      "policies/city.yaml",
      "effects: [accept-by-silence]",
      "effects: [accept-by-magic]",
      "effects: [accept-by-silence]",
      "accept-by-magic",
    ],
    [
      "a calendar date that is none",
      "calendars/statutory.yaml",
      '"2026-10-07"',
      '"2026-10-77"',
      '"2026-10-07"',
      "2026-10-77",
    ],
  ])("%s", (_what, file, from, to, at, message) => {
    const [first] = refusal(copy(file, from, to));
    expect(first).toMatch(new RegExp(`^${file}:${lineOf(file, at)}: `));
    expect(first).toContain(message);
  });

  test("a tie of two rows, at the second of them", () => {
    const tied = '- { id: food-again, category: "01.01", lead: local-district }\n- { id: consumer,';
    expect(refusal(copy("matrix.yaml", "- { id: consumer,", tied))).toEqual([
      `matrix.yaml:${lineOf("matrix.yaml", "id: consumer")}: row food-again ties with row food: both can match one case and neither is more specific; change or remove one`,
    ]);
  });

  test("broken syntax, at the line where it breaks", () => {
    const [first] = refusal(copy("channels.yaml", "requires: [title, region]", "requires: [title, region"));
    expect(first).toMatch(/^channels\.yaml:\d+: is not valid YAML: .*; correct the syntax$/);
  });

  test("a key given twice", () => {
    const [first] = refusal(copy("channels.yaml", "  replyPath: superior", "  replyPath: superior\n  replyPath: app"));
    expect(first).toContain(`channels.yaml:${lineOf("channels.yaml", "replyPath: superior") + 1}: `);
  });

  test("a file that is not UTF-8", () => {
    const folder = copy();
    writeFileSync(join(folder, "units.yaml"), Buffer.from([0xce, 0xe4, 0xba, 0xba]));
    expect(refusal(folder)).toEqual(["units.yaml:1: is not UTF-8 text; save it as UTF-8"]);
  });

  test("a file whose aliases unfold without end", () => {
    const folder = copy();
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [one, other] of ["ba", "cb", "dc", "ed", "fe"].map((pair) => [...pair])) {
      bomb.push(`${one}: &${one} [${Array(9).fill(`*${other}`).join(",")}]`);
    }
    writeFileSync(join(folder, "units.yaml"), bomb.join("\n"));
    expect(refusal(folder)[0]).toMatch(/^units\.yaml:1: cannot be read/);
  });

  test("an empty file", () => {
    const folder = copy();
    writeFileSync(join(folder, "matrix.yaml"), "");
    expect(refusal(folder)).toEqual(["matrix.yaml:1: must be of type array, not empty; correct it"]);
  });

  test("a missing file, and one that nobody would read", () => {
    const folder = copy();
    renameSync(join(folder, "units.yaml"), join(folder, "unit.yaml"));
    const found = refusal(folder);
    expect(found[0]).toContain("unit.yaml:1: is no part of a directory");
    expect(found[1]).toBe("units.yaml:1: is missing; add it");
  });

  test("a folder that does not exist", () => {
    expect(refusal(join(tmpdir(), "no-such-folder"))[0]).toContain("does not exist");
  });

  test("every finding at once, in order of file and line", () => {
    const folder = copy("units.yaml", /kind: utility/g, "kind: factory");
    writeFileSync(join(folder, "abnormal-list.yaml"), "[7]");
    const found = refusal(folder);
    expect(found).toHaveLength(7);
    expect(found[0]).toBe("abnormal-list.yaml:1: [0]: must be of type object, not number; correct it");
    const lines = found.slice(1).map((line) => Number(line.split(":")[1]));
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });
});

describe("the version", () => {
  test("the same content is the same version, comments and the order of fields aside", () => {
    const plain = loadDirectory("sample").version;
    expect(plain).toMatch(/^sample-[0-9a-f]{12}$/);
    expect(loadDirectory(copy("units.yaml", /^/, "# a comment\n")).version).toBe(plain);
    expect(
      loadDirectory(
        copy(
          "categories.yaml",
          '{ code: "01", name',
          '{ name: { zh: 市场监管, en: Market supervision }, code: "01" }\n#',
        ),
      ).version,
    ).toBe(plain);
  });

  test("other content is another version", () => {
    expect(loadDirectory(copy("policies/city.yaml", "beforeDispute: 2", "beforeDispute: 3")).version).not.toBe(
      loadDirectory("sample").version,
    );
  });

  test("a folder without an abnormal list lists nobody", () => {
    const folder = copy();
    rmSync(join(folder, "abnormal-list.yaml"));
    expect(loadDirectory(folder).abnormalList).toEqual([]);
  });
});

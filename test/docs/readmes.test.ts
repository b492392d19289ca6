import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const english = read("README.md");
const chinese = read("README.zh-CN.md");

/** Code in blocks of its own. */
const blocks = (text: string) => text.match(/^```[\s\S]*?^```$/gm) ?? [];
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, "");
const sorted = (found: Iterable<string>) => [...new Set(found)].sort();
/** Commands, files, states, events: everything that has one name in all languages. */
const names = (text: string) => sorted(prose(text).match(/`[^`]+`/g) ?? []);
const links = (text: string) => sorted([...prose(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? ""));
const rows = (text: string) => (prose(text).match(/^\|/gm) ?? []).length;
const headings = (text: string) => (prose(text).match(/^#+ /gm) ?? []).map((heading) => heading.trim());

describe("the README in Chinese", () => {
  it("has the same commands and the same output", () => {
    expect(blocks(chinese)).toEqual(blocks(english));
  });

  it("has the same sections and as many rows in its tables", () => {
    expect(headings(chinese)).toEqual(headings(english));
    expect(rows(chinese)).toBe(rows(english));
  });

  it("names the same commands, files, states and events", () => {
    // How to read the explanation in Chinese is of use there only.
    expect(names(chinese).filter((name) => !/^`explanation\.(en|zh)`$/.test(name))).toEqual(names(english));
  });

  it("leads to the same pages", () => {
    const others = (found: string[]) => found.filter((target) => !target.startsWith("README"));
    expect(others(links(chinese))).toEqual(others(links(english)));
  });
});

it("every page that a README leads to is there", () => {
  const files = links(english).filter((target) => !target.includes(":") && !target.endsWith("/"));
  for (const file of files) expect(read(file.replace(/#.*/, ""))).not.toBe("");
});

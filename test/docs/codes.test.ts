import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
const statusOf = { Allowed: "403", There: "404", Now: "409", So: "422" };

/** Every refusal that the sources throw, as "status code". */
function thrown(): string[] {
  const files = ["shared", "functions"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => read(`${folder}/${name}`)),
  );
  const found = files.flatMap((text) => [...text.matchAll(/\bnot(Allowed|There|Now|So)\(\s*"(\w+)"/g)]);
  return [...new Set(found.map(([, how, code]) => `${statusOf[how as keyof typeof statusOf]} ${code}`))].sort();
}

/** The table of codes on the page of the API, as "status code". */
function told(): Set<string> {
  const [, table = ""] = /^### Codes$([\s\S]*?)^## /m.exec(read("docs/api.md")) ?? [];
  const rows = table.split("\n").flatMap((row) => {
    const [, status, codes = ""] = /^\| (\d{3})[^|]*\|(.*)/.exec(row) ?? [];
    return [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => `${status} ${code}`);
  });
  return new Set(rows);
}

describe("the codes on the page of the API", () => {
  it("are all that the sources refuse with, at their status", () => {
    const codes = thrown();
    expect(codes.length).toBeGreaterThan(80);
    const known = told();
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
  });
});

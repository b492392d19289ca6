import { normalise } from "../domain/normalised-text.ts";
import { covers } from "../domain/region.ts";
import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";

/** Regions and categories: every node has its parent, no code twice, no address word that tells two places. */
export function treeProblems(directory: Directory): Problem[] {
  return [
    ...codeProblems("regions", directory.regions),
    ...codeProblems("categories", directory.categories),
    ...repeated(directory.channels, ({ code }) => code).map(({ index, key }) => ({
      path: ["channels", index, "code"],
      message: `channel ${key} is listed twice; remove one`,
    })),
    ...wordProblems(directory),
  ];
}

/** The codes of a tree that have nothing below them: cases are filed under these. */
export function leaves(nodes: readonly { code: string }[]): string[] {
  const inner = new Set(nodes.map(({ code }) => parentCode(code)));
  return nodes.map(({ code }) => code).filter((code) => !inner.has(code));
}

function codeProblems(part: "regions" | "categories", nodes: readonly { code: string }[]): Problem[] {
  const codes = new Set(nodes.map(({ code }) => code));
  const orphans = nodes.flatMap(({ code }, index) => {
    const parent = parentCode(code);
    if (parent === undefined || codes.has(parent)) return [];
    return [{ path: [part, index, "code"], message: `${code} has no parent; add ${parent} to ${part}` }];
  });
  const twice = repeated(nodes, ({ code }) => code).map(({ index, key }) => ({
    path: [part, index, "code"],
    message: `code ${key} is listed twice; give one of them another code`,
  }));
  return [...twice, ...orphans];
}

/** The code above a code of a tree; undefined at the top. */
export function parentCode(code: string): string | undefined {
  return code.includes(".") ? code.slice(0, code.lastIndexOf(".")) : undefined;
}

function wordProblems({ regions }: Directory): Problem[] {
  const told = new Map<string, string>();
  return regions.flatMap(({ code, words }, index) =>
    words.flatMap((word, at) => {
      const other = told.get(normalise(word));
      told.set(normalise(word), code);
      if (other === undefined || covers(other, code) || covers(code, other)) return [];
      const message = `"${word}" tells region ${other} as well as ${code}; remove it from one, or write a longer word`;
      return [{ path: ["regions", index, "words", at], message }];
    }),
  );
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** A place in a file and what is wrong there. */
export interface Finding {
  file: string;
  /** 1-based. */
  line: number;
  message: string;
}

/** A YAML file of a directory: its value, and on which line each part of it stands. */
export interface YamlFile {
  file: string;
  value: unknown;
  /** The line of the deepest part of a path that the file has; of the key itself when `ofKey`. */
  lineOf(path: readonly PropertyKey[], ofKey?: boolean): number;
}

/** Reads a file's bytes. Bytes that are no UTF-8 and text that is no YAML come back as findings, never as an exception. */
export function readYaml(file: string, bytes: Uint8Array): YamlFile | Finding[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return [{ file, line: 1, message: "is not UTF-8 text; save it as UTF-8" }];
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return faults.map(({ message, pos }) => ({
      file,
      line: lineAt(pos[0]),
      message: `is not valid YAML: ${oneLine(message)}; correct the syntax`,
    }));
  }
  try {
    return { file, value: document.toJS(), lineOf };
  } catch (error) {
    return [
      { file, line: 1, message: `cannot be read: ${oneLine(String(error))}; write its values out without aliases` },
    ];
  }

  function lineOf(path: readonly PropertyKey[], ofKey = false): number {
    let node = resolved(document.contents);
    let line = lineAt(node?.range?.[0] ?? 0);
    for (const [depth, step] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
        if (!isScalar(pair?.key)) break;
        const value = pair.value as Node | null;
        const at = ofKey && depth === path.length - 1 ? pair.key : (value ?? pair.key);
        line = lineAt(at.range?.[0] ?? 0);
        node = resolved(value);
      } else if (isSeq(node) && typeof step === "number") {
        const item = node.items[step] as Node | undefined;
        if (!item) break;
        line = lineAt(item.range?.[0] ?? 0);
        node = resolved(item);
      } else break;
    }
    return line;
  }

  function resolved(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? node.resolve(document) : node;
  }

  function lineAt(offset: number): number {
    return Math.max(lines.linePos(offset).line, 1);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

import type { Operation } from "./document.ts";

export interface Match {
  operation: Operation;
  pathParameters: Record<string, string>;
}

interface Node {
  literals: Map<string, Node>;
  parameter: Node | undefined;
  greedy: Node | undefined;
  operations: Map<string, Operation>;
}

/** Finds the operation of a method and a path's decoded segments. Literal segments win over parameters. */
export function createRouter(operations: Operation[]): (method: string, segments: string[]) => Match | undefined {
  const root = newNode();
  for (const operation of operations) {
    let node = root;
    for (const part of segmentsOf(operation.path)) node = childFor(node, part);
    node.operations.set(operation.method, operation);
  }
  return (method, segments) => {
    const operation = find(root, method, segments, 0);
    return operation === undefined ? undefined : { operation, pathParameters: parametersOf(operation, segments) };
  };
}

export function segmentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function newNode(): Node {
  return { literals: new Map(), parameter: undefined, greedy: undefined, operations: new Map() };
}

function childFor(node: Node, part: string): Node {
  if (/^\{.+\+\}$/.test(part)) {
    node.greedy ??= newNode();
    return node.greedy;
  }
  if (/^\{.+\}$/.test(part)) {
    node.parameter ??= newNode();
    return node.parameter;
  }
  const known = node.literals.get(part) ?? newNode();
  node.literals.set(part, known);
  return known;
}

function find(node: Node, method: string, segments: string[], index: number): Operation | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.operations.get(method);
  const literal = node.literals.get(segment);
  const found = literal === undefined ? undefined : find(literal, method, segments, index + 1);
  if (found !== undefined) return found;
  const byParameter = node.parameter === undefined ? undefined : find(node.parameter, method, segments, index + 1);
  return byParameter ?? node.greedy?.operations.get(method);
}

function parametersOf({ path }: Operation, segments: string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [index, part] of segmentsOf(path).entries()) {
    const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) continue;
    parameters[name] = greedy === "+" ? segments.slice(index).join("/") : (segments[index] ?? "");
  }
  return parameters;
}

import type { Expression } from "../expressions.ts";

/** What expressions see at one place of a definition. */
export interface Place {
  /** `$states.result`: on the way out of a Task, Parallel or Map. */
  result: boolean;
  /** `$states.errorOutput`: in a catcher. */
  errorOutput: boolean;
  /** `$states.context.Task`: in a task that waits for its token. */
  token: boolean;
}

interface Node {
  type: string;
  [member: string]: unknown;
}

/**
 * Says what AWS, or the local interpreter, would not take in an expression that can be parsed. The context item of an
 * expression does not exist in Step Functions, so a name that begins a path outside any other context is refused.
 */
export function checkExpression(expression: Expression, place: Place): string[] {
  const messages = new Set<string>();
  const syntax: unknown = expression.compiled.ast();
  walk(syntax, true, (node, top) => {
    const message = fault(node, top, place);
    if (message !== undefined) messages.add(message);
  });
  return [...messages];
}

function fault(node: Node, top: boolean, place: Place): string | undefined {
  switch (node.type) {
    case "variable":
      if (node.value === "eval") return "$eval is not available in Step Functions: use $parse";
      if (node.value === "$") return "a reference to $$ is not supported: use $states.input";
      if (node.value === "" && top) return "a reference to $ at the top level is not supported: use $states.input";
      return undefined;
    case "name":
      if (!top) return undefined;
      return `a reference to ${String(node.value)} at the top level is not supported: use $states.input or a $variable`;
    case "wildcard":
    case "descendant":
      return top ? "a wild card at the top level is not supported: use $states.input" : undefined;
    case "path":
      return statesFault(node, place);
    default:
      return undefined;
  }
}

/** Follows `$states.` into its members. */
function statesFault({ steps }: Node, place: Place): string | undefined {
  const [first, ...names] = Array.isArray(steps) ? steps.filter(isNode) : [];
  if (first?.type !== "variable" || first.value !== "states") return undefined;
  const [member, part] = names.map((step) => (step.type === "name" ? step.value : undefined));
  switch (member) {
    case "input":
    case undefined:
      return undefined;
    case "result":
      if (place.result) return undefined;
      return "$states.result exists only in Output and Assign of a Task, Parallel or Map";
    case "errorOutput":
      return place.errorOutput ? undefined : "$states.errorOutput exists only in Output and Assign of a Catch";
    case "context":
      if (part !== "Task" || place.token) return undefined;
      return "$states.context.Task exists only in a task that ends with .waitForTaskToken";
    default:
      return `$states has no ${String(member)}: it has input, result, errorOutput and context`;
  }
}

/** Visits every node; `top` tells whether the node would read the context item of the whole expression. */
function walk(value: unknown, top: boolean, visit: (node: Node, top: boolean) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, top, visit);
    return;
  }
  if (!isObject(value)) return;
  if (isNode(value)) visit(value, top);
  for (const [member, child] of Object.entries(value)) {
    if (member === "steps" && Array.isArray(child)) {
      for (const [index, step] of child.entries()) walk(step, top && index === 0, visit);
    } else if (withOwnContext.has(member)) {
      walk(child, false, visit);
    } else if (!bookkeeping.has(member)) {
      walk(child, top, visit);
    }
  }
}

/** Predicates, sort terms, groupings and transforms read what stands before them. */
const withOwnContext = new Set(["predicate", "stages", "terms", "group", "pattern", "update", "delete"]);
/** Members by which the parser links nodes to others that are visited anyway. */
const bookkeeping = new Set(["value", "ancestor", "seekingParent", "slot", "nextFunction", "signature"]);

function isNode(value: unknown): value is Node {
  return isObject(value) && typeof value.type === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

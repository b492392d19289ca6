import type { Json } from "../aws.ts";

/** What a rule passes to a target instead of the event: at most one of the three. */
export interface TargetInput {
  /** Constant JSON text. */
  input?: string;
  /** A part of the event, for example `$.detail`. */
  inputPath?: string;
  inputTransformer?: { inputPathsMap?: { [name: string]: string }; inputTemplate: string };
}

/** What may be named in a template beside the event's own parts. */
export interface RuleContext {
  ruleArn: string;
  ruleName: string;
  /** ISO time. */
  ingestionTime: string;
}

/** Returns the target's payload. Throws an Error for a template that does not give JSON. */
export function targetPayload(target: TargetInput, event: Json, rule: RuleContext): Json {
  if (target.input !== undefined) return JSON.parse(target.input) as Json;
  if (target.inputPath !== undefined) return valueAt(target.inputPath, event) ?? null;
  if (target.inputTransformer === undefined) return event;
  const { inputPathsMap = {}, inputTemplate } = target.inputTransformer;
  const values = new Map<string, Json | undefined>([
    ["aws.events.rule-arn", rule.ruleArn],
    ["aws.events.rule-name", rule.ruleName],
    ["aws.events.event.ingestion-time", rule.ingestionTime],
    ["aws.events.event", withoutDetail(event)],
    ["aws.events.event.json", event],
    ...Object.entries(inputPathsMap).map(([name, path]): [string, Json | undefined] => [name, valueAt(path, event)]),
  ]);
  const filled = fill(inputTemplate, values);
  try {
    return JSON.parse(filled) as Json;
  } catch {
    throw new Error(`rule ${rule.ruleName}: the input template gives no JSON: ${filled}`);
  }
}

/** Within quotes a value goes in as text, elsewhere as JSON. An unknown name stays as it is; a missing part is null. */
function fill(template: string, values: Map<string, Json | undefined>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? null);
    const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

/** The value at a path like `$.detail.tags[0]` or `$['detail-type']`; undefined where there is none. */
function valueAt(path: string, event: Json): Json | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) throw new Error(`the path ${path} is not offered`);
  let value: Json | undefined = event;
  for (const [step] of path.matchAll(/[^.[\]'$]+/g)) {
    if (value === null || typeof value !== "object") return undefined;
    value = Array.isArray(value) ? value[Number(step)] : value[step];
  }
  return value;
}

function withoutDetail(event: Json): Json {
  if (event === null || typeof event !== "object" || Array.isArray(event)) return event;
  const { detail: _, ...envelope } = event;
  return envelope;
}

import { exitsOf, type Machine, machinesIn, type Retry, type State, statesIn, waitsForToken } from "./machine.ts";
import { machineDiagram } from "./machine-diagram.ts";

export type { Machine } from "./machine.ts";

/**
 * The page of a machine: its diagram, and a table of its states. `sources` are the files of functions by name, from the
 * project root; a function without one is named without a link.
 */
export function machinePage(name: string, machine: Machine, sources: Map<string, string>): string {
  const states = statesIn(machine);
  const retries = numbered(
    "R",
    states.map(([, { Retry }]) => Retry).filter((retry) => retry !== undefined),
  );
  const timeouts = numbered(
    "T",
    states.map(([, state]) => state.TimeoutSeconds).filter((limit) => typeof limit === "string"),
  );
  const rows = states.map(([path, state]) => [
    path.join(" ▸ "),
    state.Comment ?? "",
    callOf(state, sources),
    state.Retry === undefined ? "" : retries.numberOf(state.Retry),
    limitOf(state, timeouts.numberOf),
    endOf(state),
  ]);
  return `${[
    `# The machine ${name}`,
    wrapped(
      `Generated from [\`state-machines/${name}.asl.json\`](../../state-machines/${name}.asl.json) by \`npm run docs\`; do not edit it here.`,
    ),
    ...(machine.Comment === undefined ? [] : [wrapped(machine.Comment)]),
    `\`\`\`mermaid\n${machineDiagram(machine)}\n\`\`\``,
    wrapped(
      "Diamonds choose, hexagons wait, rectangles work, round ends end. A dashed arrow is an error that is caught; its name stands on it.",
    ),
    "## States",
    tableOf(["state", "what it does", "calls", "retries", "time-out", "what ends it"], rows),
    `Time-out of a whole execution: ${wholeLimit(machine)}.`,
    ...(retries.values.length === 0 ? [] : ["## Retries", retries.values.map(retryText).join("\n")]),
    ...(timeouts.values.length === 0
      ? []
      : [
          "## Time-outs",
          timeouts.values.map(([number, limit]) => `- **${number}**, in seconds: \`${limit}\``).join("\n"),
        ]),
  ].join("\n\n")}\n`;
}

/** Gives equal values one number, in the order in which they come. */
function numbered<Value>(letter: string, given: Value[]) {
  const texts = [...new Set(given.map((value) => JSON.stringify(value)))];
  return {
    values: texts.map((text, place): [string, Value] => [`${letter}${place + 1}`, JSON.parse(text) as Value]),
    numberOf: (value: Value) => `${letter}${texts.indexOf(JSON.stringify(value)) + 1}`,
  };
}

/** `${TriageCaseArn}` is the function whose file is `triage-case.ts`. */
function callOf(state: State, sources: Map<string, string>): string {
  if (machinesIn(state).length > 0)
    return state.Type === "Map" ? "its own states, for each item" : "its own states, in branches";
  const action = state.Resource?.split(":::")
    .at(-1)
    ?.replace(/\.\w+$/, "");
  if (action === undefined) return "";
  const placeholder = /^\$\{(\w+)Arn\}$/.exec(state.Arguments?.FunctionName ?? "")?.[1];
  if (action !== "lambda:invoke" || placeholder === undefined) {
    return `\`${action.replace(/^aws-sdk:/, "")}\`${waitsForToken(state) ? ", then waits" : ""}`;
  }
  const name = placeholder.replace(/(?<=.)[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
  const file = sources.get(name);
  return file === undefined ? `function \`${name}\`` : `[\`${name}\`](../../${file})`;
}

function limitOf({ TimeoutSeconds, Seconds, Timestamp }: State, numberOf: (limit: string) => string): string {
  const limit = TimeoutSeconds ?? Seconds ?? Timestamp;
  if (typeof limit === "number") return `${limit} s`;
  if (limit === undefined) return "";
  return TimeoutSeconds === undefined ? `\`${limit}\`` : numberOf(limit);
}

/** Step Functions itself ends an execution after a year. */
function wholeLimit({ TimeoutSeconds }: Machine): string {
  if (typeof TimeoutSeconds !== "number") return TimeoutSeconds ?? "a year, as for every execution";
  return `${TimeoutSeconds.toLocaleString("en")} s, which are ${Math.floor(TimeoutSeconds / 86_400)} days`;
}

/** What may happen in a state, and where each leads. */
function endOf(state: State): string {
  if (state.Type === "Succeed") return "the execution ends well";
  if (state.Type === "Fail") return "the execution fails";
  const done = waitsForToken(state) ? "its task token comes back" : "done";
  const exits = exitsOf(state).map(({ to, when }) => `${when === "" ? done : when} → ${to}`);
  return [...exits, ...(state.End ? [`${done} → the end`] : [])].join("; ");
}

function retryText([number, retries]: [string, Retry[]]): string {
  return retries
    .map(({ ErrorEquals, IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds, JitterStrategy }) => {
      const errors = ErrorEquals.map((error) => (error === "States.ALL" ? "any error" : `\`${error}\``)).join(", ");
      const most = MaxDelaySeconds === undefined ? "" : `, at most ${MaxDelaySeconds} s`;
      const jitter = JitterStrategy === "FULL" ? ", each a random part of it" : "";
      const times = `${MaxAttempts} times, after ${IntervalSeconds} s, then ${BackoffRate} times as long each${most}${jitter}`;
      return wrapped(`- **${number}**: ${times}: ${errors}`, "  ");
    })
    .join("\n");
}

function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Lines of at most 120 characters. */
function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  // What stands between back-quotes stays together.
  for (const word of text.match(/`[^`]*`\S*|\S+/g) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines.join("\n");
}

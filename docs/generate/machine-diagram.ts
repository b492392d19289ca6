import { exitsOf, type Machine, machinesIn, type State, waitsForToken } from "./machine.ts";

/** A Mermaid flow chart of a machine: every state and every way from one to another. */
export function machineDiagram(machine: Machine): string {
  return ["flowchart LR", ...partOf(machine, "s", "  ")].join("\n");
}

/** `prefix` keeps the ids of machines in machines apart: Mermaid's are global. */
function partOf({ StartAt, States }: Machine, prefix: string, indent: string): string[] {
  const names = Object.keys(States);
  const idOf = (name: string) => `${prefix}${names.indexOf(name)}`;
  const boxes = Object.entries(States).flatMap(([name, state]) => boxOf(name, state, idOf(name), indent));
  const arrows = Object.entries(States).flatMap(([name, state]) =>
    exitsOf(state).map(({ to, when, caught }) => {
      const arrow = caught ? "-.->" : "-->";
      return `${idOf(name)} ${arrow}${when === "" ? "" : `|${quoted(when)}|`} ${idOf(to)}`;
    }),
  );
  const start = `${prefix}start((" ")) --> ${idOf(StartAt)}`;
  return [...boxes, ...[start, ...arrows].map((line) => indent + line)];
}

function boxOf(name: string, state: State, id: string, indent: string): string[] {
  const inner = machinesIn(state);
  if (inner.length === 0) return [`${indent}${id}${shaped(name, state)}`];
  return [
    `${indent}subgraph ${id}[${quoted(name)}]`,
    ...inner.flatMap((machine, place) => partOf(machine, `${id}_${place}_`, `${indent}  `)),
    `${indent}end`,
  ];
}

function shaped(name: string, state: State): string {
  const label = quoted(name);
  if (state.Type === "Choice") return `{${label}}`;
  if (state.Type === "Wait" || waitsForToken(state)) return `{{${label}}}`;
  return state.Type === "Succeed" || state.Type === "Fail" ? `([${label}])` : `[${label}]`;
}

/** Mermaid takes anything in quotation marks but quotation marks. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', "#quot;")}"`;
}

import type { Explored } from "./explore.ts";
import type { Mutation } from "./mutations.ts";
import type { Scenario } from "./scenarios.ts";

/** What was visited, scenario by scenario and in all, as a table. */
export function figuresInWords(figures: { name: string; found: Explored }[]): string[] {
  const sum = (of: (found: Explored) => number) => figures.reduce((total, { found }) => total + of(found), 0);
  const row = (name: string, ...cells: number[]) => {
    const [states = 0, moves = 0, interleavings = 0, quiet = 0, seconds = 0] = cells;
    const texts = [states, moves, interleavings.toExponential(1), quiet, seconds.toFixed(1)];
    return `${texts.map((text) => String(text).padStart(10)).join("")}  ${name}`;
  };
  return [
    "The waiting protocol as it is, in every interleaving:",
    `${["states", "moves", "ways", "quiet", "seconds"].map((text) => text.padStart(10)).join("")}  scenario`,
    ...figures.map(({ name, found }) => row(name, ...cellsOf(found))),
    row("all", ...[0, 1, 2, 3, 4].map((cell) => sum((found) => cellsOf(found)[cell] ?? 0))),
  ];
}

const cellsOf = ({ states, moves, interleavings, quiet, seconds }: Explored) => [
  ...[states, moves, interleavings],
  ...[quiet, seconds],
];

/** How a mutation ended: caught, with the shortest way to what is wrong, or safe. */
export function caughtInWords({ name }: Mutation, found?: Explored, scenario?: Scenario): string[] {
  if (found?.counterexample === undefined) return [`If ${name}: nothing goes wrong.`];
  const { wrong, trace } = found.counterexample;
  const way = trace.map((move, index) => `${String(index + 1).padStart(5)}. ${move}`);
  return [`If ${name}: caught after ${found.states} states of "${scenario?.name}"`, ...way, `    →  ${wrong}`];
}

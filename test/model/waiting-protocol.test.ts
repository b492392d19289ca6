import { afterAll, describe, expect, test } from "vitest";
import { type Explored, explore } from "./explore.ts";
import { kindsOfMoves } from "./moves.ts";
import { type Mutation, mutated, mutations } from "./mutations.ts";
import { asItIs } from "./protocol.ts";
import { caughtInWords, figuresInWords } from "./report.ts";
import { beginningOf, bounded, large, scenarios } from "./scenarios.ts";

const minute = 60_000;
const figures: { name: string; found: Explored }[] = [];
const caught: string[] = [];

afterAll(() => console.log([...figuresInWords(figures), ...caught].join("\n")));

describe("no wake-up is lost, no milestone fires twice, one driver acts, an open case is driven or found", () => {
  test.each(scenarios)("$name", { timeout: large ? 120 * minute : minute }, async (scenario) => {
    const found = await explore(asItIs, beginningOf(bounded(scenario)));
    figures.push({ name: scenario.name, found });
    expect(found.counterexample).toBeUndefined();
    expect(found.quiet).toBeGreaterThan(0);
    expect(found.wakesOfAToken).toBe(1);
  });
});

test("every kind of move was made", () => {
  const made = figures.flatMap(({ found }) => [...found.labels]);
  for (const kind of kindsOfMoves)
    expect(made.filter((label) => kind.test(label)).length, String(kind)).toBeGreaterThan(0);
});

describe("without one of its rules", () => {
  /** The smallest scenarios first; what must stay safe is tried in all of them only when there is time. */
  const ordered = ({ wrong }: Mutation) =>
    scenarios
      .filter(({ name }) => large || wrong !== "safe" || sizeOf(name) < 16_000)
      .toSorted((a, b) => sizeOf(a.name) - sizeOf(b.name));
  const sizeOf = (name: string) => figures.find((one) => one.name === name)?.found.states ?? 0;

  async function tried(mutation: Mutation) {
    const protocol = mutated(mutation);
    const looksFor = mutation.wrong === "safe" ? /./ : mutation.wrong;
    let wakesOfAToken = 0;
    for (const scenario of ordered(mutation)) {
      const found = await explore(protocol, beginningOf(scenario), looksFor);
      wakesOfAToken = Math.max(wakesOfAToken, found.wakesOfAToken);
      if (found.counterexample !== undefined) return { found, scenario, wakesOfAToken };
    }
    return { wakesOfAToken };
  }

  test.each(mutations)("$name: $because", async (mutation) => {
    const { found, scenario, wakesOfAToken } = await tried(mutation);
    caught.push(...caughtInWords(mutation, found, scenario));
    if (mutation.wrong === "safe") expect(found?.counterexample).toBeUndefined();
    else expect(found?.counterexample?.wrong).toMatch(mutation.wrong);
    if (mutation.wasteful) expect(wakesOfAToken).toBeGreaterThan(1);
  });
});

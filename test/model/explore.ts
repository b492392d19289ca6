import { seenItem } from "./model-table.ts";
import { movesFrom } from "./moves.ts";
import { pathsThrough } from "./paths.ts";
import { isQuiet, mostWakes, wrongInAnyState, wrongWhenQuiet } from "./properties.ts";
import type { Protocol } from "./protocol.ts";
import { keyOf, type World } from "./world.ts";

export interface Explored {
  states: number;
  moves: number;
  /** Different ways from the beginning to an end. */
  interleavings: number;
  quiet: number;
  closed: number;
  /** The most records that were on their way at once to wake the same token. */
  wakesOfAToken: number;
  seconds: number;
  /** Every move that was made, in words. */
  labels: Set<string>;
  /** The first state that breaks a rule, with the shortest way to it. */
  counterexample?: { wrong: string; trace: string[] };
}

/**
 * Visits every state that can be reached, nearest first, and checks the rules in each. Stops at the first that breaks
 * one; with `looksFor` it passes over states that are wrong in another way.
 */
export async function explore(protocol: Protocol, beginning: World, looksFor = /./): Promise<Explored> {
  const startedAt = performance.now();
  const ids = new Map([[keyOf(beginning), 0]]);
  const parents = [-1];
  const worlds: (World | undefined)[] = [beginning];
  const successors: number[][] = [];
  const result = {
    states: 0,
    moves: 0,
    interleavings: 0,
    quiet: 0,
    closed: 0,
    wakesOfAToken: 0,
    seconds: 0,
    labels: new Set<string>(),
  };
  const finish = () => {
    const seconds = Math.round(performance.now() - startedAt) / 1000;
    return { ...result, states: worlds.length, seconds };
  };
  for (let id = 0; id < worlds.length; id += 1) {
    const world = worlds[id];
    if (world === undefined) throw new Error("a state is visited twice");
    worlds[id] = undefined;
    result.wakesOfAToken = Math.max(result.wakesOfAToken, await mostWakes(protocol, world));
    const faults = faultsOf(beginning, world);
    let wrong = await wrongInAnyState(protocol, world, faults);
    if (wrong !== undefined && !looksFor.test(wrong)) wrong = undefined;
    const moves = wrong === undefined ? await movesFrom(protocol, world) : [];
    if (wrong === undefined && world.broken === "" && isQuiet(moves)) {
      result.quiet += 1;
      if (seenItem(world.item).state.stage === "closed") result.closed += 1;
      wrong = await wrongWhenQuiet(protocol, world, faults);
    }
    if (wrong !== undefined && looksFor.test(wrong)) {
      return { ...finish(), counterexample: { wrong, trace: await traceTo(protocol, beginning, id, parents, ids) } };
    }
    const next: number[] = [];
    for (const { world: after, label } of moves) {
      result.labels.add(label);
      const key = keyOf(after);
      let known = ids.get(key);
      if (known === undefined) {
        known = worlds.length;
        ids.set(key, known);
        worlds.push(after);
        parents.push(id);
      }
      next.push(known);
    }
    result.moves += next.length;
    successors.push(next);
  }
  result.interleavings = pathsThrough(successors);
  return finish();
}

function faultsOf({ left: first }: World, { left }: World) {
  return { stopped: left.stops < first.stops, lost: left.losses < first.losses, slow: left.slow < first.slow };
}

/** The way to a state in words: goes it again, from parent to child. */
async function traceTo(
  protocol: Protocol,
  beginning: World,
  to: number,
  parents: number[],
  ids: Map<string, number>,
): Promise<string[]> {
  const way: number[] = [];
  for (let id = to; id > 0; id = parents[id] ?? 0) way.unshift(id);
  const trace: string[] = [];
  let world = beginning;
  for (const id of way) {
    const moves = await movesFrom(protocol, world);
    const move = moves.find((one) => ids.get(keyOf(one.world)) === id);
    if (move === undefined) throw new Error("a way cannot be gone again");
    trace.push(move.label);
    world = move.world;
  }
  return trace;
}

import { lookAgainAt } from "../../shared/domain/commands/recover-case.ts";
import { addMillis, latest } from "../../shared/domain/instant.ts";
import { seenItem } from "./model-table.ts";
import { type Move, movesFrom } from "./moves.ts";
import type { Protocol } from "./protocol.ts";
import { effectsOf } from "./stream.ts";
import { caseOfWorld, type Driver, isOpen, keyOf, type Left, positions, type World } from "./world.ts";

/** Which faults a world has been through: they excuse that nobody drives a case for a while, and nothing else. */
export interface Faults {
  stopped: boolean;
  lost: boolean;
  slow: boolean;
}

/** What must hold in every state; undefined when it does. That no wait ends twice and no name starts twice is built in. */
export async function wrongInAnyState(protocol: Protocol, world: World, faults: Faults): Promise<string | undefined> {
  if (world.broken !== "") return world.broken;
  const state = caseOfWorld(world);
  const { item } = seenItem(world.item);
  if (isOpen(world) && (state.nextDueAt === undefined || item.duePk === undefined || item.dueSk === undefined))
    return "an open case is in no due-time index: the sweeper can never find it";
  if (!isOpen(world) && item.duePk !== undefined) return "a closed case is in the due-time index";
  for (const { state: end, epoch } of world.drivers) {
    if (end === "Superseded" && state.epoch <= epoch)
      return `driver ${epoch} ends as superseded, and no other epoch drives`;
    if (end === "Close" && isOpen(world)) return `driver ${epoch} has closed a case that is open`;
  }
  if (faults.stopped || faults.lost || faults.slow || !isOpen(world)) return undefined;
  return (await isDriven(protocol, world))
    ? undefined
    : "an open case has no wait, no step and no record under way, and nothing was stopped or lost";
}

/** The driver of the current epoch moves, waits rightly, or a record is on its way that wakes or starts it. */
async function isDriven(protocol: Protocol, world: World): Promise<boolean> {
  const { epoch } = caseOfWorld(world);
  const driver = world.drivers.find((one) => one.epoch === epoch);
  if (driver !== undefined && driver.doing !== "waiting" && driver.doing !== "end") return true;
  if (driver !== undefined && waitsRightly(world, driver)) return true;
  for (const record of world.records) {
    for (const call of await effectsOf(record, protocol)) {
      if (call.kind === "start" && driver === undefined && call.epoch === epoch) return true;
      if (call.kind === "wake" && driver?.doing === "waiting" && driver.by === call.token) return true;
    }
  }
  return false;
}

/** The case says that this driver waits, and the driver waits for what the case says. */
function waitsRightly(world: World, driver: Driver): boolean {
  if (driver.doing !== "waiting") return false;
  const { turn, epoch } = caseOfWorld(world);
  const position = positions.get(driver.position);
  return (
    world.token === driver.by &&
    position.turn === turn &&
    position.epoch === epoch &&
    driver.epoch === epoch &&
    isOpen(world)
  );
}

/** What must hold when everything under way has arrived: whoever waits knows all there is to know, or will be found. */
export async function wrongWhenQuiet(protocol: Protocol, world: World, faults: Faults): Promise<string | undefined> {
  const { epoch } = caseOfWorld(world);
  for (const driver of world.drivers) {
    if (driver.doing !== "waiting" || waitsRightly(world, driver) || faults.lost || faults.slow) continue;
    return `a wake-up is lost: driver ${driver.epoch} waits with token ${driver.by}, and nobody will wake it`;
  }
  const current = world.drivers.find((driver) => driver.epoch === epoch);
  if (!isOpen(world) || (current !== undefined && waitsRightly(world, current))) return undefined;
  return (await isFound(protocol, world))
    ? undefined
    : "nobody drives the case, and the sweeper does not have it driven again";
}

const nothing: Left = { writes: [], crashes: 0, stops: 0, losses: 0, sweeps: 1, ticks: 0, slow: 0 };
const patience = 30 * 60_000 + 1;
const found = new WeakMap<Protocol, Map<string, boolean>>();

/** Half an hour after somebody should have looked at the case, one sweep is enough, in whatever order things happen. */
async function isFound(protocol: Protocol, world: World): Promise<boolean> {
  const look = lookAgainAt(caseOfWorld(world)) ?? world.now;
  const later: World = { ...world, now: latest(world.now, addMillis(look, patience)), fired: [], left: nothing };
  const known = found.get(protocol) ?? new Map<string, boolean>();
  found.set(protocol, known);
  const seen = new Set<string>();
  const open = [later];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = keyOf(next);
    if (seen.has(key) || known.get(key) === true) continue;
    seen.add(key);
    const moves = await movesFrom(protocol, next);
    if (moves.length === 0 && isOpen(next)) {
      const driver = next.drivers.find(({ epoch }) => epoch === caseOfWorld(next).epoch);
      if (driver === undefined || !waitsRightly(next, driver)) return false;
    }
    open.push(...moves.map((move) => move.world));
  }
  for (const key of seen) known.set(key, true);
  return true;
}

/** How many records on their way would wake the same token; all but one of them for nothing. */
export async function mostWakes(protocol: Protocol, { records }: World): Promise<number> {
  if (records.length < 2) return records.length;
  const wakes = new Map<number, number>();
  for (const record of records) {
    for (const call of await effectsOf(record, protocol))
      if (call.kind === "wake") wakes.set(call.token, (wakes.get(call.token) ?? 0) + 1);
  }
  return Math.max(0, ...wakes.values());
}

/** Nothing is under way: only people, time, the sweeper's timer or a fault can change anything. */
export const isQuiet = (moves: Move[]): boolean => moves.every(({ kind }) => kind !== "protocol");

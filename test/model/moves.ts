import { lookAgainAt } from "../../shared/domain/commands/recover-case.ts";
import { addMillis } from "../../shared/domain/instant.ts";
import { movesOfDriver, registration } from "./driver-moves.ts";
import { movesOfProcess, newSweep, newWrite } from "./process-moves.ts";
import type { Protocol } from "./protocol.ts";
import { effectsOf, isVoid, perform, recordInWords, withoutVoidRecords } from "./stream.ts";
import { afterUpdate } from "./table-moves.ts";
import { caseOfWorld, isOpen, positions, type World } from "./world.ts";

/**
 * One thing that may happen next. `protocol`: what is under way goes on. `fault`: something dies or is lost. `outside`:
 * people, time and the sweeper's timer.
 */
export interface Move {
  label: string;
  world: World;
  kind: "protocol" | "fault" | "outside";
}

/** Everything that may happen next in a world, each with the world it leads to. */
export async function movesFrom(protocol: Protocol, world: World): Promise<Move[]> {
  if (world.broken !== "") return [];
  const moves: Move[] = [];
  for (const driver of world.drivers) moves.push(...(await movesOfDriver(protocol, world, driver)));
  for (const process of distinct(world.processes)) moves.push(...(await movesOfProcess(protocol, world, process)));
  for (const record of distinct(world.records)) moves.push(...(await movesOfRecord(protocol, world, record)));
  moves.push(...movesOfLateRegistrations(protocol, world));
  for (const write of distinct(world.left.writes)) moves.push(...(await newWrite(protocol, world, write)));
  if (protocol.sweeps && world.left.sweeps > 0) moves.push(...(await newSweep(protocol, world)));
  const next = world.left.ticks > 0 ? nextMoment(world) : undefined;
  if (next !== undefined) {
    const left = { ...world.left, ticks: world.left.ticks - 1 };
    moves.push({ label: `it becomes ${next}`, world: { ...world, now: next, left }, kind: "outside" });
  }
  const cleaned: Move[] = [];
  for (const move of moves) cleaned.push({ ...move, world: await withoutVoidRecords(protocol, move.world) });
  return cleaned;
}

const distinct = <Value>(values: Value[]): Value[] => [...new Set(values)];

/**
 * A record reaches the reader, which does all it has to do about it, or fails after its first call and will get the
 * record again; or the record is lost.
 */
async function movesOfRecord(protocol: Protocol, world: World, record: number): Promise<Move[]> {
  const effects = await effectsOf(record, protocol);
  const words = recordInWords(record);
  const moves: Move[] = [];
  let after = world;
  for (const [index, call] of effects.entries()) {
    const changes = !isVoid(after, call);
    after = perform(protocol, after, call).world;
    const last = index === effects.length - 1;
    const label = `the reader gets ${words}${last ? "" : ", and fails after its first call"}`;
    if (last) moves.push({ label, world: { ...after, records: without(world.records, record) }, kind: "protocol" });
    else if (changes) moves.push({ label, world: after, kind: "fault" });
  }
  if (world.left.losses > 0) {
    const left = { ...world.left, losses: world.left.losses - 1 };
    const lost = { ...world, records: without(world.records, record), left };
    moves.push({ label: `the record ${words} is lost`, world: lost, kind: "fault" });
  }
  return moves;
}

function without(values: number[], one: number): number[] {
  const at = values.indexOf(one);
  return [...values.slice(0, at), ...values.slice(at + 1)];
}

function movesOfLateRegistrations(protocol: Protocol, world: World): Move[] {
  return world.late.map((late) => {
    const rest = { ...world, late: world.late.filter((one) => one !== late) };
    const landed = afterUpdate(rest, registration(protocol, late, late.token));
    const label = `the late registration of token ${late.token} ${landed === undefined ? "is refused" : "is written"}`;
    return { label, world: landed ?? rest, kind: "protocol" };
  });
}

const minute = 60_000;

/** The next moment at which something can be due: a milestone, a time-out, or the sweeper's patience. */
function nextMoment(world: World): string | undefined {
  if (!isOpen(world)) return undefined;
  const state = caseOfWorld(world);
  const look = lookAgainAt(state) ?? state.nextDueAt ?? "";
  const waits = world.drivers
    .filter(({ doing }) => doing === "waiting")
    .map(({ position }) => positions.get(position).nextDueAt ?? "");
  const moments = [state.nextDueAt ?? "", ...waits, addMillis(look, 10 * minute + 1), addMillis(look, 30 * minute + 1)];
  return moments.filter((moment) => moment > world.now).sort()[0];
}

/** What a run must have seen, so that nothing is proved about moves that were never made. */
export const kindsOfMoves = [
  /waits at/,
  /finds that the case has moved/,
  /reloads/,
  /Route: commits/,
  /Apply due milestones: commits/,
  /dies before its commit/,
  /commits .*, and dies/,
  /is given up, and runs on/,
  /a step that was given up commits/,
  /times out$/,
  /is stopped by hand$/,
  /is stopped by hand, its step runs on/,
  /nobody hears of the stop/,
  /the marker commits/,
  /the reader gets .*, and fails after its first call/,
  /the record .* is lost/,
  /the late registration .* is written/,
  /the late registration .* is refused/,
  ...["accept", "give back", "withdraw", "confirm", "redrive", "progress", "respond"].map(
    (write) => new RegExp(`the request to ${write} commits`),
  ),
  /the sweep finds driver \d+ RUNNING/,
  /the sweep finds driver \d+ ABORTED/,
  /the sweep finds no execution/,
  /the sweep sends token \d+, "done"/,
  /the sweep sends token \d+, .*TaskTimedOut/,
  /the sweep commits/,
];

import { seenItem } from "./model-table.ts";
import type { Move } from "./moves.ts";
import type { Protocol } from "./protocol.ts";
import type { Write } from "./real-code.ts";
import { type Answer, beforeItsRead, begin, type Call, lastRead, standing, told } from "./replay.ts";
import { perform } from "./stream.ts";
import { afterCommit } from "./table-moves.ts";
import { caseOfWorld, changes, type World } from "./world.ts";

/** What a process did: one call of the real code, answered by the world. `result` is there when that was its last. */
export interface Done {
  kind: Call["kind"];
  label: string;
  world: World;
  process: number;
  result?: unknown;
}

/** Has a process make its next call. `epoch` is that of the driver whose step it is. */
export async function run(protocol: Protocol, world: World, process: number, epoch?: number): Promise<Done> {
  const at = await standing(process);
  if (!("call" in at)) throw new Error("a process that is over has no next call");
  const { call, program } = at;
  const go = async (label: string, next: World, answer: Answer): Promise<Done> => {
    const after = told(process, answer, next.now);
    const then = await standing(after);
    return {
      kind: call.kind,
      label,
      world: next,
      process: after,
      ...("result" in then ? { result: then.result } : {}),
    };
  };
  switch (call.kind) {
    case "get": {
      // Only the sweeper looks at the token, and a Put that writes back what it read.
      const looks = program.kind === "sweep" || protocol.caseWritten === "by put of what was read";
      return go("reads the case", world, { item: world.item, token: looks ? world.token : 0 });
    }
    case "commit": {
      const by = { ...(epoch === undefined ? {} : { epoch }), read: lastRead(process)?.token ?? 0 };
      const after = afterCommit(protocol, world, call, by);
      if (after !== undefined) {
        const { version, turn, stage } = seenItem(after.item).position;
        return go(`commits v${version} turn ${turn} ${stage}`, after, "done");
      }
      // What changeCase does, at once: a refused commit changes nothing, so it may as well have come later.
      return run(protocol, world, beforeItsRead(process), epoch);
    }
    case "query": {
      const { duePk, dueSk } = seenItem(world.item).item;
      const due = duePk !== undefined && (dueSk?.S ?? "") < call.before;
      return go(due ? "finds the case overdue" : "finds nothing", world, { due: due ? world.item : 0 });
    }
    case "describe": {
      const driver = world.drivers.find((one) => one.epoch === call.epoch);
      if (driver === undefined) return go("finds no execution", world, { error: "ExecutionDoesNotExist" });
      const status = driver.doing !== "end" ? "RUNNING" : driver.state === "stopped" ? "ABORTED" : "SUCCEEDED";
      return go(`finds driver ${call.epoch} ${status}`, world, { status });
    }
    default: {
      const { world: after, answer } = perform(protocol, world, call);
      return go(`sends token ${call.kind === "wake" ? call.token : ""}, ${JSON.stringify(answer)}`, after, answer);
    }
  }
}

/** What a request, a sweep, a message about a stopped execution, or a step that was given up does next. */
export async function movesOfProcess(protocol: Protocol, world: World, process: number): Promise<Move[]> {
  const at = world.processes.indexOf(process);
  const others = [...world.processes.slice(0, at), ...world.processes.slice(at + 1)];
  const { program } = await standing(process);
  const done = await run(protocol, world, process, program.kind === "step" ? program.position.epoch : undefined);
  const after = { ...done.world, processes: "result" in done ? others : [...others, done.process] };
  const who = program.kind === "write" ? `the request to ${program.write}` : inWords[program.kind];
  const moves: Move[] = [{ label: `${who} ${done.label}`, world: after, kind: "protocol" }];
  if (program.kind === "sweep" && world.left.crashes > 0) {
    const left = { ...world.left, crashes: world.left.crashes - 1 };
    moves.push({ label: "the sweep dies", world: { ...world, processes: others, left }, kind: "fault" });
  }
  if (program.kind === "mark" && world.left.losses > 0) {
    const left = { ...world.left, losses: world.left.losses - 1 };
    moves.push({ label: "nobody hears of the stop", world: { ...world, processes: others, left }, kind: "fault" });
  }
  return moves;
}

const inWords = {
  write: "a request",
  sweep: "the sweep",
  mark: "the marker",
  step: "a step that was given up",
  read: "the reader",
};

/** A request comes in and reads the case; one that is refused has not happened. Two are in flight at a time. */
export async function newWrite(protocol: Protocol, world: World, write: Write): Promise<Move[]> {
  let inFlight = 0;
  for (const process of world.processes) if ((await standing(process)).program.kind === "write") inFlight += 1;
  if (inFlight >= 2) return [];
  const done = await run(protocol, world, begin({ kind: "write", write }));
  if ("result" in done) return [];
  const writes = world.left.writes.toSpliced(world.left.writes.indexOf(write), 1);
  const next = { ...done.world, processes: [...world.processes, done.process], left: { ...world.left, writes } };
  return [{ label: `the request to ${write} ${done.label}`, world: next, kind: "outside" }];
}

/** The sweeper's timer goes off. Its list is a hint that it checks; a sweep that finds nothing has not happened. */
export async function newSweep(protocol: Protocol, world: World): Promise<Move[]> {
  if (caseOfWorld(world).stage === "closed") return [];
  const done = await run(protocol, world, begin({ kind: "sweep" }, world.now));
  if (done.label === "finds nothing") return [];
  const left = { ...world.left, sweeps: world.left.sweeps - 1 };
  const next = { ...done.world, processes: [...world.processes, done.process], left };
  return [{ label: `the sweep ${done.label}`, world: next, kind: "outside" }];
}

/** Every token that something refers to. */
export function seenTokens({ token, drivers, records, processes, late }: World): Set<number> {
  const tokens = new Set([token, ...late.map((one) => one.token)]);
  for (const { doing, by } of drivers) if (doing === "waiting") tokens.add(by);
  for (const record of records) tokens.add(changes.get(record).oldToken).add(changes.get(record).newToken);
  for (const process of processes) tokens.add(lastRead(process)?.token ?? 0);
  return tokens;
}

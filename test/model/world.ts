import type { CasePosition } from "../../shared/lambda/workflow-step.ts";
import { interned } from "./interned.ts";
import { seenItem } from "./model-table.ts";
import type { Protocol } from "./protocol.ts";
import type { Write } from "./real-code.ts";
import { begin } from "./replay.ts";
import { doingOf, resumeAt } from "./workflow.ts";

/** What may still happen. Everything that is not a move of the protocol itself is bounded. */
export interface Left {
  /** Writes that people will still make, in any order, two at a time. */
  writes: Write[];
  /** Steps that are tried again: they died before or after their commit, or still run; and sweeps that die. */
  crashes: number;
  /** Executions that are stopped by hand. */
  stops: number;
  /** Stream records that are lost for good: parked, or older than 24 hours. */
  losses: number;
  sweeps: number;
  /** How often time goes on to the next moment at which something can be due. */
  ticks: number;
  /** Registrations of a wait that reach the table after the wait has timed out. */
  slow: number;
}

/** One execution: the driver of one epoch. */
export interface Driver {
  epoch: number;
  state: string;
  doing: "step" | "register" | "waiting" | "load" | "end";
  /** The position it holds. */
  position: number;
  /** The step's process, or the token of the wait; 0 is none. */
  by: number;
}

/** Everything there is at one moment. Two worlds with the same content are one state of the model. */
export interface World {
  now: string;
  /** The CASE item, and the token in it. */
  item: number;
  token: number;
  drivers: Driver[];
  /** Stream records that are not done with, in no order: a reader may get any of them next. */
  records: number[];
  /** In flight: requests, sweeps, messages about stopped executions, and steps that were given up but run on. */
  processes: number[];
  /** Registrations under way whose wait has timed out. */
  late: { token: number; turn: number; epoch: number }[];
  /** Milestones that have fired. */
  fired: number[];
  left: Left;
  /** What no state may be: a rule that this very move has broken. */
  broken: string;
}

/** A change of the CASE item as the stream tells it; `old` is 0 for a new case. */
export interface Change {
  old: number;
  oldToken: number;
  new: number;
  newToken: number;
}

export const changes = interned<Change>(
  ({ old, oldToken, new: after, newToken }) => `${old} ${oldToken} ${after} ${newToken}`,
);
export const positions = interned<CasePosition>(
  ({ version, turn, epoch, stage, nextDueAt }) => `${version} ${turn} ${epoch} ${stage} ${nextDueAt}`,
);
export const milestoneNames = interned<string>((name) => name);

const instants = interned<string>((instant) => instant);
const drivers = interned<Driver>((one) => `${one.epoch} ${one.state} ${one.doing} ${one.position} ${one.by}`);
const lefts = interned<Left>();
const lates = interned<World["late"]>();
const wrongs = interned<string>((words) => words);

/** A world by its content; what has no order is sorted first. */
export function keyOf({
  now,
  item,
  token,
  drivers: all,
  records,
  processes,
  late,
  fired,
  left,
  broken,
}: World): string {
  const numbers = [instants.idOf(now), item, token, lefts.idOf(left), lates.idOf(late), wrongs.idOf(broken)];
  const sets = [all.map((one) => drivers.idOf(one)), records, processes, fired].map((set) => set.toSorted().join(" "));
  return [...numbers, ...sets].join("/");
}

export const isOpen = ({ item }: World): boolean => seenItem(item).state.stage !== "closed";
export const caseOfWorld = ({ item }: World) => seenItem(item).state;

/** The driver in its hub: goes on where the position says. */
export function resumed({ hubSupersedes, stepFenced }: Protocol, epoch: number, position: CasePosition): Driver {
  const state = resumeAt(position, epoch, hubSupersedes);
  return atState(state, epoch, position, stepFenced);
}

/** The driver as it enters a state. */
export function atState(state: string, epoch: number, position: CasePosition, fenced: boolean): Driver {
  const doing = doingOf(state);
  return {
    epoch,
    state,
    doing: doing === "wait" ? "register" : doing,
    position: doing === "end" ? 0 : positions.idOf(position),
    by: doing === "step" ? begin({ kind: "step", state, position, fenced }) : 0,
  };
}

/** The world with one driver changed; the same epoch is the same driver. */
export function withDriver(world: World, driver: Driver): World {
  const others = world.drivers.filter(({ epoch }) => epoch !== driver.epoch);
  return { ...world, drivers: [...others, driver].sort((a, b) => a.epoch - b.epoch) };
}

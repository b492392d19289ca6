import { dispatched, local, type Story, triaged } from "../builders/story.ts";
import { idOfCase } from "./model-table.ts";
import { about } from "./replay.ts";
import { changes, type Left, type World } from "./world.ts";

/** Where a case stands when the model begins, with the record in the stream that starts its first driver. */
const stands = {
  "to be routed": () => triaged(),
  "at its unit": () => dispatched(),
  /** Silence will accept it at the next milestone: one that raises `turn`. */
  "before silence": () => dispatched().until(local("2026-09-30 09:30")),
} satisfies Record<string, () => Story>;

export interface Scenario {
  name: string;
  stand: keyof typeof stands;
  bounds: Partial<Left>;
  /** What `MODEL_BOUNDS=large` allows besides. */
  larger: Partial<Left>;
}

const none: Left = { writes: [], crashes: 0, stops: 0, losses: 0, sweeps: 0, ticks: 0, slow: 0 };

export function beginningOf({ stand, bounds }: Pick<Scenario, "stand" | "bounds">): World {
  const { state, now } = stands[stand]();
  about(state.caseId);
  const item = idOfCase(state);
  const born = changes.idOf({ old: 0, oldToken: 0, new: item, newToken: 0 });
  const left = { ...none, ...bounds };
  return { now, item, token: 0, drivers: [], records: [born], processes: [], late: [], fired: [], left, broken: "" };
}

/** Together they have every kind of move meet every other; each alone stays small enough to be visited whole. */
export const scenarios: Scenario[] = [
  {
    name: "two people write, one of them what the workflow need not see; a step dies",
    stand: "at its unit",
    bounds: { writes: ["accept", "progress", "withdraw"], crashes: 1, ticks: 1 },
    larger: { ticks: 2, sweeps: 1 },
  },
  {
    name: "the unit gives it back while it is redriven by hand; a step dies",
    stand: "at its unit",
    bounds: { writes: ["give back", "redrive"], crashes: 1, ticks: 1 },
    larger: { writes: ["give back", "redrive", "progress"], ticks: 2 },
  },
  {
    name: "two redrives by hand, and one by the sweeper",
    stand: "at its unit",
    bounds: { writes: ["redrive", "redrive"], sweeps: 1, ticks: 2 },
    larger: { writes: ["redrive", "redrive", "progress"] },
  },
  {
    name: "the requester withdraws and the case is closed",
    stand: "at its unit",
    bounds: { writes: ["withdraw", "confirm", "progress"], crashes: 1, ticks: 1 },
    larger: { sweeps: 1, ticks: 2 },
  },
  {
    name: "silence accepts while a person does, under two drivers",
    stand: "before silence",
    bounds: { writes: ["accept", "redrive"], ticks: 1, crashes: 1 },
    larger: { ticks: 2, sweeps: 1 },
  },
  {
    name: "the response moves the next milestone later, and nobody is told",
    stand: "to be routed",
    bounds: { writes: ["accept", "respond"], crashes: 1, sweeps: 1, ticks: 2 },
    larger: { ticks: 3 },
  },
  {
    name: "an execution is stopped by hand, and perhaps nobody hears of it",
    stand: "at its unit",
    bounds: { writes: ["accept"], stops: 1, losses: 1, sweeps: 1, ticks: 2 },
    larger: { ticks: 3, crashes: 1 },
  },
  {
    name: "a record is lost, of a start or of a wake-up",
    stand: "to be routed",
    bounds: { writes: ["give back"], losses: 1, sweeps: 1, ticks: 3 },
    larger: { losses: 2, sweeps: 2 },
  },
  {
    name: "the registration of a wait comes when the wait is over",
    stand: "at its unit",
    bounds: { writes: ["give back"], slow: 1, sweeps: 1, ticks: 2 },
    larger: { slow: 2, ticks: 3, losses: 1 },
  },
];

export const large = process.env.MODEL_BOUNDS === "large";

/** A scenario within the bounds that are asked for. */
export const bounded = (scenario: Scenario): Scenario =>
  large ? { ...scenario, bounds: { ...scenario.bounds, ...scenario.larger } } : scenario;

import type { Actor } from "../actor.ts";
import type { SensitiveResponse } from "./response.ts";

/**
 * How much of a response an actor sees: all of it with what was said, its facts alone, its own signal, or nothing. What was
 * said may tell who appealed: a unit reads it only with a task of its own; one that was merely told does not.
 */
export type ResponseSight = "said" | "facts" | "signal" | "none";

export function responseSight({ kind, unit }: Actor, { tasks, signals }: SensitiveResponse): ResponseSight {
  switch (kind) {
    case "unit":
      if (unit === undefined) return "none";
      if (tasks.some((task) => task.unit === unit)) return "said";
      return signals.some((signal) => signal.unit === unit) ? "signal" : "none";
    case "joint-office":
    case "supervisor":
    case "auditor":
      return "said";
    case "triage-officer":
    case "screening-officer":
    case "operator":
      return "facts";
    default:
      return "none";
  }
}

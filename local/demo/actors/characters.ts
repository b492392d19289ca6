import { pick } from "../chance.ts";

/** How a unit deals with what it is sent. Each number is the share of cases. */
export interface Character {
  /** Gives it back although it is in its remit, or not. */
  returns: number;
  /** Says nothing until silence binds it. */
  silent: number;
  /** Resolves after the limit. */
  late: number;
  /** Does not resolve at all. */
  never: number;
}

const characters = {
  prompt: { returns: 0.02, silent: 0.02, late: 0.04, never: 0.005 },
  usual: { returns: 0.07, silent: 0.06, late: 0.14, never: 0.02 },
  evasive: { returns: 0.35, silent: 0.15, late: 0.2, never: 0.05 },
  slow: { returns: 0.03, silent: 0.45, late: 0.4, never: 0.1 },
} as const satisfies Record<string, Character>;

export function characterOf(chance: number): Character {
  return characters[pick(chance, { prompt: 45, usual: 35, evasive: 12, slow: 8 })];
}

import type { FailState } from "../definition.ts";
import { StateFailed } from "../failure.ts";
import { evaluateAs } from "../templates.ts";
import { scopeOf, type Visit } from "../visit.ts";

/** Throws what the state says. */
export async function fail(visit: Visit, state: FailState): Promise<never> {
  const scope = scopeOf(visit);
  const error = state.error === undefined ? undefined : await evaluateAs("string", state.error, scope);
  const cause = state.cause === undefined ? undefined : await evaluateAs("string", state.cause, scope);
  throw new StateFailed(error, cause);
}

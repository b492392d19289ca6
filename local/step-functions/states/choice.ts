import type { ChoiceState } from "../definition.ts";
import { StateFailed } from "../failure.ts";
import { evaluateAs } from "../templates.ts";
import { type Leaving, leave, scopeOf, type Visit } from "../visit.ts";

/** Takes the first choice whose condition holds, with its own Output and Assign; the state's own go with Default. */
export async function choose(visit: Visit, state: ChoiceState): Promise<Leaving> {
  const scope = scopeOf(visit);
  for (const { condition, exit } of state.choices) {
    if (await evaluateAs("boolean", condition, scope)) return leave(visit, exit, visit.input);
  }
  if (state.otherwise !== undefined) return leave(visit, state.otherwise, visit.input);
  throw new StateFailed("States.NoChoiceMatched", "No choice matched and there is no Default.", { needsPlace: true });
}

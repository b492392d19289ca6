import type { Actor } from "./actor.ts";
import { leadOf, type Slot, type StageState } from "./case.ts";
import { notThere } from "./refusal.ts";

/**
 * The lead's slot, if it is the actor's own unit's. A unit sees and works its own assignments only; for all others the
 * case does not exist.
 */
export function ownLead(state: StageState, actor: Actor): Slot {
  const slot = leadOf(state);
  if (slot === undefined || actor.unit === undefined || slot.unit !== actor.unit) {
    throw notThere("NoSuchAssignment", "your unit has no such assignment");
  }
  return slot;
}

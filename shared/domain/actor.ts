import type { ActorKind } from "../api/scopes.ts";

/** Who acts. `workflow` is the system itself: a step of the state machine, a milestone, the sweeper. */
export interface Actor {
  kind: ActorKind | "workflow";
  id: string;
  /** The unit that unit staff belong to; a supervisor may carry one too. */
  unit?: string;
  /** The platform that a partner's token stands for. */
  partner?: string;
}

export const workflow = (step: string): Actor => ({ kind: "workflow", id: step });

import * as z from "zod";
import { ActorKind, type Scope, scopes } from "../../shared/api/scopes.ts";
import { Id } from "../../shared/directory/names.ts";

/** The claims that name an actor. Beside the standard ones: `actor` (its kind), and `unit` or `partner`. */
const Claims = z
  .object({
    sub: z.string().min(1).max(128),
    scope: z.string().default(""),
    actor: ActorKind,
    unit: Id.optional(),
    partner: Id.optional(),
  })
  .refine(({ actor, unit }) => actor !== "unit" || unit !== undefined, { error: "unit staff belong to a unit" })
  .refine(({ actor, partner }) => actor !== "partner" || partner !== undefined, {
    error: "a partner's token names it",
  });

export interface Identity {
  id: string;
  kind: ActorKind;
  unit?: string;
  partner?: string;
  scopes: Scope[];
}

/** Who a token's claims say is calling. Throws a ZodError when they do not name an actor. */
export function identityOf(claims: unknown): Identity {
  const { sub, scope, actor, unit, partner } = Claims.parse(claims);
  const known = scope.split(" ").filter((one): one is Scope => one in scopes);
  return {
    id: sub,
    kind: actor,
    ...(unit === undefined ? {} : { unit }),
    ...(partner === undefined ? {} : { partner }),
    scopes: known,
  };
}

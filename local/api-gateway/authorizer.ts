import { FunctionFailed, type InvokeFunction, type JsonObject } from "../aws.ts";
import type { Clock } from "../clock.ts";
import type { AuthorizerDefinition } from "./document.ts";
import { type HttpRequest, headerOf, Refused } from "./http-request.ts";
import { type Authorization, readAuthorization } from "./policy.ts";

/**
 * Says who calls and whether they may. Throws Refused: 401 without a usable identity, 403 when the policy does not
 * allow the method, 500 when the authorizer fails.
 */
export type Authorize = (
  definition: AuthorizerDefinition,
  request: HttpRequest,
  methodArn: string,
  requestEvent: () => JsonObject,
) => Promise<Authorization>;

const mostKept = 10_000;

/** Makes the gateway's side of Lambda authorizers, with their answers kept for the time the document says. */
export function createAuthorize({ invoke, clock }: { invoke: InvokeFunction; clock: Clock }): Authorize {
  const kept = new Map<string, { authorization: Authorization; until: number }>();

  return async (definition, request, methodArn, requestEvent) => {
    const identity = identityOf(definition, request);
    const key = `${definition.name}\n${identity.join("\n")}`;
    const known = kept.get(key);
    const cached = known !== undefined && known.until > clock.now() ? known.authorization : undefined;
    const authorization = cached ?? (await ask(definition, identity, methodArn, requestEvent));
    if (cached === undefined && definition.ttlSeconds > 0) {
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, { authorization, until: clock.now() + definition.ttlSeconds * 1000 });
    }
    if (authorization.allows(methodArn)) return authorization;
    throw new Refused("ACCESS_DENIED", 403, "User is not authorized to access this resource");
  };

  async function ask(
    { functionName, kind }: AuthorizerDefinition,
    identity: string[],
    methodArn: string,
    requestEvent: () => JsonObject,
  ): Promise<Authorization> {
    const event: JsonObject =
      kind === "TOKEN"
        ? { type: kind, methodArn, authorizationToken: identity[0] ?? "" }
        : { type: kind, methodArn, ...requestEvent() };
    const answer = await invoke(functionName, event, "authorizer").catch((error: unknown) => {
      // The one message by which a function says 401.
      if (error instanceof FunctionFailed && error.errorMessage === "Unauthorized") throw unauthorized();
      throw new Refused("AUTHORIZER_FAILURE", 500, "Internal server error");
    });
    const authorization = readAuthorization(answer);
    if (authorization !== undefined) return authorization;
    throw new Refused("AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal server error");
  }
}

function identityOf({ identitySources, tokenPattern }: AuthorizerDefinition, request: HttpRequest): string[] {
  return identitySources.map(({ place, name }) => {
    const value = place === "header" ? headerOf(request.headers, name) : request.query.get(name)?.at(-1);
    if (value === undefined || value === "" || tokenPattern?.test(value) === false) throw unauthorized();
    return value;
  });
}

function unauthorized(): Refused {
  return new Refused("UNAUTHORIZED", 401, "Unauthorized");
}

import { JwtVerifier } from "aws-jwt-verify";
import { FetchError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { optionalSetting, setting } from "../../shared/lambda/environment.ts";
import { allowList } from "./allow-list.ts";
import { type Identity, identityOf } from "./identity.ts";

export interface TokenVerifier {
  /** Gives the claims of a valid token, throws for any other. */
  verify(token: string): Promise<Record<string, unknown>>;
}

/**
 * Says who calls and what they may call. The gateway keeps the answer for five minutes and for all routes, so it names
 * everything the actor's scopes allow; the functions check the scope of their own call again.
 */
export const newHandler =
  (verifier: TokenVerifier) =>
  async ({ authorizationToken, methodArn }: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const [, token] = /^Bearer\s+(\S+)$/i.exec(authorizationToken) ?? [];
    const identity = token === undefined ? undefined : await identify(verifier, token);
    // The gateway turns this one message into a 401.
    if (identity === undefined) throw new Error("Unauthorized");
    const { scopes, ...context } = identity;
    return {
      principalId: identity.id,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: allowList(methodArn, scopes) }],
      },
      context: { ...context, scope: scopes.join(" ") },
    };
  };

/**
 * Undefined for a token that is not valid, and for a valid one that names no actor of ours. Throws when the issuer's keys
 * cannot be had: then nothing is known about the token, and it is not the caller's fault.
 */
function identify(verifier: TokenVerifier, token: string): Promise<Identity | undefined> {
  return verifier
    .verify(token)
    .then(identityOf)
    .catch((error: unknown) => {
      if (error instanceof FetchError || error instanceof WaitPeriodNotYetEndedJwkError) throw error;
      return undefined;
    });
}

function oidcVerifier(): TokenVerifier {
  const jwksUri = optionalSetting("keySetUrl");
  const verifier = JwtVerifier.create({
    issuer: setting("issuer"),
    audience: setting("audience"),
    ...(jwksUri === undefined ? {} : { jwksUri }),
  });
  const keySet = optionalSetting("keySet");
  if (keySet !== undefined) verifier.cacheJwks(JSON.parse(keySet));
  return { verify: (token) => verifier.verify(token) };
}

export const handler = newHandler(oidcVerifier());

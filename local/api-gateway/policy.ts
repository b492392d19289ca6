import { list, members, text } from "../assembly/properties.ts";
import type { Json, JsonObject } from "../aws.ts";

/** What a Lambda authorizer answered: who it is, what that actor may call, and what functions are told. */
export interface Authorization {
  principalId: string;
  context: JsonObject;
  allows(methodArn: string): boolean;
}

/** Reads an authorizer's answer. Undefined when it is not in the form that the gateway takes. */
export function readAuthorization(answer: Json): Authorization | undefined {
  const { principalId, policyDocument, context } = members(answer);
  const statements = list(members(policyDocument).Statement).map(readStatement);
  if (text(principalId) === undefined || statements.length === 0) return undefined;
  const told: JsonObject = {};
  for (const [name, value] of Object.entries(members(context))) {
    if (typeof value === "object" && value !== null) return undefined;
    // Whatever its type in the answer, a function gets each value as text.
    if (value !== null) told[name] = String(value);
  }
  return {
    principalId: String(principalId),
    context: told,
    allows(methodArn) {
      const matching = statements.filter(({ matches }) => matches(methodArn));
      return matching.length > 0 && matching.every(({ effect }) => effect === "Allow");
    },
  };
}

function readStatement(statement: Json): { effect: string; matches: (methodArn: string) => boolean } {
  const { Action, Effect, Resource } = members(statement);
  const invokes = list(Action).some((action) => wildcard(String(action)).test("execute-api:Invoke"));
  const resources = list(Resource).map((resource) => wildcard(String(resource)));
  return {
    effect: String(Effect),
    matches: (methodArn) => invokes && resources.some((resource) => resource.test(methodArn)),
  };
}

/** `*` stands for any characters, slashes included, `?` for one. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}

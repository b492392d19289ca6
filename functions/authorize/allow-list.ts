import { routes } from "../../shared/api/routes.ts";
import type { Scope } from "../../shared/api/scopes.ts";

/** The method ARNs that these scopes may call, in the API and stage of the method that was asked for. */
export function allowList(methodArn: string, scopes: Scope[]): string[] {
  const [api, stage] = methodArn.split("/");
  const allowed = routes.filter((route) => route.scopes?.some((scope) => scopes.includes(scope)));
  const arns = allowed.map(({ method, path }) => `${api}/${stage}/${method}${path.replace(/\{\w+\}/g, "*")}`);
  // A policy must name something: a token without a usable scope may call nothing.
  return arns.length > 0 ? arns : [`${api}/${stage}/NONE/none`];
}

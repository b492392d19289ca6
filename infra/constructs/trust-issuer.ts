import type { StageSettings } from "../config.ts";
import type { BundledFunction } from "./bundled-function.ts";

/** Tells the authorizer whose tokens to take, for whom, and where the keys are. */
export function trustIssuer(
  authorizer: BundledFunction,
  { url, audience, keySetUrl, keySet }: StageSettings["issuer"],
): void {
  authorizer.knows("issuer", url);
  authorizer.knows("audience", audience);
  if (keySetUrl !== undefined) authorizer.knows("keySetUrl", keySetUrl);
  if (keySet !== undefined) authorizer.knows("keySet", JSON.stringify(keySet));
}

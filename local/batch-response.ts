import type { Json } from "./aws.ts";

/**
 * What a handler with partial batch responses reports as failed: the identifiers, none for success, or "all" when the
 * answer names an item that was not in the batch or cannot be read, which Lambda takes as a failure of the whole batch.
 */
export function reportedFailures(answer: Json, identifiers: string[]): Set<string> | "all" {
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== "object" || Array.isArray(answer)) return "all";
  const failures = answer.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return "all";
  const failed = failures.map((failure) => {
    const named = failure !== null && typeof failure === "object" && !Array.isArray(failure);
    return named ? failure.itemIdentifier : undefined;
  });
  const isKnown = (identifier: Json | undefined) => typeof identifier === "string" && identifiers.includes(identifier);
  return failed.every(isKnown) ? new Set(failed as string[]) : "all";
}

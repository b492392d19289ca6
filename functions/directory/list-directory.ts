import { activationHistory } from "../../shared/table/activation.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { listVersions } from "../../shared/table/directory.ts";

/** So many activations are shown: years of a city that changes its directory every month. */
const shown = 100;

/** Every version there is, and the last times that one was put in force. */
export async function listDirectory({ table }: CaseStore) {
  const [versions, history] = await Promise.all([listVersions(table), activationHistory(table, shown)]);
  const [active] = history;
  return { ...(active && { active: active.version }), versions, history };
}

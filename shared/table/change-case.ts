import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Decision, WrittenCase } from "../domain/decision.ts";
import { notThere } from "../domain/refusal.ts";
import { loadCase } from "./cases.ts";
import type { Table } from "./client.ts";
import { CaseChanged, commit, TableBusy } from "./commit.ts";

const attempts = 8;

/**
 * Reads a case, has `command` decide, and commits. When somebody else was faster it reads again and decides anew, a few
 * times. Without a decision ("already done") nothing is written and the case is given as it is.
 * Throws Refusal (also NoSuchCase), CaseChanged or TableBusy after the last attempt.
 */
export async function changeCase(
  table: Table,
  caseId: string,
  command: (current: WrittenCase) => Decision | undefined | Promise<Decision | undefined>,
): Promise<WrittenCase> {
  for (let attempt = 1; ; attempt += 1) {
    const current = await loadCase(table, caseId);
    if (current === undefined) throw notThere("NoSuchCase", `there is no case ${caseId}`);
    const decision = await command(current);
    if (decision === undefined) return current;
    try {
      return await commit(table, decision);
    } catch (error) {
      const again = error instanceof CaseChanged || error instanceof TableBusy;
      if (!again || attempt === attempts) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

export type Decide = (current: WrittenCase, context: Context) => Decision | undefined;

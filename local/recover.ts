import { workflow } from "../shared/domain/actor.ts";
import { redriveCase } from "../shared/domain/commands/recover-case.ts";
import { fromMillis } from "../shared/domain/instant.ts";
import { Refusal } from "../shared/domain/refusal.ts";
import { changeCase } from "../shared/table/case-store.ts";
import { readDirectory } from "../shared/table/directory.ts";
import { casesDueBefore } from "../shared/table/open-cases.ts";
import type { Cloud } from "./cloud.ts";

/** Later than anything is due. */
const endOfTime = "9999-12-31T23:59:59.999Z";

/**
 * Executions end with the process that runs them, cases do not: every open case gets a new epoch, and with it an
 * execution that goes on at the stage the case is in.
 */
export async function redriveOpenCases({ table, clock }: Pick<Cloud, "table" | "clock">): Promise<void> {
  const store = { table, directories: readDirectory(table, clock.now), now: () => fromMillis(clock.now()) };
  const open: string[] = [];
  for await (const { caseId } of casesDueBefore(table, endOfTime)) open.push(caseId);
  for (const caseId of open) {
    await changeCase(store, workflow("restart"), caseId, (current, context) =>
      redriveCase(current, current.epoch, "restart", context),
    ).catch((error: unknown) => {
      // It was closed since the index was read; or it cannot be driven, which must not keep the others from it.
      if (!(error instanceof Refusal)) console.error(`case ${caseId} cannot be driven on: ${error}`);
    });
  }
}

import { workflow } from "../shared/domain/actor.ts";
import { redriveCase } from "../shared/domain/commands/recover-case.ts";
import { fromMillis } from "../shared/domain/instant.ts";
import { Refusal } from "../shared/domain/refusal.ts";
import { redriveResponse } from "../shared/domain/response/recover-response.ts";
import { changeCase } from "../shared/table/case-store.ts";
import { readDirectory } from "../shared/table/directory.ts";
import { casesDueBefore, type DueCase } from "../shared/table/open-cases.ts";
import { changeResponse } from "../shared/table/response-store.ts";
import type { Cloud } from "./cloud.ts";

/** Later than anything is due. */
const endOfTime = "9999-12-31T23:59:59.999Z";

/**
 * Executions end with the process that runs them, cases and responses do not: each open one gets a new epoch, and with it an
 * execution that goes on at the stage the case is in.
 */
export async function redriveOpenCases({ table, clock }: Pick<Cloud, "table" | "clock">): Promise<void> {
  const store = { table, directories: readDirectory(table, clock.now), now: () => fromMillis(clock.now()) };
  const open: DueCase[] = [];
  for await (const due of casesDueBefore(table, endOfTime)) open.push(due);
  for (const { caseId, response } of open) {
    const redriven = response
      ? changeResponse(store, workflow("restart"), caseId, (current, context) =>
          redriveResponse(current, current.epoch, "restart", context),
        )
      : changeCase(store, workflow("restart"), caseId, (current, context) =>
          redriveCase(current, current.epoch, "restart", context),
        );
    await redriven.catch((error: unknown) => {
      // It was closed since the index was read; or it cannot be driven, which must not keep the others from it.
      if (!(error instanceof Refusal)) console.error(`case ${caseId} cannot be driven on: ${error}`);
    });
  }
}

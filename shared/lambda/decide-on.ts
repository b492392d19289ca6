import type { CaseView } from "../api/case-view.ts";
import type { Route } from "../api/route.ts";
import type { Context, Decision, WrittenCase } from "../domain/decision.ts";
import type { CaseStore } from "../table/case-store.ts";
import type { Request } from "./api-handler.ts";
import { changeVisibleCase } from "./change-visible-case.ts";
import { showCase } from "./show-case.ts";

/** The use case of every call that decides on one case: run the command on the case it names, show what became of it. */
export function decideOn<R extends Route>(
  store: CaseStore,
  command: (current: WrittenCase, context: Context, request: Request<R>) => Decision,
): (request: Request<R>) => Promise<CaseView> {
  return async (request) => {
    const { caseId } = request.params as { caseId: string };
    const changed = await changeVisibleCase(store, request.actor, caseId, (current, context) =>
      command(current, context, request),
    );
    return showCase(changed, request.actor);
  };
}

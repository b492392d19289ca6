import { ulid } from "ulid";
import type { postRumour } from "../../shared/api/calls/response.ts";
import { toMillis } from "../../shared/domain/instant.ts";
import { reportRumour } from "../../shared/domain/response/report-rumour.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { refuseUnseen } from "../../shared/lambda/respond-on.ts";
import { showResponse } from "../../shared/lambda/show-response.ts";
import { type CaseStore, existingCase } from "../../shared/table/case-store.ts";
import { caseWrites } from "../../shared/table/commit.ts";
import { changeResponse } from "../../shared/table/response-store.ts";

/** Opens a case of the police for a rumour: one transaction over the response and the new case. */
export async function rumourToPolice(store: CaseStore, { actor, params, body }: Request<typeof postRumour>) {
  const changed = await changeResponse(store, actor, params.caseId, async (current, context) => {
    refuseUnseen(actor, current);
    const [{ region }, directory] = await Promise.all([existingCase(store, params.caseId), store.directories.active()]);
    const at = toMillis(context.now);
    const rumour = { ...body, policeCase: ulid(at), ticketId: ulid(at), region };
    const { response, police } = reportRumour(current, rumour, context, { ...context, directory });
    return { decision: response, writes: caseWrites(store.table.name, police) };
  });
  return showResponse(changed, actor);
}

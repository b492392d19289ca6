import type { getTimeline } from "../../shared/api/calls/cases.ts";
import { factsFor, saidTo } from "../../shared/domain/access.ts";
import { brokenAt } from "../../shared/domain/history.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { visibleCase } from "../../shared/lambda/change-visible-case.ts";
import type { CaseStore } from "../../shared/table/case-store.ts";
import { loadHistory, loadRecords, loadTickets } from "../../shared/table/cases.ts";

/**
 * The case's history with what was said at it, as far as the actor may read that, and whether it is whole. Partners see
 * what kind of actor acted, not who.
 */
export async function readTimeline(store: CaseStore, { actor, params, query }: Request<typeof getTimeline>) {
  const found = await visibleCase(store, actor, params.caseId);
  const [history, records, tickets] = await Promise.all([
    loadHistory(store.table, params.caseId),
    loadRecords(store.table, params.caseId),
    loadTickets(store.table, params.caseId),
  ]);
  const requesters = tickets.flatMap(({ content }) => content.requester?.name ?? []);
  const broken = brokenAt(history, found);
  const page = history.filter(({ seq }) => seq > query.after).slice(0, query.limit);
  const last = page.at(-1)?.seq;
  return {
    caseId: params.caseId,
    events: page.map((event) => {
      const { seq, at, type, hash } = event;
      const { kind, id } = event.actor;
      const said = records.get(seq);
      return {
        ...{ seq, at, type },
        actor: actor.kind === "partner" ? { kind } : { kind, id },
        data: factsFor(actor, found, event),
        ...{ said: said === undefined ? undefined : saidTo(actor, found, type, said, requesters), hash },
      };
    }),
    ...(last !== undefined && last < history.length ? { next: last } : {}),
    chain: broken === undefined ? { whole: true } : { whole: false, brokenAt: broken },
  };
}

import { ulid } from "ulid";
import type { postMerge, postSplit, postUnmerge } from "../../shared/api/calls/matters.ts";
import { mergeCases } from "../../shared/domain/commands/merge-cases.ts";
import { splitCase } from "../../shared/domain/commands/split-case.ts";
import { unmergeCase } from "../../shared/domain/commands/unmerge-case.ts";
import { toMillis } from "../../shared/domain/instant.ts";
import { notNow } from "../../shared/domain/refusal.ts";
import type { Request } from "../../shared/lambda/api-handler.ts";
import { changeVisibleCase } from "../../shared/lambda/change-visible-case.ts";
import { showCase } from "../../shared/lambda/show-case.ts";
import { besides, type CaseStore } from "../../shared/table/case-store.ts";
import { loadTickets } from "../../shared/table/cases.ts";

/** Merges a case into another one by hand: one transaction over both. */
export async function mergeByHand(store: CaseStore, { actor, params, body }: Request<typeof postMerge>) {
  const merged = await changeVisibleCase(store, actor, params.caseId, async (subject, context) => {
    const into = await besides(store, actor, body.into);
    const tickets = await loadTickets(store.table, params.caseId);
    const [decision, ...others] = mergeCases({ subject, context, tickets }, into, body.reason);
    return { decision, others };
  });
  return showCase(merged, actor);
}

/** Undoes a merge, whoever made it. */
export async function unmerge(store: CaseStore, { actor, params, body }: Request<typeof postUnmerge>) {
  const own = await changeVisibleCase(store, actor, params.caseId, async (subject, context) => {
    const { mergedInto } = subject;
    if (mergedInto === undefined) throw notNow("NotMerged", "the case is not merged into another one");
    const holder = await besides(store, actor, mergedInto);
    const [decision, ...others] = unmergeCase({ subject, context }, holder, body.reason);
    return { decision, others };
  });
  return showCase(own, actor);
}

/** Opens a case of its own for the other matter that a case's tickets hold. */
export async function splitByHand(store: CaseStore, { actor, params, body }: Request<typeof postSplit>) {
  const split = await changeVisibleCase(store, actor, params.caseId, async (subject, context) => {
    const tickets = await loadTickets(store.table, params.caseId);
    const into = ulid(toMillis(context.now));
    const [decision, ...others] = splitCase(subject, { ...body, into }, tickets, context);
    return { decision, others };
  });
  return showCase(split, actor);
}

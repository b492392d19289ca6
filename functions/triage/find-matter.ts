import { ulid } from "ulid";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";
import { mondayOf } from "../../shared/domain/calendar/months.ts";
import { CalendarNotPublished } from "../../shared/domain/calendar/published-year.ts";
import { localDate } from "../../shared/domain/calendar/working-days.ts";
import { mergesAtOnce } from "../../shared/domain/commands/merge-cases.ts";
import { settleMatter, type Target } from "../../shared/domain/commands/settle-matter.ts";
import { type Context, calendarOf, type Decision, policyOf, type WrittenCase } from "../../shared/domain/decision.ts";
import { appealsOften } from "../../shared/domain/frequent-appeals.ts";
import { addMillis, toMillis } from "../../shared/domain/instant.ts";
import { type Appeal, type Match, relatedTo } from "../../shared/domain/matter/related.ts";
import { keysOf, sketchOf } from "../../shared/domain/matter/sketch.ts";
import { mixesComplaintAndReport } from "../../shared/domain/triage/mixed.ts";
import { frequentItem } from "../../shared/table/abnormal-entries.ts";
import type { CaseStore, Joint } from "../../shared/table/case-store.ts";
import { loadCase, type StoredTicket } from "../../shared/table/cases.ts";
import { appealItem, findCandidates, groupItem, matterItems, sharedAppealItem } from "../../shared/table/matters.ts";

/**
 * Gives a graded case its place among the others: what it is like is found through keys, and it stands under keys itself for
 * those who come after. A requester's appeals are numbered, so that of two at once one finds the other.
 */
export async function findMatter(
  store: CaseStore,
  graded: Decision,
  tickets: [StoredTicket, ...StoredTicket[]],
  context: Context,
): Promise<Joint> {
  const { now, directory } = context;
  const { caseId, receivedAt, kind, category, region, splitFrom } = graded.after;
  const { content } = tickets[0];
  const { phone } = content.requester ?? {};
  const requester = phone === undefined ? undefined : requesterHash(phone);
  const sketch = sketchOf({ ...content, category, region });
  const self: Appeal = { caseId, receivedAt, kind, sketch, splitFrom };
  const found = await findCandidates(store.table, requester, keysOf(sketch), now);
  const { duplicates } = directory.triage;
  // A desk's telephone, or 10000000000: whoever stands behind it, it is not the same requester.
  const since = addMillis(now, -day);
  const shared = found.own.filter((one) => one.receivedAt >= since).length >= duplicates.sharedFrom;
  const [own, others] = shared ? [[], [...found.own, ...found.others]] : [found.own, found.others];
  const related = relatedTo(self, own, others, duplicates);
  const open = await openCaseAmong(related.merges, graded.after, tickets.length, store, context);
  const splitInto = mixesComplaintAndReport(directory.triage, content) ? ulid(toMillis(now)) : undefined;
  const { settled, target } = settle(open);
  const group = target === undefined ? settled.decision.after.group : (target.subject.group ?? target.subject.caseId);
  const appeal = { ...self, group };
  return {
    ...settled,
    numbered: requester === undefined || shared ? [] : [appealItem(requester, found.next, appeal, now)],
    items: [
      ...(requester !== undefined && shared ? [sharedAppealItem(requester, found.next, appeal, now)] : []),
      ...(requester !== undefined && !shared
        ? frequentItems(requester, [appeal, ...found.own], graded.after, context)
        : []),
      ...(target === undefined ? [...matterItems(appeal, now), ...linkItems(appeal, related.link, now)] : []),
    ],
  };

  /** A deadline of the other case that nobody can count yet keeps this one from nothing: they are linked instead. */
  function settle(target: Target | undefined) {
    try {
      return { target, settled: settleMatter(graded, tickets, { related, target, splitInto }, context) };
    } catch (error) {
      if (target === undefined || !(error instanceof CalendarNotPublished)) throw error;
      return { target: undefined, settled: settleMatter(graded, tickets, { related, splitInto }, context) };
    }
  }
}

/** Whoever appeals often is looked at by the weekly job, which finds them by this. Nearly everybody leaves nothing. */
function frequentItems(requester: string, appeals: Appeal[], subject: WrittenCase, { directory, now }: Context) {
  if (!appealsOften(appeals, policyOf(directory, subject).abnormalList.candidates, now)) return [];
  return [frequentItem(requester, mondayOf(localDate(calendarOf(directory, subject), now)))];
}

const day = 86_400_000;

/** A case is looked for among so many: more than two open ones on one matter are there only by hand. */
const most = 3;

/** The likest case, or the one it was merged into, that may still take the tickets of this one. */
async function openCaseAmong(
  matches: Match[],
  subject: WrittenCase,
  tickets: number,
  store: CaseStore,
  { actor, now }: Context,
): Promise<Target | undefined> {
  for (const { appeal, likeness } of matches.slice(0, most)) {
    const first = await loadCase(store.table, appeal.caseId);
    const found = first?.mergedInto === undefined ? first : await loadCase(store.table, first.mergedInto);
    if (found === undefined || !mergesAtOnce(subject, found, tickets)) continue;
    const directory = await store.directories.version(found.directoryVersion);
    return { subject: found, context: { now, actor, directory }, likeness };
  }
  return undefined;
}

function linkItems({ caseId, group }: Appeal, link: Match | undefined, now: string) {
  if (link === undefined || group === undefined) return [];
  return [groupItem(group, { caseId, other: link.appeal.caseId, likeness: link.likeness, linkedAt: now })];
}

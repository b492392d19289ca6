import type { Kind } from "../../directory/names.ts";
import type { Duplicates } from "../../directory/triage-rules.ts";
import { type Instant, toMillis } from "../instant.ts";
import { type Likeness, likeness } from "./likeness.ts";
import type { Sketch } from "./sketch.ts";

/** An appeal as it is known again: what its case was about when it came. */
export interface Appeal {
  caseId: string;
  receivedAt: Instant;
  kind: Kind;
  sketch: Sketch;
  /** The group that its case was linked to. */
  group?: string | undefined;
  /** It came with another appeal in one ticket. */
  splitFrom?: string | undefined;
}

export interface Match {
  appeal: Appeal;
  likeness: Likeness;
  sameRequester: boolean;
}

/** What an appeal has to do with those before it. */
export interface Related {
  /** Appeals of the same requester whose cases it may be merged into, the likest first. */
  merges: Match[];
  /** The likest of all, whoever appealed. */
  link?: Match;
  /** The same requester's appeals on this matter before, by case; too few for a repeat are none. */
  repeats: string[];
}

/**
 * Holds an appeal against the requester's `own` ones before and against `others`. However alike they are, what both tell of
 * place, names, respondent and numbers must not contradict; and a merge wants more of the texts themselves.
 */
export function relatedTo(self: Appeal, own: readonly Appeal[], others: readonly Appeal[], rules: Duplicates): Related {
  const match = (sameRequester: boolean) => (appeal: Appeal) => ({
    ...{ appeal, sameRequester },
    likeness: likeness(self.sketch, appeal.sketch),
  });
  const isSame = (like: Likeness) => like.score >= rules.linkFrom && !contradicts(like) && tells(like);
  const before = (appeal: Appeal) => appeal.caseId !== self.caseId;
  const mine = own.filter(before).map(match(true)).sort(likest);
  const known = new Set(own.map(({ caseId }) => caseId));
  const theirs = others.filter((one) => before(one) && !known.has(one.caseId)).map(match(false));
  const [link] = [...mine, ...theirs].filter(({ likeness: like }) => isSame(like)).sort(likest);
  const { count, withinDays } = rules.repeat;
  const again = mine.filter(
    ({ appeal, likeness: like }) =>
      isSame(like) && appeal.splitFrom === undefined && daysBetween(self, appeal) <= withinDays,
  );
  const repeats = again.map(({ appeal }) => appeal.caseId).sort();
  return {
    merges: mine.filter(
      (one) =>
        one.likeness.score >= rules.mergeFrom &&
        one.likeness.parts.text >= leastText.merged &&
        one.likeness.parts.category > 0 &&
        !contradicts(one.likeness) &&
        tells(one.likeness) &&
        one.appeal.kind === self.kind &&
        daysBetween(self, one.appeal) <= rules.withinDays,
    ),
    ...(link === undefined ? {} : { link }),
    repeats: self.splitFrom === undefined && repeats.length + 1 >= count ? repeats : [],
  };
}

/** What both tell of, and tell otherwise: another street, another shop, another house. */
function contradicts({ parts: { place, names, respondent, address = 1, numbers } }: Likeness): boolean {
  return place === 0 || names === 0 || numbers === 0 || address < 0.2 || (respondent ?? 1) < 0.5;
}

/**
 * Whether there is enough to go by. Texts that name no place, firm or number must be alike themselves, as questions about
 * one office are; and what is of another category must be told in like words.
 */
function tells({ parts: { text, category, names = 0, respondent = 0, numbers = 0, address = 0 } }: Likeness): boolean {
  const named = names + respondent + numbers + address > 0;
  return text >= (named && category > 0 ? leastText.named : leastText.nameless);
}

/** Below `merged` two texts about one place may still be about two things that are wrong there. */
const leastText = { named: 0.1, merged: 0.3, nameless: 0.4 };

function likest(a: Match, b: Match): number {
  return b.likeness.score - a.likeness.score || (a.appeal.caseId < b.appeal.caseId ? -1 : 1);
}

const day = 86_400_000;

function daysBetween(a: Appeal, b: Appeal): number {
  return Math.abs(toMillis(a.receivedAt) - toMillis(b.receivedAt)) / day;
}

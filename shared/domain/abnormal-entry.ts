import { type DossierCore, type DossierEvolve, replayDossier } from "./dossier.ts";
import { earliest, type Instant } from "./instant.ts";

/** 异常名录的一条: whether a requester's appeals are screened first, from the proposal to its end. */
export interface AbnormalEntry extends DossierCore {
  /** Hash of the requester's phone. It is kept with the entry in the table, and in no event. */
  requester?: string;
  /** `appealed` counts like `listed` until the appeal is decided. */
  stage: "proposed" | "refused" | "listed" | "appealed" | "lifted" | "expired";
  cases: string[];
  months: number;
  by: "person" | "weekly-job";
  proposedBy: string;
  proposedAt: Instant;
  /** Where the entry waits for a person: when silence decides. */
  decideBy?: Instant;
  approvedBy?: string;
  from?: Instant;
  until?: Instant;
  found?: { week: string; claims: number; alike: number; respondents: number };
  appeals: number;
}

/** What an event makes of an entry. */
export const evolveEntry: DossierEvolve<"abnormal-entry", AbnormalEntry> = (before, { type, at, actor, data }) => {
  if (type === "ListingProposed") {
    const { cases, by, months, decideBy, found } = data;
    const facts = { cases, by, months, decideBy, proposedBy: actor.id, proposedAt: at, appeals: 0 };
    return { ...facts, stage: "proposed", ...(found === undefined ? {} : { found }) };
  }
  if (before === undefined) throw new Error(`an entry begins with ListingProposed, not with ${type}`);
  const { decideBy: _decided, ...rest } = before;
  switch (type) {
    case "ListingDecided": {
      if (data.decision === "refused") return { ...rest, stage: "refused" };
      const { from, until } = data;
      const listed = { ...rest, stage: "listed", approvedBy: actor.id } as const;
      return { ...listed, ...(from && { from }), ...(until && { until }) };
    }
    case "ListingAppealed":
      return { ...rest, stage: "appealed", decideBy: data.decideBy, appeals: before.appeals + 1 };
    case "ListingAppealDecided":
      return { ...rest, stage: data.decision === "upheld" ? "listed" : "lifted" };
    case "ListingLifted":
      return { ...rest, stage: "lifted" };
    case "ListingExpired":
      return { ...rest, stage: "expired" };
  }
};

/** The entry that a whole history leads to; without the requester, whom no history names. */
export const replayEntry = (history: Parameters<typeof replayDossier<"abnormal-entry", AbnormalEntry>>[0]) =>
  replayDossier(history, evolveEntry);

/**
 * When the entry moves on without anybody: a proposal and an appeal when nobody has decided, a listing when its time is up.
 * Undefined when it is over.
 */
export function movesOnAt({ stage, decideBy, until }: AbnormalEntry): Instant | undefined {
  switch (stage) {
    case "proposed":
      return decideBy;
    case "listed":
      return until;
    case "appealed":
      return decideBy === undefined || until === undefined ? (decideBy ?? until) : earliest(decideBy, until);
    default:
      return undefined;
  }
}

/**
 * Whether the requester's appeals are screened now. What silence does holds from its moment on, also while nobody has
 * written it down yet.
 */
export function countsNow(
  entry: Pick<AbnormalEntry, "stage" | "from"> & { movesOnAt: Instant },
  now: Instant,
): boolean {
  const stands = entry.stage === "listed" || entry.stage === "appealed";
  return stands && entry.from !== undefined && entry.from <= now && now < entry.movesOnAt;
}

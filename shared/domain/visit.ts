import type { DossierEvent } from "../events/dossiers.ts";
import type { DossierCore } from "./dossier.ts";
import { digest } from "./history.ts";
import type { Instant } from "./instant.ts";

/** 走访: one entry of a contact point's visit log, as a dossier. Whom it was about is in the record of its event. */
export interface Visit extends DossierCore {
  partner: string;
  /** The channel of the contact point. */
  contactPoint: string;
  /** The local day of the visit. */
  date: string;
  loggedAt: Instant;
  /** What each need became, in the order of the log. */
  needs: { caseId: string; ticketId: string }[];
  /** Digest of the body that was sent: the same visit again is the same answer. */
  bodyHash: string;
}

/**
 * A contact point's own number of a visit names it once and for all. The id does not give that number away: it may be a
 * name or a phone.
 */
export const visitId = (partner: string, visitRef: string) => digest([partner, visitRef]).slice(0, 32);

/** The reference under which a partner finds the case of a visit's n-th need, counted from 1. */
export const needRef = (visitRef: string, need: number) => `${visitRef}.${need}`;

/** What an event makes of a visit; nothing changes one afterwards. */
export function visitAfter(
  _before: Visit | undefined,
  { at, data }: DossierEvent<"visit">,
): Omit<Visit, keyof DossierCore> {
  const { recordHash: _said, ...logged } = data;
  return { ...logged, loggedAt: at };
}

import type { AbnormalEntry } from "../../shared/directory/abnormal-list.ts";
import { requesterHash } from "../../shared/domain/abnormal-list.ts";

/** An entry of the abnormal list for whoever calls from this phone, for the year 2026 unless told. */
export function listed(phone: string, change: Partial<AbnormalEntry> = {}): AbnormalEntry {
  return {
    requester: requesterHash(phone),
    evidence: "forty claims on one pattern in a month",
    proposedBy: "screener-1",
    approvedBy: "supervisor-1",
    from: "2026-01-01",
    until: "2027-01-01",
    appealTo: "joint-office",
    ...change,
  };
}

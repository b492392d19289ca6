import type { CaseView } from "../../../shared/api/case-view.ts";
import type { Receipt } from "../../../shared/api/ticket.ts";
import type { Caller } from "../../callers.ts";
import type { Appeal } from "../appeals.ts";
import { between } from "../chance.ts";
import type { City, Follow } from "../city.ts";
import { day, hour } from "../local-hours.ts";

/** Shares of the tickets that are sent twice, withdrawn, or reopened after they were closed. */
const [sentTwice, withdrawn, reopened] = [0.03, 0.04, 0.05];

export interface Partners {
  /** Sends an appeal at a moment. */
  send(appeal: Appeal, at: number): void;
  /** A requester hears that the case is closed, and may want it reopened. */
  closed(caseId: string): void;
}

/** The platforms that send tickets, each with its own token: one partner a channel. */
export function partners({ callers, diary, casebook, chance }: City, follow: Follow): Partners {
  const platforms = new Map<string, Caller>();
  /** Nobody has a case reopened twice. */
  const askedAgain = new Set<string>();
  const platform = (partner: string): Caller => {
    const caller = platforms.get(partner) ?? callers.as({ kind: "partner", partner });
    platforms.set(partner, caller);
    return caller;
  };
  return {
    send: (appeal, at) => diary.at(at, () => post(appeal)),
    closed(caseId) {
      const number = casebook.numberOf(caseId);
      if (chance("reopens", number) >= reopened || askedAgain.has(caseId)) return;
      askedAgain.add(caseId);
      diary.at(diary.now() + between(chance("reopens-after", number), 4 * hour, 5 * day), () =>
        ask(caseId, "reopening", "问题又出现了"),
      );
    },
  };

  async function post({ number, partner, body }: Appeal): Promise<void> {
    const caller = platform(partner);
    const { status, body: receipt } = await caller.post<Receipt>("/v1/tickets", body);
    if (status !== 201) {
      casebook.refused += 1;
      return;
    }
    const { caseId, ticketId, externalRef } = receipt;
    // A case of its own, or a line of the input that was there before.
    const known = casebook.numberOf(caseId) > 0;
    casebook.add({ number, partner, externalRef, caseId, ticketId });
    if (known) return;
    follow(caseId);
    if (chance("sent-twice", number) < sentTwice && externalRef !== undefined) {
      diary.at(diary.now() + hour, () => sendAgain(caller, body, caseId));
    }
    if (chance("withdraws", number) < withdrawn) {
      diary.at(diary.now() + between(chance("withdraws-after", number), 4 * hour, 3 * day), () =>
        ask(caseId, "withdrawal", "诉求人表示不再追究"),
      );
    }
  }

  /** A platform that has not heard the answer sends the same again: it must lead to the same case. */
  async function sendAgain(caller: Caller, body: object, caseId: string): Promise<void> {
    const again = await caller.post<Receipt>("/v1/tickets", body);
    casebook.sentTwice += 1;
    if (again.status !== 201 || again.body.caseId !== caseId) casebook.doubled += 1;
  }

  async function ask(caseId: string, what: "withdrawal" | "reopening", reason: string): Promise<void> {
    const answered = await platform(casebook.partnerOf(caseId) ?? "").post<CaseView>(`/v1/cases/${caseId}/${what}`, {
      reason,
    });
    casebook.heard(answered);
    if (answered.status < 300) follow(caseId);
  }
}

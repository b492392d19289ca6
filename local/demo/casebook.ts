/** A ticket that the API took: what was promised to be kept. */
export interface Posted {
  /** Its number in the order of the input, from 1: what seeded people decide by. */
  number: number;
  partner: string;
  externalRef: string | undefined;
  caseId: string;
  ticketId: string;
}

/** What the senders know of their tickets, and what all have heard of the cases since. */
export interface Casebook {
  posted: Posted[];
  refused: number;
  /** Tickets sent a second time, and those of them that led to another case than the first time. */
  sentTwice: number;
  doubled: number;
  /** Cases that an answer has shown as closed. */
  closed: Set<string>;
  add(posted: Posted): void;
  /** The number of a case in the order of the input; 0 for one that nobody here has sent. */
  numberOf(caseId: string): number;
  partnerOf(caseId: string): string | undefined;
  /** Takes note of the stage that an answer shows. */
  heard(answer: { status: number; body: { caseId: string; stage: string } }): void;
}

export function openCasebook(): Casebook {
  const byCase = new Map<string, Posted>();
  const book: Casebook = {
    ...{ posted: [], refused: 0, sentTwice: 0, doubled: 0, closed: new Set<string>() },
    add(posted) {
      book.posted.push(posted);
      // A later line with the same reference is a ticket of the first one's case.
      if (!byCase.has(posted.caseId)) byCase.set(posted.caseId, posted);
    },
    numberOf: (caseId) => byCase.get(caseId)?.number ?? 0,
    partnerOf: (caseId) => byCase.get(caseId)?.partner,
    heard({ status, body: { caseId, stage } }) {
      if (status >= 400) return;
      if (stage === "closed") book.closed.add(caseId);
      else book.closed.delete(caseId);
    },
  };
  return book;
}

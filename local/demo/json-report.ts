import type { DemoResult } from "./result.ts";

/** The one document of `--json`. Rates are shares from 0 to 1, null where nothing was to be counted. */
export function asJson(result: DemoResult): string {
  const { seed, days, tickets, refused, sentTwice, doubled, outcomes, lost, refusals, usage, plainCase } = result;
  const { dollarsPer1000, virtualSeconds, wallSeconds } = result;
  const { cases, byStage, byOutcome, events, byType, stalled, cards, mostEventful: _, ...rates } = outcomes;
  const { executionEventsPerTransition: _events, caseId: _id, caseIds: _ids, ...plain } = plainCase;
  return JSON.stringify({
    ...{ seed, days, tickets, refused, sentTwice, doubled, cases, byStage, byOutcome },
    lost: lost.length,
    lostTickets: lost.map(({ posted, missing }) => ({ ...posted, missing })),
    ...{ stalled, events, eventsByType: byType, cards },
    ...Object.fromEntries(Object.entries(rates).map(([name, value]) => [name, value ?? null])),
    ledgerEntries: byType.LedgerEntryListed ?? 0,
    refusals,
    transitionsPerCase: cases === 0 ? 0 : usage.transitions / cases,
    ...{ usage, plainCase: { ...plain, dollarsPer1000: dollarsPer1000.plainCase } },
    dollarsPer1000: dollarsPer1000.thisRun,
    ...{ virtualSeconds, wallSeconds, timesRealTime: Math.round(virtualSeconds / wallSeconds) },
  });
}

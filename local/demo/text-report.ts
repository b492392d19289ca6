import { assumed, notCounted, priceTable } from "../cost/prices.ts";
import { bill, type Usage } from "../cost/usage.ts";
import { type Row, reportTable } from "../report-table.ts";
import type { DemoResult } from "./result.ts";

/** What people read at the end of the demo. */
export function asText(result: DemoResult): string {
  return [cases(result), costs(result), closing(result)].join("\n\n");
}

function cases({ days, seed, tickets, refused, sentTwice, doubled, outcomes, lost, refusals }: DemoResult): string {
  const { byType, cards } = outcomes;
  const of = (type: keyof typeof byType) => byType[type] ?? 0;
  const { closed = 0, ...byStage } = outcomes.byStage;
  return reportTable(
    `What became of them after ${days} days (seed ${seed})`,
    [
      ["tickets accepted", tickets, `refused ${refused}; sent twice ${sentTwice}, doubled ${doubled}`],
      ["cases", outcomes.cases, `open ${outcomes.cases - closed}, closed ${closed}, stalled ${outcomes.stalled}`],
      ["lost", lost.length, "compared with the table itself, history chains included"],
      ["closed by outcome", "", counts(outcomes.byOutcome)],
      ["open by stage", "", counts(byStage)],
      ["first response in time", percent(outcomes.responseRate), "of all cases past that limit"],
      ["resolved", percent(outcomes.resolutionRate), `of ${of("CallbackCompleted")} callbacks answered`],
      ["satisfied with the handling", percent(outcomes.satisfactionWithHandling), ""],
      ["satisfied with the result", percent(outcomes.satisfactionWithResult), ""],
      ["cards", cards.yellow + cards.red, `yellow ${cards.yellow}, red ${cards.red}`],
      ["supervision orders", of("SupervisionOrdered"), ""],
      ["escalations", of("CaseEscalated"), ""],
      ["returns", of("AssignmentReturned"), `accepted by silence ${outcomes.acceptedBySilence}`],
      ["reworks", of("ReworkOrdered"), `reopened ${of("CaseReopened")}`],
      ["withdrawals asked", of("WithdrawalRequested"), ""],
      ["ledger entries", of("LedgerEntryListed"), ""],
      ["history events", outcomes.events, ""],
      ["calls refused", "", counts(refusals)],
    ],
    { left: [0, 2] },
  );
}

function costs({ outcomes, usage, plainCase, dollarsPer1000 }: DemoResult): string {
  const row = (name: string, of: (usage: Usage) => number): Row => [
    name,
    rounded(of(plainCase)),
    rounded(of(usage)),
    rounded(of(usage) / Math.max(outcomes.cases, 1)),
  ];
  const perThousand = (usage: Usage, cases: number) =>
    new Map(bill(usage).map((one) => [one.item, (1000 * one.dollars) / cases]));
  const plain = perThousand(plainCase, 1);
  const all = perThousand(usage, Math.max(outcomes.cases, 1));
  const counted = reportTable("What it used", [
    ["", "plain case", "this run", "per case"],
    row("state transitions", ({ transitions }) => transitions),
    row("task invocations", ({ taskInvocations }) => taskInvocations),
    row("API invocations", ({ apiInvocations }) => apiInvocations),
    row("authorizer invocations", ({ authorizerInvocations }) => authorizerInvocations),
    row("reader invocations", ({ readerInvocations }) => readerInvocations),
    row("write request units", ({ writeUnits }) => writeUnits),
    row("read request units", ({ readUnits }) => readUnits),
    row("API requests", ({ requests }) => requests),
    row("events published", ({ events }) => events),
    row("queue calls", ({ queueCalls }) => queueCalls),
    row("log bytes", ({ logBytes }) => logBytes),
  ]);
  const priced = reportTable("Dollars per 1,000 cases", [
    ["", "plain case", "this run"],
    ...[...plain].map(([item, dollars]): Row => [item, dollars.toFixed(4), (all.get(item) ?? 0).toFixed(4)]),
    ["total", dollarsPer1000.plainCase.toFixed(4), dollarsPer1000.thisRun.toFixed(4)],
  ]);
  const notes = [
    `List prices of ${priceTable.of}, ${priceTable.region}, before free tiers; schedules, which run without cases too, are left out.`,
    `Assumed: ${assumed.invocationMilliseconds} ms an invocation; ${assumed.accessLogBytes} bytes of access log a request; ${assumed.executionLogBytes} bytes of log an execution event.`,
    `Not counted: ${notCounted}.`,
  ];
  return [counted, priced, notes.join("\n")].join("\n\n");
}

function closing({ virtualSeconds, wallSeconds }: DemoResult): string {
  const times = Math.round(virtualSeconds / wallSeconds).toLocaleString("en");
  return `${(virtualSeconds / 86_400).toFixed(0)} days in ${wallSeconds.toFixed(1)} s: ${times} times as fast as real time.`;
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

function percent(share: number | undefined): string {
  return share === undefined ? "-" : `${(100 * share).toFixed(1)} %`;
}

function counts(names: Partial<Record<string, number>>): string {
  const entries = Object.entries(names).map(([name, count]) => `${name} ${count}`);
  return entries.length === 0 ? "none" : entries.join(", ");
}
